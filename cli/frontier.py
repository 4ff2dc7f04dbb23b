"""``samehands frontier``: what continuity, staff or an even load costs."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from ..model.errors import InputError, InputFault
from ..report.curves import (
    elbow_words,
    fairness_report,
    fairness_to_dict,
    frontier_report,
    frontier_to_dict,
)
from ..report.staffed import staffing_report, staffing_to_dict
from ..scenarios.fairness import price_of_fairness
from ..scenarios.frontier import frontier as continuity_frontier
from ..scenarios.frontier import owner_share
from ..scenarios.staffing import fewest_staff
from ..solver import SolveOptions
from .exits import DONE, exit_code, interruptible
from .options import AsJson, Engine, Gap, InstancePath, PolicyFile, Seed, Threads, TimeLimit
from .output import show, show_json
from .points import CSV_MARK, PAGE_MARK, write_points
from .progress import Progress
from .question import CsvFile, Flags, Gather, PageFile, Question, put

_KINDS = ("k", "owner-share", "staff", "fairness")
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
_OVERTIME = Annotated[
    bool, typer.Option("--with-overtime", help="With --by staff: overtime as the policy says.")
]


def frontier(
    instance: InstancePath,
    by: _BY = "k",
    group: _GROUP = None,
    step: _STEP = None,
    with_overtime: _OVERTIME = False,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    out: CsvFile = None,
    report: PageFile = None,
    as_json: AsJson = False,
) -> int:
    """Show what continuity costs, how few workers are enough, or what an even load costs."""
    flags = Flags(instance, policy, None, out, engine, time_limit, gap, seed, threads)
    gather = Gather()
    if by not in _KINDS:
        gather.refuse("by", f"unknown frontier {by!r}; choose one of {', '.join(_KINDS)}")
    if by == "staff" and not out is report is None:
        gather.refuse("by", "the frontier staff has no curve; use --json instead of files")
    gather.new_file(report, PAGE_MARK)
    question = put(flags, (), CSV_MARK, gather)

    def work(cancel: threading.Event) -> int:
        options = flags.options(cancel)
        if by == "staff":
            return _staff(question, step, with_overtime, options, as_json)
        if by == "fairness":
            return _fairness(question, flags, group, report, options, as_json)
        return _continuity(question, flags, by, report, options, as_json)

    return interruptible(work)


def _continuity(
    question: Question, flags: Flags, by: str, page: PageFile, options: SolveOptions, as_json: bool
) -> int:
    solve = owner_share if by == "owner-share" else continuity_frontier
    found = solve(question.instance, question.policy, options=options, on_stage=Progress)
    remarks = [elbow_words(found.points, found.elbow)]
    write_points(question.instance, found.by, found.points, remarks, flags.out, page)
    if as_json:
        show_json(frontier_to_dict(question.instance, found))
    else:
        show(frontier_report(question.instance, found))
    # A share that cannot be had is an answer, not a failure.
    failed = [point.status for point in found.points if point.status == "no_plan"]
    return exit_code(*failed)


def _fairness(
    question: Question,
    flags: Flags,
    group: str | None,
    page: PageFile,
    options: SolveOptions,
    as_json: bool,
) -> int:
    found = price_of_fairness(
        question.instance, question.policy, group, options=options, on_stage=Progress
    )
    write_points(question.instance, found.by, found.points, (), flags.out, page)
    if as_json:
        show_json(fairness_to_dict(question.instance, found))
    else:
        show(fairness_report(question.instance, found))
    failed = [point.status for point in found.points if point.status == "no_plan"]
    return exit_code(*failed)


def _staff(
    question: Question, step: float | None, overtime: bool, options: SolveOptions, as_json: bool
) -> int:
    if step is not None and step <= 0:
        says = f"{step} is no step; it must be above 0"
        raise InputError([InputFault("argument", None, None, "step", says)])
    found = fewest_staff(
        question.instance,
        question.policy,
        options=options,
        step=step,
        overtime=overtime,
        on_stage=Progress,
    )
    if as_json:
        show_json(staffing_to_dict(question.instance, found))
    else:
        show(staffing_report(question.instance, found))
    return DONE
