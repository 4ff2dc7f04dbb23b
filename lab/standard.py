"""The page *Standard*: the standard, every field of every rule, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..changes import Change, apply, set_changes
from ..model.checks.names import Sort, Vocabulary
from ..model.checks.policy import policy_problems
from ..model.errors import InputError, InputFault
from ..model.io.read import read_policy
from ..model.policy import Policy
from ..model.rules import RULES, SENTENCES, RuleId
from ..scenarios import Reform
from . import calls
from .controls import (
    Control,
    Data,
    controls,
    data_of,
    is_same,
    nested,
    read_address,
    read_form,
    to_address,
)
from .differences import differences, relation
from .pages import get, post, render, to_number
from .rule_pages import rule_page
from .scenarios import STANDARDS
from .workspace import Agency, Workspace

_LONGEST_ADDRESS = 12_000
_SORTS: Mapping[str, Sort] = {
    "caseload.caps": "programs",
    "caseload.standing": "programs",
    "caseload.weights": "programs",
    "continuity.exempt_kinds": "kinds",
    "continuity.same_day_kinds": "kinds",
    "continuity.k_by_group": "groups",
    "deadlines.urgent_kinds": "kinds",
    "service.levels": "kinds",
}
"""The sort of names that a list or a table is about, which are offered."""


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page, and of the rules."""
    page = _Page(workspace)
    return [
        get("/standard", page.show),
        post("/standard", page.take),
        get("/rules/{rule}", _show_rule),
    ]


@dataclass(frozen=True)
class ShownControl:
    """A control as a page shows it.

    Parameters
    ----------
    control : Control
        The control.
    value : object
        What it holds.
    differs : bool
        Whether the baseline holds something else.
    faults : tuple of str
        What is wrong with its value.
    names : sequence of str
        Names that are offered.
    """

    control: Control
    value: object
    differs: bool
    faults: tuple[str, ...]
    names: Sequence[str]

    @property
    def id(self) -> str:
        """Its id in the page."""
        return self.control.name.replace(".", "-")

    @property
    def chosen(self) -> list[str]:
        """The names that a list holds."""
        value = self.value
        return [*map(str, cast("list[object]", value))] if isinstance(value, list) else []

    @property
    def offered(self) -> list[str]:
        """The names of a list that have a checkbox: what it holds, then what else there is."""
        return list(dict.fromkeys([*self.chosen, *self.names])) if self.names else []

    @property
    def text(self) -> str:
        """What a number's input holds."""
        part = self.control.parts[0]
        return "" if self.value == part.empty else part.text(self.value)

    @property
    def rows(self) -> list[list[str]]:
        """What the inputs of a table hold."""
        return self.control.rows(self.value, self.names)


