"""``samehands compare``: standards side by side, on equal staff, clients and minutes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..model.io.json import format_json
from ..planning import STANDARDS, Comparison, compare_formulations
from ..report.compared import compared_report, compared_to_dict
from ..solver import Event, Finished
from .exits import exit_code, interruptible
from .options import (
    AsJson,
    Engine,
    Gap,
    InstancePath,
    OutFile,
    PolicyFile,
    Seed,
    StartFile,
    Threads,
    TimeLimit,
)
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, Question, put, with_reading

_MARK = b'{\n"instance"'
_STANDARDS = ",".join(STANDARDS)
_NAMES = Annotated[
    str,
    typer.Option(
        "--formulations",
        metavar="NAMES",
        help="Standards, the strictest first: client-based, team-2, hybrid, task-based, ...",
    ),
]


class _Told(Progress):
    """Tells the progress of one solve, and remembers how it ended."""

    def __init__(self, label: str, statuses: list[str]) -> None:
        super().__init__(label)
        self._statuses = statuses

    def __call__(self, event: Event) -> None:
        """Take an event of the solve."""
        if isinstance(event, Finished):
            self._statuses.append(event.status)
        super().__call__(event)


def compare(
    instance: InstancePath,
    formulations: _NAMES = _STANDARDS,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    start: StartFile = None,
    out: OutFile = None,
    as_json: AsJson = False,
) -> int:
    """Compare standards with each other and with today, on equal staff, clients and minutes."""
    flags = Flags(instance, policy, start, out, engine, time_limit, gap, seed, threads)
    names = [name.strip() for name in formulations.split(",")]
    gather = Gather()
    if len(names) < 2:
        gather.refuse("formulations", f"{formulations!r} is one name; a comparison needs two")
    if len(set(names)) < len(names):
        gather.refuse("formulations", f"{formulations!r} has a name twice; name each once")
    question = put(flags, names, _MARK, gather)
    statuses: list[str] = []
    comparison = interruptible(lambda cancel: _compare(question, flags, names, statuses, cancel))
    if out is not None:
        full = compared_to_dict(question.instance, comparison, full=True)
        write_files({out: format_json(full)})
    if as_json:
        show_json(compared_to_dict(question.instance, comparison))
    else:
        show(compared_report(question.instance, comparison))
    return exit_code(*statuses)


def _compare(
    question: Question,
    flags: Flags,
    names: list[str],
    statuses: list[str],
    cancel: threading.Event,
) -> Comparison:
    compared = compare_formulations(
        question.instance,
        question.policy,
        names,
        flags.options(cancel),
        start=question.start,
        on_stage=lambda label: _Told(label, statuses),
    )
    return replace(
        compared, results=tuple(with_reading(each, question) for each in compared.results)
    )
