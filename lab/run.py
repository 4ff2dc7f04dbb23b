"""The page *Run*: what is asked next, what waits, and how far each run is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from ..model.errors import InputError, InputFault
from ..model.io.files import format_toml
from ..report.html import format_blocks
from ..solver import SolveOptions, engine_names
from ..solver.registry import AUTOMATIC
from .curves import draw_curves
from .pages import download, fill, get, post, render, to_number
from .questions import ExplainQuestion, SolveQuestion
from .runs import Run, RunState
from .workspace import Workspace, pose

_LOOK = 0.5
"""Seconds between two looks at whether a page has changed."""

LONGEST = 24 * 3600.0
"""Most seconds that a run may be given."""

Parts = Mapping[str, Markup]
"""Pieces of HTML of a page by the ids of the elements that they stand in."""


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page."""
    page = _Page(workspace)
    return [
        get("/runs", page.show_all),
        post("/runs", page.submit),
        Route("/runs/events", page.follow_all),
        get("/runs/{number}", page.show),
        Route("/runs/{number}/events", page.follow),
        get("/runs/{number}/policy.toml", page.give_policy),
        post("/runs/{number}/stop", page.stop),
    ]


def find_run(workspace: Workspace, text: str | None) -> Run:
    """Return the run of a number in an address.

    Raises
    ------
    HTTPException
        With status 404 if there is none.
    """
    run = workspace.runs.find(to_number(text))
    if run is None:
        raise HTTPException(404)
    return run


def find_runs(workspace: Workspace, request: Request) -> list[Run]:
    """Return the runs that an address names as ``run=...``, as ``find_run`` does."""
    return [find_run(workspace, text) for text in request.query_params.getlist("run")]


def all_over(runs: Iterable[Run]) -> bool:
    """Whether nothing will change any more in any of some runs."""
    return all(run.is_over for run in runs)


def table_parts(request: Request, runs: Iterable[Run]) -> Parts:
    """Return the table of runs, as a part of a page that changes."""
    states = [(run, run.state()) for run in runs]
    return {"runs": fill(request, "runs_table.html", states=states, clock=_clock)}


def read_limit(form: FormData) -> float:
    """Return the time limit in a form.

    Raises
    ------
    InputError
        If it is none.
    """
    text = str(form.get("limit", ""))
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= LONGEST:
        says = f"{text!r:.40} is not a time limit; give seconds from 1 to {LONGEST:,.0f}"
        raise InputError([InputFault("run", None, None, "limit", says)])
    return seconds


