"""Scenarios: shown one by one, read from files, and the standards kept as scenarios at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..changes import set_changes
from ..model.errors import InputError, InputFault
from ..model.io.files import parse_toml
from ..model.io.read import read_policy
from ..scenarios import Reform
from ..scenarios.file import parse_scenarios
from . import calls
from .differences import differences, relation
from .pages import get, post, render, to_number
from .workspace import Agency, Workspace

STANDARDS = {
    "client-based": "One worker does everything for a client (K = 1).",
    "team": "At most K workers serve a client.",
    "hybrid": "One worker for a client, apart from kinds of tasks that anyone may do.",
    "task-based": "Each task goes to whoever is free; nobody is bound to a client.",
}
"""The four standards and what each means."""

SIDE_BY_SIDE = ("client-based", "team-2", "hybrid", "task-based")
"""The standards that are kept as scenarios at once."""


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of scenarios."""
    page = _Page(workspace)
    return [
        post("/scenarios/upload", page.upload),
        post("/scenarios/standards", page.add_standards),
        get("/scenarios/{number}", page.show),
        post("/scenarios/{number}/remove", page.remove),
    ]


def keep_standards(workspace: Workspace, names: Sequence[str]) -> list[int]:
    """Keep each standard as a scenario, and return their numbers, 0 for what the baseline is.

    Raises
    ------
    HTTPException
        With status 404 if no agency is loaded.
    """
    agency = workspace.agency
    if agency is None:
        raise HTTPException(404)
    known = {each.name: number for number, each in workspace.scenarios.items()}
    numbers: list[int] = []
    for name in names:
        if agency.policy.as_formulation(name) == agency.policy:
            numbers.append(0)
        else:
            scenario = Reform(name, [{"formulation": name}], STANDARDS[name.removesuffix("-2")])
            numbers.append(known.get(name) or workspace.add(scenario))
    return numbers


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show(self, request: Request) -> Response:
        """Show one scenario: its question, its changes, what it does to the set of plans."""
        number = to_number(request.path_params["number"])
        agency, scenario = self._workspace.agency, self._workspace.scenarios.get(number)
        if agency is None or scenario is None:
            raise HTTPException(404)
        _, policy = self._workspace.question(number)
        return render(
            request,
            "scenario.html",
            title=scenario.name,
            number=number,
            scenario=scenario,
            formulation=policy.formulation,
            differences=differences(agency.policy, policy),
            relation=relation(agency.policy, policy),
            call=calls.scenario(agency.command, scenario),
        )

    def remove(self, request: Request, form: FormData) -> Response:
        """Forget a scenario."""
        self._workspace.remove(to_number(request.path_params["number"]))
        return RedirectResponse("/standard", 303)

    def add_standards(self, request: Request, form: FormData) -> Response:
        """Keep each standard that is not the baseline as a scenario, and go on to run them."""
        kept = keep_standards(self._workspace, SIDE_BY_SIDE)
        numbers = [0, *(number for number in kept if number)]
        return RedirectResponse(f"/runs?{urlencode([('scenario', n) for n in numbers])}", 303)

    def upload(self, request: Request, form: FormData) -> Response:
        """Keep the scenarios of a file, or a policy file as one scenario."""
        agency, file = self._workspace.agency, form.get("file")
        if agency is None:
            raise HTTPException(404)
        if not isinstance(file, UploadFile) or not file.filename:
            raise InputError([_file_fault("no file was chosen; choose a .toml file")])
        reforms = _read_file(file.file.read(), Path(file.filename).stem, agency)
        numbers = self._workspace.add_all(reforms)
        address = f"/scenarios/{numbers[0]}" if len(numbers) == 1 else "/standard#scenarios"
        return RedirectResponse(address, 303)


def _read_file(content: bytes, name: str, agency: Agency) -> Sequence[Reform]:
    """Return the scenarios of a file; a policy makes one, called like the file."""
    problems: list[InputFault] = []
    try:
        data = parse_toml(content.decode("utf-8"), "file", problems)
    except UnicodeDecodeError:
        raise InputError([_file_fault("is no text in UTF-8; choose a .toml file")]) from None
    if data is None:
        raise InputError(problems)
    if "reform" in data:
        return parse_scenarios(data, agency.instance, agency.policy).reforms
    policy = read_policy(data, agency.instance)
    return [Reform(name[:80], set_changes(agency.policy, policy))]


def _file_fault(says: str) -> InputFault:
    return InputFault("file", None, None, None, says)
