"""The page *Why not*: why a standard cannot be kept in full, and ways out that can be taken."""

from __future__ import annotations

from itertools import chain, count

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..changes import override
from ..explanation import Explanation, WayOut
from ..report.explained import explained_document
from ..report.html import format_parts
from ..scenarios import Reform
from ..solver import SolveOptions
from .pages import get, post, render, to_number
from .questions import ExplainQuestion
from .run import ask, find_run, read_limit
from .runs import Run
from .workspace import Workspace


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page."""
    page = _Page(workspace)
    return [
        get("/why-not", page.show_all),
        post("/why-not", page.submit),
        get("/why-not/{number}", page.show),
        post("/why-not/{number}/ways/{way}", page.take),
    ]


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def show_all(self, request: Request) -> Response:
        """Show what can be asked, and what has been explained."""
        asked = [run for run in self._workspace.runs if run.question.verb == ExplainQuestion.verb]
        return render(
            request, "why_not.html", title="Why not", runs=[(run, run.state()) for run in asked]
        )

    def submit(self, request: Request, form: FormData) -> Response:
        """Ask why not everything of a scenario can be done on time."""
        options = SolveOptions(time_limit=read_limit(form))
        scenario = to_number(str(form.get("scenario", "")))
        run = ask(self._workspace, ExplainQuestion, scenario, options)
        return RedirectResponse(f"/runs/{run.number}", 303)

    def show(self, request: Request) -> Response:
        """Show an explanation, with a button for each way out."""
        run, found = self._explained(request)
        document = explained_document(run.instance, found)
        return render(
            request,
            "explained.html",
            title=document.title,
            run=run,
            ways=found.ways_out,
            parts=Markup(format_parts(document)),
            call=run.question.call,
        )

    def take(self, request: Request, form: FormData) -> Response:
        """Make a scenario of a way out, and open it."""
        run, found = self._explained(request)
        place = to_number(request.path_params["way"])
        if not 1 <= place <= len(found.ways_out):
            raise HTTPException(404)
        number = self._workspace.add(self._reform(run, found.ways_out[place - 1]))
        return RedirectResponse(f"/scenarios/{number}", 303)

    def _explained(self, request: Request) -> tuple[Run, Explanation]:
        run = find_run(self._workspace, request.path_params["number"])
        if run.explanation is None:
            raise HTTPException(404)
        return run, run.explanation

    def _reform(self, run: Run, way: WayOut) -> Reform:
        """Return the scenario that was asked about, with the changes of a way out."""
        first = f"{run.question.scenario}, with {way.kind}"
        taken = {scenario.name for scenario in self._workspace.scenarios.values()}
        further = (f"{first} {number}" for number in count(2))
        name = next(name for name in chain([first], further) if name not in taken)
        return Reform(name, override(run.question.changes, way.changes), f"{way.words}?")