def ask(
    workspace: Workspace,
    kind: type[SolveQuestion | ExplainQuestion],
    scenario: int,
    options: SolveOptions,
) -> Run:
    """Ask a question about a scenario, 0 for the baseline.

    Raises
    ------
    HTTPException
        With status 404 if there is no such scenario, or nothing is loaded.
    """
    agency = workspace.agency
    if agency is None or (scenario and scenario not in workspace.scenarios):
        raise HTTPException(404)
    changes = workspace.scenarios[scenario].changes if scenario else ()
    name = workspace.scenario_name(scenario)
    question, instance = pose(agency, kind, name, changes, options)
    if isinstance(question, SolveQuestion):
        # A looser standard is then never dearer than a stricter one before it.
        before = [
            run
            for run in workspace.runs
            if isinstance(run.question, SolveQuestion) and run.instance is instance
        ]
        question = replace(question, start=before[-1].file if before else None)
    return workspace.runs.submit(question, instance)


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._curves: dict[int, tuple[tuple[int, bool], Markup]] = {}

    def show_all(self, request: Request) -> Response:
        """Show what can be asked, and all runs."""
        return render(
            request,
            "runs.html",
            title="Run",
            engines=(AUTOMATIC, *engine_names()),
            asked=request.query_params.getlist("scenario") or ["0"],
            parts=table_parts(request, self._workspace.runs),
        )

    def show(self, request: Request) -> Response:
        """Show one run."""
        run = find_run(self._workspace, request.path_params["number"])
        return render(
            request,
            "run.html",
            title=f"Run {run.number}: {run.question.title}",
            run=run,
            parts=self._parts(request, run),
            call=run.question.call,
        )

    def submit(self, request: Request, form: FormData) -> Response:
        """Ask for the best plan of each scenario that is ticked."""
        asked = [to_number(str(each)) for each in form.getlist("scenario")]
        if not asked:
            says = "no scenario is ticked; tick one or more"
            raise InputError([InputFault("run", None, None, "scenario", says)])
        options = SolveOptions(time_limit=read_limit(form), engine=str(form.get("engine")))
        if faults := options.faults():
            raise InputError([InputFault("run", None, None, *fault) for fault in faults])
        runs = [ask(self._workspace, SolveQuestion, number, options) for number in asked]
        return RedirectResponse(f"/runs/{runs[0].number}" if len(runs) == 1 else "/runs", 303)

    def stop(self, request: Request, form: FormData) -> Response:
        """Stop a run, which keeps its best plan."""
        run = find_run(self._workspace, request.path_params["number"])
        run.stop()
        return RedirectResponse("/runs" if form.get("back") else f"/runs/{run.number}", 303)

    def give_policy(self, request: Request) -> Response:
        """Give the policy of a run as a file."""
        question = find_run(self._workspace, request.path_params["number"]).question
        return download(format_toml(question.policy), question.policy_file)

    async def follow(self, request: Request) -> Response:
        """Tell a page how its run gets on, until that has ended."""
        run = find_run(self._workspace, request.path_params["number"])
        return self._events(lambda: self._parts(request, run), lambda: run.is_over)

    async def follow_all(self, request: Request) -> Response:
        """Tell a page how all runs get on, as long as it is there; those it names, to their end."""
        runs = find_runs(self._workspace, request)
        is_over = partial(all_over, runs) if runs else lambda: False
        return self._events(lambda: table_parts(request, runs or self._workspace.runs), is_over)

    def _events(self, make: Callable[[], Parts], is_over: Callable[[], bool]) -> Response:
        """Return server-sent events, each with the parts of a page that have changed."""
        is_closing = self._workspace.runs.is_closing

        async def stream() -> AsyncGenerator[str]:
            told: dict[str, str] = {}
            while not is_closing.is_set():
                ended = is_over()
                parts = await run_in_threadpool(make)
                changed = {name: html for name, html in parts.items() if told.get(name) != html}
                if changed or ended:
                    yield f"data: {json.dumps({'parts': changed, 'over': ended})}\n\n"
                if ended:
                    return
                told.update(changed)
                await asyncio.sleep(_LOOK)

        return StreamingResponse(stream(), media_type="text/event-stream")

    def _parts(self, request: Request, run: Run) -> Parts:
        """Return what changes on the page of a run."""
        now = run.state()
        return {
            # Read aloud whenever it changes, hence without the seconds, which stand beside it.
            "words": escape(now.words),
            "clock": escape(_clock(now)),
            "buttons": fill(request, "run_buttons.html", run=run, now=now),
            "live": fill(request, "run_live.html", run=run, now=now, curves=self._drawn(run, now)),
        }

    def _drawn(self, run: Run, now: RunState) -> Markup:
        """Return the curves of a run, drawn once for all pages that show them."""
        about = len(now.points), now.is_over
        known = self._curves.get(run.number)
        if known is not None and known[0] == about:
            return known[1]
        chart = draw_curves(now.points, now.seconds or 0.0)
        drawn = Markup("" if chart is None else format_blocks([chart]))
        self._curves[run.number] = (about, drawn)
        return drawn


def _clock(now: RunState) -> str:
    """Return how long a run has solved, and how much of its time limit is left."""
    if now.seconds is None:
        return ""
    so_far = f"{now.seconds:,.0f} s"
    if now.left is None or now.status == "stopping":
        return so_far
    return f"{so_far}, {now.left:,.0f} s left" if now.left > 0 else f"{so_far}, the time is up"
