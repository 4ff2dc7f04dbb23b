"""The page *Compare*: results side by side, and what a plan does for one worker or one client."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote, urlencode

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from ..changes import give_changes
from ..model.errors import InputError, InputFault
from ..planning import (
    Comparison,
    Result,
    compare,
    describe_worker,
    explain_client,
    summarise_plan,
)
from ..report.document import Document
from ..report.documents import document_of
from ..report.html import format_parts
from ..report.plans import client_plan_document, plan_summary_document, worker_plan_document
from ..scenarios import Reform, WhatIf, set_beside
from ..solver import SolveOptions
from .calls import Call, command, reading
from .pages import get, post, render
from .questions import SolveQuestion
from .run import all_over, ask, find_run, find_runs, read_limit, table_parts
from .runs import Run
from .scenarios import keep_standards
from .workspace import Workspace

_KEPT = 8
"""Pages that are kept, because those of an office take seconds to make."""

BOTH = ("client-based", "task-based")
"""The standards that are compared at once."""

_STRICTEST_FIRST = ("client-based", "team", "hybrid", "task-based")


def routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the addresses of the page."""
    page = _Page(workspace)
    return [
        get("/compare", page.show),
        post("/compare/standards", page.compare_standards),
        get("/compare/plan", page.show_plan),
    ]


class _Page:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made = lru_cache(_KEPT)(_document)

    def show(self, request: Request) -> Response:
        """Show the runs that can be compared, or what was found in those that are asked for."""
        runs = strictest_first(find_runs(self._workspace, request))
        if any(isinstance(run.question, SolveQuestion) and not run.has_result for run in runs):
            return self._wait(request, runs)
        shown = self._made(tuple(runs)) if runs else None
        return render(
            request,
            "compare.html",
            title="Compare" if shown is None else shown[0],
            parts=None if shown is None else shown[1],
            chosen=runs,
            runs=[run for run in self._workspace.runs if run.has_result],
            call=_call(runs),
        )

    def _wait(self, request: Request, runs: Sequence[Run]) -> Response:
        """Show how far runs are that are compared once they have been answered."""
        return render(
            request,
            "compare_later.html",
            title="Compare",
            names=[run.question.named for run in runs],
            address=str(request.url.query),
            is_over=all_over(runs),
            parts=table_parts(request, runs),
        )

    def compare_standards(self, request: Request, form: FormData) -> Response:
        """Solve both standards on equal terms, and show them side by side."""
        options = SolveOptions(time_limit=read_limit(form))
        numbers = keep_standards(self._workspace, BOTH)
        runs = [ask(self._workspace, SolveQuestion, number, options) for number in numbers]
        asked = urlencode([("run", run.number) for run in runs])
        return RedirectResponse(f"/compare?{asked}", 303)

    def show_plan(self, request: Request) -> Response:
        """Show a plan by worker, or what it does for one worker or one client, and why."""
        asked = request.query_params
        run = find_run(self._workspace, asked.get("run"))
        result = _result(run)
        if result.plan is None:
            raise HTTPException(404)
        worker, client = asked.get("worker"), asked.get("client")
        if worker:
            called = f"describe_worker(instance, result.plan, {json.dumps(worker)}, result.moves)"
            described = describe_worker(run.instance, result.plan, worker, result.moves)
            document = worker_plan_document(described)
        elif client:
            called = f"explain_client(instance, result.plan, {json.dumps(client)}, result.moves)"
            explained = explain_client(run.instance, result.plan, client, result.moves)
            document = client_plan_document(explained)
        else:
            called = "summarise_plan(instance, result.plan)"
            document = plan_summary_document(summarise_plan(run.instance, result.plan))
        who = {name: text for name, text in (("worker", worker), ("client", client)) if text}
        return render(
            request,
            "plan.html",
            title=document.title,
            parts=_parts(document, run),
            run=run,
            who=urlencode(who),
            others=[each for each in self._workspace.runs if each.has_result],
            call=_plan_call(run, who, called),
        )


def _result(run: Run) -> Result:
    if run.result is None:
        raise HTTPException(404)
    return run.result


