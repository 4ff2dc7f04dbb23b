"""``samehands rebalance``: new owners with little disruption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from ..model.checks.columns import RawTable
from ..model.errors import InputError, InputFault
from ..model.io.csv import parse_csv
from ..model.io.files import read_text, write_files
from ..model.tables import SCHEMAS
from ..rebalancing.events import Absence, Events
from ..rebalancing.rebalance import rebalance as find_owners
from ..report.rebalanced import rebalanced_document, rebalanced_plans
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import FixedText, Inputs, JsonFile, ManyEffort, Output, TimeLimit, with_blocks
from .output import deliver
from .progress import Progress

_LEAVES = Annotated[
    list[str] | None, typer.Option("--leaves", metavar="W", help="Worker who leaves; repeatable.")
]
_JOINS = Annotated[
    Path | None, typer.Option("--joins", metavar="FILE", help="New workers, as in workers.csv.")
]
_ABSENT = Annotated[
    list[str] | None,
    typer.Option(
        "--absent", metavar="W:FROM-TO", help="Worker away from day to day: periods or dates."
    ),
]
_TRANSFER = Annotated[
    list[str] | None,
    typer.Option("--transfer", metavar="W:W2", help="W leaves and hands over to W2."),
]
_EXCLUDE = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="W", help="Worker who takes over nobody; repeatable."),
]
_MOST = Annotated[
    str | None,
    typer.Option(
        "--max-changes",
        metavar="N|%",
        help="Most changes of owner, e.g. 30 or 5%.",
        show_default="as the policy says, else those who must move and 1%",
    ),
]


@dataclass(frozen=True)
class RebalanceEffort(ManyEffort):
    """How hard to try; the default is shorter, as there is a plan to begin with.

    Parameters
    ----------
    time_limit : float
        Seconds.
    """

    time_limit: TimeLimit = 10.0


@with_blocks
def rebalance(
    inputs: Inputs,
    effort: RebalanceEffort,
    *,
    leaves: _LEAVES = None,
    joins: _JOINS = None,
    absent: _ABSENT = None,
    transfer: _TRANSFER = None,
    exclude: _EXCLUDE = None,
    max_changes: _MOST = None,
    fixed: FixedText = None,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Find owners anew after a change of staff: who moves to whom, why, and at what cost.

    The plan that moves few clients gets three fifths of the time limit, one that loses fewer
    deadlines half of the rest, and making that one cheaper what is left.
    """
    errors = ErrorCollector()
    events = Events(
        leaves=tuple(leaves or ()),
        joins=None if joins is None else errors.attempt(lambda: _read_workers(joins)),
        absent=tuple(_parse_absence(text, errors) for text in absent or ()),
        transfers=tuple(_parse_transfer(text, errors) for text in transfer or ()),
        excluded=tuple(exclude or ()),
    )
    most = None if max_changes is None else errors.attempt(lambda: _parse_most(max_changes))
    errors.check_output(output, out)
    question = read_inputs(inputs, effort, errors, fixed=fixed)
    found = run_interruptibly(
        lambda cancel: find_owners(
            question.instance,
            question.policy,
            events,
            max_changes=most,
            fixed=question.fixed,
            options=effort.options(cancel),
            jobs=effort.jobs,
            on_stage=Progress,
        )
    )
    if out is not None:
        write_files({out: found.to_json()})
    deliver(
        lambda: rebalanced_document(found, in_parts=output.has_page),
        found.to_dict(full=False),
        output,
        question.warnings,
        lambda: rebalanced_plans(found),
    )
    return exit_code(found.best.status)


def _read_workers(file: Path) -> pl.DataFrame:
    problems: list[InputFault] = []
    text = read_text(file, "workers", problems)
    raw: RawTable | None = None
    if text is not None:
        raw = parse_csv(text, "workers", SCHEMAS["workers"], problems)
    if problems or raw is None:
        raise InputError(problems)
    if raw.faults:
        says = "has rows or heads of the wrong length; compare it with workers.csv"
        raise InputError([InputFault("workers", None, None, file.name, says)])
    return pl.DataFrame(raw.columns)


_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+"


def _parse_absence(text: str, errors: ErrorCollector) -> Absence:
    worker, _, days = text.rpartition(":")
    found = re.fullmatch(rf"({_DAY})-({_DAY})", days)
    try:
        if worker and found:
            return Absence(worker, _parse_day(found[1]), _parse_day(found[2]))
    except ValueError:
        pass
    forms = "e.g. w003:4-9, or w003:2026-11-09-2026-11-20"
    errors.refuse("absent", f"{text!r} is not W:FROM-TO, {forms}")
    return Absence(worker, 0, 0)


def _parse_day(text: str) -> int | date:
    return int(text) if text.isdecimal() else date.fromisoformat(text)


def _parse_transfer(text: str, errors: ErrorCollector) -> tuple[str, str]:
    worker, _, successor = text.partition(":")
    if not (worker and successor):
        errors.refuse("transfer", f"{text!r} is not W:W2, e.g. w003:w005")
    return worker, successor


def _parse_most(text: str) -> float:
    try:
        if not text.endswith("%"):
            return float(int(text))
        share = float(text.removesuffix("%")) / 100
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        says = f"{text!r} is neither a number nor a percentage below 100, e.g. 30 or 5%"
        raise InputError([InputFault("argument", None, None, "max_changes", says)])
    return share
