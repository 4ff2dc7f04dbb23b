"""``samehands sweep`` and ``samehands frontier``: one thing is turned, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..report.curves import (
    curve_document,
    fairness_document,
    frontier_document,
    points_csv,
    staffing_document,
)
from ..report.document import Document
from ..scenarios.fairness import price_of_fairness
from ..scenarios.frontier import frontier as continuity_frontier
from ..scenarios.frontier import owner_share
from ..scenarios.point import Point
from ..scenarios.staffing import MOST_TIMES, fewest_staff
from ..scenarios.sweep import parse_setting
from ..scenarios.sweep import sweep as solve_along
from ..solver import SolveOptions
from .exit_codes import exit_code
from .inputs import ErrorCollector, Question, read_inputs
from .interrupt import run_interruptibly
from .options import CsvFile, Inputs, ManyEffort, Output, with_blocks
from .output import deliver
from .progress import Progress

_SET = Annotated[
    str,
    typer.Option(
        "--set", metavar="FIELD=VALUES", help="E.g. caseload.cap=200:400:25 or continuity.k=1,2,3."
    ),
]


@with_blocks
def sweep(
    inputs: Inputs, effort: ManyEffort, *, setting: _SET, out: CsvFile = None, output: Output
) -> int:
    """Solve an instance at every value of one field: the curve of cost and every metric.

    The time limit is divided evenly among the values; what one leaves over goes to those after it.
    """
    errors = ErrorCollector()
    asked = errors.attempt(lambda: parse_setting(setting))
    errors.check_output(output, out, ".csv")
    question = read_inputs(inputs, effort, errors)
    field, values = asked if asked is not None else ("", ())
    curve = run_interruptibly(
        lambda cancel: solve_along(
            question.instance,
            question.policy,
            field,
            values,
            effort.options(cancel),
            jobs=effort.jobs,
            on_stage=Progress,
        )
    )
    if out is not None:
        write_files({out: points_csv(curve.points)})
    data = curve.to_dict(question.instance, full=False)
    deliver(lambda: curve_document(question.instance, curve), data, output, question.warnings)
    return exit_code(*(point.status for point in curve.points))


_BY = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="WHAT",
        help="k: workers per client; owner-share: work by today's owner; staff: fewest full-time "
        "equivalents on time; fairness: an even load.",
    ),
]
_GROUP = Annotated[
    str | None,
    typer.Option(
        "--group",
        metavar="GROUP",
        help="With --by fairness: limit the gap of these workers, e.g. language:Spanish.",
    ),
]
_STEP = Annotated[
    float | None,
    typer.Option("--step", metavar="FTE", help="With --by staff: step between two numbers tried."),
]
_MOST = Annotated[
    float | None,
    typer.Option(
        "--most",
        metavar="TIMES",
        help="With --by staff: how many times today's staff is tried.",
        show_default="2",
    ),
]
_OVERTIME = Annotated[
    bool, typer.Option("--with-overtime", help="With --by staff: overtime as the policy says.")
]


@dataclass(frozen=True)
class _Answer:
    """A frontier for people, as plain data, and its points, if it has any."""

    document: Document
    data: Mapping[str, object]
    points: Sequence[Point] = ()


@dataclass(frozen=True)
class _Asked:
    """Which frontier of what, and how hard to try."""

    question: Question
    options: SolveOptions
    jobs: int | None
    group: str | None
    step: float | None
    most: float
    overtime: bool


@with_blocks
def frontier(
    inputs: Inputs,
    effort: ManyEffort,
    *,
    by: _BY = "k",
    group: _GROUP = None,
    step: _STEP = None,
    most: _MOST = None,
    with_overtime: _OVERTIME = False,
    out: CsvFile = None,
    output: Output,
) -> int:
    """Show what continuity costs, how few workers are enough, or what an even load costs.

    The time limit is divided evenly among the points; by staff, among the standards and their
    probes.
    """
    errors = ErrorCollector()
    if by not in _SOLVERS:
        errors.refuse("by", f"unknown frontier {by!r}; choose one of {', '.join(_SOLVERS)}")
    if step is not None and step <= 0:
        errors.refuse("step", f"{step} is no step; it must be above 0")
    if most is not None and most <= 0:
        errors.refuse("most", f"{most} is no number of times; it must be above 0")
    if by == "staff" and out is not None:
        errors.refuse("by", "the frontier staff has no curve; use --json instead of --out")
    errors.check_output(output, out, ".csv")
    question = read_inputs(inputs, effort, errors)
    times = MOST_TIMES if most is None else most
    found = run_interruptibly(
        lambda cancel: _SOLVERS[by](
            _Asked(question, effort.options(cancel), effort.jobs, group, step, times, with_overtime)
        )
    )
    if out is not None:
        write_files({out: points_csv(found.points)})
    deliver(lambda: found.document, found.data, output, question.warnings)
    # A share that cannot be had is an answer, not a failure.
    return exit_code(*(point.status for point in found.points if point.status == "no_plan"))


def _by_k(asked: _Asked) -> _Answer:
    instance, policy = asked.question.instance, asked.question.policy
    found = continuity_frontier(
        instance, policy, options=asked.options, jobs=asked.jobs, on_stage=Progress
    )
    document = frontier_document(instance, found)
    return _Answer(document, found.to_dict(instance, full=False), found.points)


def _by_owner_share(asked: _Asked) -> _Answer:
    instance, policy = asked.question.instance, asked.question.policy
    found = owner_share(instance, policy, options=asked.options, jobs=asked.jobs, on_stage=Progress)
    document = frontier_document(instance, found)
    return _Answer(document, found.to_dict(instance, full=False), found.points)


def _by_fairness(asked: _Asked) -> _Answer:
    instance, policy = asked.question.instance, asked.question.policy
    found = price_of_fairness(
        instance, policy, asked.group, options=asked.options, jobs=asked.jobs, on_stage=Progress
    )
    document = fairness_document(instance, found)
    return _Answer(document, found.to_dict(instance, full=False), found.points)


def _by_staff(asked: _Asked) -> _Answer:
    instance, policy = asked.question.instance, asked.question.policy
    found = fewest_staff(
        instance,
        policy,
        step=asked.step,
        most=asked.most,
        overtime=asked.overtime,
        options=asked.options,
        jobs=asked.jobs,
        on_stage=Progress,
    )
    return _Answer(staffing_document(instance, found), found.to_dict(instance, full=False))


_SOLVERS: Mapping[str, Callable[[_Asked], _Answer]] = {
    "k": _by_k,
    "owner-share": _by_owner_share,
    "staff": _by_staff,
    "fairness": _by_fairness,
}
