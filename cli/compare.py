"""``samehands compare``: standards side by side, on equal staff, clients and minutes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..planning import STANDARDS, Comparison, compare_formulations
from ..report.compared import compared_document, compared_plans
from ..solver import Event, Finished
from .exit_codes import exit_code
from .inputs import ErrorCollector, add_reading_time, read_inputs
from .interrupt import run_interruptibly
from .options import Inputs, JsonFile, ManyEffort, Output, StartFile, with_blocks
from .output import deliver
from .progress import Progress

_STANDARDS = ",".join(STANDARDS)
_NAMES = Annotated[
    str,
    typer.Option(
        "--formulations",
        metavar="NAMES",
        help="Standards, the strictest first: client-based, team-2, hybrid, task-based, ...",
    ),
]


class _Recorder(Progress):
    """Tells the progress of one solve, and remembers how it ended."""

    def __init__(self, label: str, statuses: list[str]) -> None:
        super().__init__(label)
        self._statuses = statuses

    def __call__(self, event: Event) -> None:
        """Take an event of the solve."""
        if isinstance(event, Finished):
            self._statuses.append(event.status)
        super().__call__(event)


@with_blocks
def compare(
    inputs: Inputs,
    effort: ManyEffort,
    *,
    formulations: _NAMES = _STANDARDS,
    start: StartFile = None,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Compare standards with each other and with today, on equal staff, clients and minutes.

    The time limit is divided evenly among all solves: each standard as priced, and with moves free.
    What one leaves over goes to those after it.
    """
    names = [name.strip() for name in formulations.split(",")]
    errors = ErrorCollector()
    if len(names) < 2:
        errors.refuse("formulations", f"{formulations!r} is one name; a comparison needs two")
    if len(set(names)) < len(names):
        errors.refuse("formulations", f"{formulations!r} has a name twice; name each once")
    errors.check_output(output, out)
    question = read_inputs(inputs, effort, errors, formulations=names, start=start)
    statuses: list[str] = []

    def work(cancel: threading.Event) -> Comparison:
        return compare_formulations(
            question.instance,
            question.policy,
            names,
            effort.options(cancel),
            jobs=effort.jobs,
            start=question.start,
            on_stage=lambda label: _Recorder(label, statuses),
        )

    found = run_interruptibly(work)
    results = tuple(add_reading_time(each, question) for each in found.results)
    found = replace(found, results=results)
    if out is not None:
        write_files({out: found.to_json(question.instance)})
    data = found.to_dict(question.instance, full=False)
    deliver(
        lambda: compared_document(question.instance, found, in_parts=output.has_page),
        data,
        output,
        question.warnings,
        lambda: compared_plans(question.instance, found),
    )
    return exit_code(*statuses, *(result.status for result in found.results))