def _document(runs: tuple[Run, ...]) -> tuple[str, Markup]:
    """Return the title and the parts of the page on one result, or on several."""
    first, *others = runs
    found = set_runs_beside(runs) if others else _result(first)
    document = document_of(found, first.instance)
    return document.title, _parts(document, first)


def set_runs_beside(runs: Sequence[Run]) -> Comparison | WhatIf:
    """Return what results say side by side; other tables are set beside those of the baseline.

    Raises
    ------
    InputError
        If they are about different tables and none is that of the baseline.
    """
    if all(run.instance == runs[0].instance for run in runs):
        return compare(*map(_result, runs), names=name_runs(runs))
    base, reforms = _beside(runs)
    found = [(Reform(name, run.question.changes), _result(run)) for name, run in reforms]
    return set_beside(base.instance, base.question.policy, _result(base), found)


def _beside(runs: Sequence[Run]) -> tuple[Run, list[tuple[str, Run]]]:
    """Return the run of the baseline, and the others by their names.

    Raises
    ------
    InputError
        If none is that of the baseline.
    """
    base = next((run for run in runs if not run.question.changes), None)
    if base is None:
        says = "these runs are about different tables; choose a run of the baseline, too"
        raise InputError([InputFault("compare", None, None, "run", says)])
    named = zip(name_runs(runs), runs, strict=True)
    return base, [(name, run) for name, run in named if run is not base]


def strictest_first(runs: Iterable[Run]) -> list[Run]:
    """Return runs as they are compared: each once, those of one standard by their numbers."""
    return sorted(
        dict.fromkeys(runs),
        key=lambda run: (_STRICTEST_FIRST.index(run.question.policy.formulation), run.number),
    )


def name_runs(runs: Sequence[Run]) -> list[str]:
    """Return what runs are called: by their scenarios, with the number where that is not enough."""
    names = [run.question.scenario for run in runs]
    return [
        name if names.count(name) == 1 else f"{name} (run {run.number})"
        for name, run in zip(names, runs, strict=True)
    ]


def _parts(document: Document, run: Run) -> Markup:
    """Return a document as HTML, workers and clients in its tables leading to themselves."""
    tables = {"worker": run.instance.workers, "client": run.instance.clients}
    known = {name: set(table["id"].to_list()) for name, table in tables.items()}

    def link(head: str, text: str) -> str | None:
        if text not in known.get(head, ()):
            return None
        return f"/compare/plan?run={run.number}&{head}={quote(text, safe='')}"

    return Markup(format_parts(document, link))


def _call(runs: Sequence[Run]) -> Call | None:
    """Return how the same is had without the lab."""
    if not runs:
        return None
    source, files = runs[0].question.source, [run.file.name for run in runs]
    if len(runs) == 1:
        python = f"result = sh.load_result({json.dumps(files[0])})\nprint(result.metrics)"
        words = ("report", files[0], "--instance", source, "--out", "report.html", "--internal")
        return Call(command(*words), f"{reading(source)}\n{python}")
    if all(run.instance == runs[0].instance for run in runs):
        python = (
            f"results = [sh.load_result(file) for file in {json.dumps(files)}]\n"
            f"print(sh.compare(*results, names={json.dumps(name_runs(runs))}))"
        )
        return Call("", f"{reading(source)}\n{python}")
    base, reforms = _beside(runs)
    rows = "".join(
        f"    (sh.Reform({json.dumps(name)}, {give_changes(run.question.changes)!r}),\n"
        f"     sh.load_result({json.dumps(run.file.name)})),\n"
        for name, run in reforms
    )
    python = (
        f"baseline = sh.load_result({json.dumps(base.file.name)})\nreforms = [\n{rows}]\n"
        "print(sh.set_beside(instance, policy, baseline, reforms))"
    )
    return Call("", f"{reading(source)}\n{python}")


def _plan_call(run: Run, who: Mapping[str, str], called: str) -> Call:
    source, file = run.question.source, run.file.name
    words = [word for name, text in who.items() for word in (f"--{name}", text)]
    python = f"result = sh.load_result({json.dumps(file)})\nprint(sh.{called})"
    return Call(command("plan", source, file, *words), f"{reading(source)}\n{python}")
