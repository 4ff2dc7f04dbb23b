"""``samehands sweep``: one field of the policy over values."""

from __future__ import annotations

from typing import Annotated

import typer

from ..report.curves import curve_report, curve_to_dict
from ..scenarios.sweep import sweep as solve_along
from ..scenarios.values import parse_setting
from .exits import exit_code, interruptible
from .options import AsJson, Engine, Gap, InstancePath, PolicyFile, Seed, Threads, TimeLimit
from .output import show, show_json
from .points import CSV_MARK, PAGE_MARK, write_points
from .progress import Progress
from .question import CsvFile, Flags, Gather, PageFile, put

_SET = Annotated[
    str,
    typer.Option(
        "--set", metavar="FIELD=VALUES", help="E.g. caseload.cap=200:400:25 or continuity.k=1,2,3."
    ),
]


def sweep(
    instance: InstancePath,
    setting: _SET,
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
    """Solve an instance at every value of one field: the curve of cost and every metric."""
    flags = Flags(instance, policy, None, out, engine, time_limit, gap, seed, threads)
    gather = Gather()
    asked = gather.attempt(lambda: parse_setting(setting))
    gather.new_file(report, PAGE_MARK)
    question = put(flags, (), CSV_MARK, gather)
    field, values = asked if asked is not None else ("", ())
    curve = interruptible(
        lambda cancel: solve_along(
            question.instance,
            question.policy,
            field,
            values,
            flags.options(cancel),
            on_stage=Progress,
        )
    )
    write_points(question.instance, field, curve.points, (), out, report)
    if as_json:
        show_json(curve_to_dict(question.instance, curve))
    else:
        show(curve_report(question.instance, curve))
    return exit_code(*(point.status for point in curve.points))
