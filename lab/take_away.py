"""The page *Take away*: reports, workbooks, scenarios, the project, and all of it as a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.files import format_toml
from ..model.io.workbook import format_workbook
from ..planning.written import WrittenAnswer
from ..report.document import Commands, Document
from ..report.documents import document_of, plans_of
from ..report.html import format_html
from ..report.plan_sheets import NamedPlan, plan_pages
from ..report.public import released
from ..report.workbook import format_document
from ..scenarios import Scenarios, format_scenarios
from . import calls
from .compare import name_runs, set_runs_beside, strictest_first
from .pages import download, get, post, render, to_number
from .project import format_project, pack_project, read_project
from .run import find_run
from .runs import Run
from .safety import REPORT_POLICY
from .workspace import Agency, Workspace

_VERSIONS = {"public": True, "internal": False}


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page, and of what is taken away."""
    page = _Page(workspace)
    return [
        get("/take-away", page.show),
        get("/take-away/{runs}/report-{version}.html", page.give_report),
        get("/take-away/{runs}/workbook-{version}.xlsx", page.give_workbook),
        get("/take-away/{runs}/result.json", page.give_result),
        get("/take-away/tables.xlsx", page.give_tables),
        get("/scenarios.toml", page.give_scenarios),
        get("/scenarios/{number}/policy.toml", page.give_policy),
        get("/session.py", page.give_session),
        get("/project.json", page.give_project),
        get("/project.zip", page.give_whole_project),
        post("/project", page.open_project),
    ]