@dataclass(frozen=True)
class _Draft:
    """A standard that is being made: where it began, the values of its fields, what is wrong.

    Parameters
    ----------
    agency : Agency
        The agency.
    start : int
        Number of the scenario that it began with.
    kept : tuple of Change
        What that scenario changes beside the policy.
    base : Data
        The fields with these changes alone.
    data : Data
        The fields now.
    policy : Policy or None
        The policy they make, None if they make none.
    faults : tuple of InputFault
        What is wrong with them.
    """

    agency: Agency
    start: int
    kept: tuple[Change, ...]
    base: Data
    data: Data
    policy: Policy | None
    faults: tuple[InputFault, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that make the standard of the agency."""
        assert self.policy is not None
        before = apply(self.kept, self.agency.instance, self.agency.policy)[1]
        return (*self.kept, *set_changes(before, self.policy))


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show(self, request: Request) -> Response:
        """Show the standard that the address names."""
        agency = self._workspace.agency
        if agency is None:
            return render(request, "no_agency.html", title="Standard")
        start = to_number(request.query_params.get("from", "0"))
        data = read_address(request.query_params, self._data(start))
        took = request.query_params.get("took", "")
        return self._shown(request, self._draft(agency, start, data), took=took)

    def take(self, request: Request, form: FormData) -> Response:
        """Show what differs, take a standard, or keep a scenario."""
        agency = self._workspace.agency
        if agency is None:
            raise HTTPException(404)
        start = to_number(str(form.get("from", "0")))
        draft = self._draft(agency, start, read_form(_texts(form)))
        wanted = str(form.get("do", "show"))
        if draft.policy is not None and wanted == "standard":
            name = str(form.get("standard", ""))
            name = f"team-{form.get('team', '')}" if name == "team" and form.get("team") else name
            draft = self._draft(agency, start, data_of(draft.policy.as_formulation(name)))
            return self._redirect(request, draft, name)
        if draft.policy is not None and wanted == "save":
            return self._save(request, draft, form)
        return self._redirect(request, draft)

    def _data(self, number: int) -> Data:
        if number and number not in self._workspace.scenarios:
            raise HTTPException(404)
        return data_of(self._workspace.question(number)[1])

    def _draft(self, agency: Agency, start: int, data: Data) -> _Draft:
        scenario = self._workspace.scenarios.get(start)
        changes = () if scenario is None else scenario.changes
        kept = tuple(each for each in changes if not each.decides())
        base = data_of(apply(kept, agency.instance, agency.policy)[1])
        try:
            policy = read_policy(nested(data), agency.instance)
            faults = tuple(policy_problems(policy, agency.instance))
        except InputError as error:
            return _Draft(agency, start, kept, base, data, None, error.problems)
        return _Draft(agency, start, kept, base, data, None if faults else policy, faults)

    def _redirect(self, request: Request, draft: _Draft, took: str = "") -> Response:
        """Send to the address that says what differs, so that it can be reloaded and kept."""
        query = to_address(draft.data, self._data(draft.start))
        query += [("from", str(draft.start))] if draft.start else []
        query += [("took", took)] if took else []
        address = urlencode(query)
        if len(address) > _LONGEST_ADDRESS:
            return self._shown(request, draft, took=took)
        return RedirectResponse(f"/standard?{address}" if query else "/standard", 303)

    def _save(self, request: Request, draft: _Draft, form: FormData) -> Response:
        name = str(form.get("name", "")).strip()
        question = str(form.get("question", "")).strip()
        says = ""
        if not name:
            says = "a scenario needs a name, e.g. cap 200"
        else:
            try:
                number = self._workspace.add(Reform(name, draft.changes, question))
                return RedirectResponse(f"/scenarios/{number}", 303)
            except InputError as error:
                says = "; ".join(problem.message for problem in error.problems)
        return self._shown(request, draft, name=name, question=question, refused=says)

    def _shown(
        self,
        request: Request,
        draft: _Draft,
        *,
        took: str = "",
        name: str = "",
        question: str = "",
        refused: str = "",
    ) -> Response:
        agency, policy = draft.agency, draft.policy
        start = self._workspace.question(draft.start)[1]
        return render(
            request,
            "standard.html",
            title="Standard",
            status=422 if refused else 200,
            agency=agency,
            start=draft.start,
            start_name=self._workspace.scenario_name(draft.start),
            standards=STANDARDS,
            formulation=None if policy is None else policy.formulation,
            k=draft.data["continuity.k"],
            dropped=start.lost_as(took) if took else (),
            groups=_groups(draft, Vocabulary.of_instance(agency.instance)),
            faults=draft.faults,
            differences=() if policy is None else differences(agency.policy, policy),
            relation="" if policy is None else relation(agency.policy, policy),
            kept=draft.kept,
            name=name,
            question=question,
            refused=refused,
            call=None if policy is None else calls.standard(agency.command, draft.changes),
        )


def _texts(form: FormData) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            texts.setdefault(name, []).append(value)
    return texts


def _groups(draft: _Draft, words: Vocabulary) -> list[tuple[RuleId, str, list[ShownControl], bool]]:
    """Return each rule: its id, its sentence, its controls, and whether it is shown unfolded."""
    baseline = data_of(draft.agency.policy)
    found: dict[RuleId, list[ShownControl]] = {rule: [] for rule in RULES}
    for name, control in controls().items():
        value = draft.data[name]
        differs = not is_same(value, baseline[name])
        faults = tuple(each.message for each in draft.faults if _is_about(each, name))
        names = sorted(words.known(_SORTS[name])) if name in _SORTS else []
        shown = ShownControl(control, value, differs, faults, names)
        found[control.field.rule].append(shown)
    return [
        (rule, SENTENCES[rule], shown, any(each.differs or each.faults for each in shown))
        for rule, shown in found.items()
    ]


def _is_about(fault: InputFault, name: str) -> bool:
    field = fault.field or ""
    return field == name or field.startswith((f"{name}.", f"{name}["))


def _show_rule(request: Request) -> Response:
    """Show what a rule is, field by field."""
    known: dict[str, RuleId] = {rule: rule for rule in RULES}
    rule = known.get(request.path_params["rule"])
    if rule is None:
        raise HTTPException(404)
    fields = [each for each in controls().values() if each.field.rule == rule]
    about = (type(Policy().section(rule)).__doc__ or "").strip().splitlines()[0]
    return render(
        request,
        "rule.html",
        title=f"The rule {rule}",
        sentence=SENTENCES[rule],
        about=about,
        fields=fields,
        page=rule_page(rule),
    )