@dataclass(frozen=True)
class _Answer:
    """What runs have found, the strictest standard first."""

    runs: Sequence[Run]
    instance: Instance

    @property
    def names(self) -> list[str]:
        """What the runs are called: by scenario, with the number where that is not enough."""
        return name_runs(self.runs)

    @cached_property
    def _found(self) -> WrittenAnswer:
        return self.runs[0].answer if len(self.runs) == 1 else set_runs_beside(self.runs)

    @property
    def document(self) -> Document:
        """The report on one answer, or on the comparison of several."""
        return document_of(self._found, self.instance)

    @property
    def plans(self) -> list[NamedPlan]:
        """The plans, as sheets of a workbook have them."""
        return plans_of(self._found, self.instance)

    @property
    def stem(self) -> str:
        """Name of files about it, without ending."""
        return calls.file_name("-".join(self.names), "")


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show(self, request: Request) -> Response:
        """Show what there is to take away."""
        agency = self._workspace.agency
        runs = [run for run in self._workspace.runs if run.status == "done"]
        return render(
            request,
            "take_away.html",
            title="Take away",
            agency=agency,
            runs=runs,
            together=self._together(),
            session=None if agency is None else self._session(agency),
        )

    def give_report(self, request: Request) -> Response:
        """Send a report as one page."""
        answer = self._answer(request)
        document = self._released(request, answer)
        name = f"{answer.stem}-{request.path_params['version']}.html"
        sent = download(format_html(document), name)
        # It is read in the browser, and saved from there; nothing in it may do anything.
        sent.headers["content-disposition"] = f'inline; filename="{name}"'
        sent.headers["content-security-policy"] = REPORT_POLICY
        return sent

    def give_workbook(self, request: Request) -> Response:
        """Send a report as a workbook; the internal one has the plans too."""
        answer = self._answer(request)
        document = self._released(request, answer)
        version = request.path_params["version"]
        sheets = [] if version == "public" else plan_pages(answer.plans)
        return download(format_document(document, sheets), f"{answer.stem}-{version}.xlsx")

    def give_result(self, request: Request) -> Response:
        """Send the file of one result, as ``solve --out`` writes it."""
        answer = self._answer(request)
        if len(answer.runs) > 1:
            raise HTTPException(404)
        return download(answer.runs[0].file.read_bytes(), f"{answer.stem}.json")

    def give_tables(self, request: Request) -> Response:
        """Send the tables and the policy as a workbook."""
        agency = self._agency()
        return download(format_workbook(agency.instance, agency.policy), "tables.xlsx")

    def give_scenarios(self, request: Request) -> Response:
        """Send all scenarios, as ``what-if`` reads them."""
        reforms = tuple(self._workspace.scenarios.values())
        if not reforms:
            raise HTTPException(404)
        return download(format_scenarios(Scenarios(reforms)), calls.SCENARIOS_FILE)

    def give_policy(self, request: Request) -> Response:
        """Send the policy of a scenario, 0 for the baseline."""
        number = to_number(request.path_params["number"])
        if number and number not in self._workspace.scenarios:
            raise HTTPException(404)
        self._agency()
        _, policy = self._workspace.question(number)
        name = calls.file_name(self._workspace.scenario_name(number), ".toml")
        return download(format_toml(policy), name)

    def give_session(self, request: Request) -> Response:
        """Send what was done here as a script."""
        return download(self._session(self._agency()), "session.py")

    def give_project(self, request: Request) -> Response:
        """Send the project without its tables."""
        agency, scenarios = self._workspace.agency, self._workspace.scenarios
        if agency is None:
            return download(format_project("", None, scenarios), "project.json")
        question = (agency.instance, agency.policy)
        return download(format_project(agency.name, question, scenarios), "project.json")

    def give_whole_project(self, request: Request) -> Response:
        """Send the project with its tables and what has been answered about them."""
        agency, workspace = self._agency(), self._workspace
        question = (agency.instance, agency.policy)
        whole = pack_project(agency.name, question, workspace.scenarios, workspace.kept_runs())
        return download(whole, "project.zip")

    def open_project(self, request: Request, form: FormData) -> Response:
        """Open a project, in place of what is here."""
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            says = "no file was chosen; choose the file of a project (.json or .zip)"
            raise InputError([InputFault("project", None, None, "file", says)])
        self._workspace.open_project(read_project(file.file.read()))
        return RedirectResponse("/standard" if self._workspace.agency else "/agency", 303)

    def _agency(self) -> Agency:
        if self._workspace.agency is None:
            raise HTTPException(404)
        return self._workspace.agency

    def _answer(self, request: Request) -> _Answer:
        texts = request.path_params["runs"].split(",")
        runs = strictest_first(find_run(self._workspace, text) for text in texts)
        if not all(run.has_result or (run.status == "done" and len(runs) == 1) for run in runs):
            raise HTTPException(404)
        return _Answer(runs, runs[0].instance)

    def _released(self, request: Request, answer: _Answer) -> Document:
        version = request.path_params["version"]
        if version not in _VERSIONS:
            raise HTTPException(404)
        # The way to the tables may say whose machine it was.
        asked = [
            replace(run.question, source=Path(run.question.source).name).call for run in answer.runs
        ]
        lines = [call.command or call.python for call in asked]
        # What no command says is said in Python, changes and all, which may name people.
        is_internal = not all(call.command for call in asked)
        document = released(
            answer.document,
            public=_VERSIONS[version],
            made_by=Commands("\n".join(lines).splitlines(), internal=is_internal),
            warnings=answer.instance.warnings,
        )
        if document is None:
            says = "no part of this answer may leave the agency; take the internal version"
            raise InputError([InputFault("report", None, None, None, says)])
        return document

    def _session(self, agency: Agency) -> str:
        solved = [run.question for run in self._workspace.runs if run.has_result]
        # What was solved before other tables were loaded is not about these.
        runs = [each for each in solved if each.tables == agency.path]
        asked = [(each.scenario, each.changes, each.keywords) for each in runs]
        scenarios = [(each.name, each.changes) for each in self._workspace.scenarios.values()]
        names = dict.fromkeys(run.question.scenario for run in self._comparable())
        return calls.session(agency.command, scenarios, asked, [*names])

    def _together(self) -> list[tuple[str, str]]:
        """Return what can be compared: what that is called, and its runs as addresses have them."""
        same, agency = self._comparable(), self._workspace.agency
        here = None if agency is None else agency.path
        every = [run for run in self._workspace.runs if run.question.tables == here]
        every = strictest_first(run for run in every if run.has_result)
        found = [("All compared", same)] if len(same) > 1 else []
        if len(every) > len(same) and any(not run.question.changes for run in every):
            found.append(("All compared, changed tables too", every))
        return [(name, ",".join(str(run.number) for run in runs)) for name, runs in found]

    def _comparable(self) -> list[Run]:
        """Return the runs that are about the tables which are loaded."""
        agency = self._workspace.agency
        return [
            run
            for run in strictest_first(self._workspace.runs)
            if run.has_result and agency is not None and run.instance is agency.instance
        ]
