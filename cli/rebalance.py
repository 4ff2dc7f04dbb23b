"""``samehands rebalance``: new owners with little disruption."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from ..model.checks.columns import RawTable
from ..model.errors import InputError, InputFault
from ..model.io.csv import parse_csv
from ..model.io.files import read_text, write_files
from ..model.io.json import format_json
from ..model.tables import SCHEMAS
from ..rebalancing.events import Absence, Events
from ..rebalancing.rebalance import Rebalance
from ..rebalancing.rebalance import rebalance as find_owners
from ..report.rebalanced import rebalanced_report, rebalanced_to_dict
from .exits import exit_code, interruptible
from .options import (
    AsJson,
    Engine,
    Gap,
    InstancePath,
    OutFile,
    PolicyFile,
    Seed,
    Threads,
    TimeLimit,
)
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, Question, put

_MARK = b'{\n"instance"'
_LEAVES = Annotated[
    list[str] | None, typer.Option("--leaves", metavar="W", help="Worker who leaves; repeatable.")
]
_JOINS = Annotated[
    Path | None, typer.Option("--joins", metavar="FILE", help="New workers, as in workers.csv.")
]
_ABSENT = Annotated[
    list[str] | None,
    typer.Option("--absent", metavar="W:FROM-TO", help="Worker away from period to period."),
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
        help="Most changes of owner, e.g. 30 or 5%.  [default: as the policy says, else those "
        "who must move and 1%]",
    ),
]


def rebalance(
    instance: InstancePath,
    leaves: _LEAVES = None,
    joins: _JOINS = None,
    absent: _ABSENT = None,
    transfer: _TRANSFER = None,
    exclude: _EXCLUDE = None,
    max_changes: _MOST = None,
    policy: PolicyFile = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 10.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    out: OutFile = None,
    as_json: AsJson = False,
) -> int:
    """Find owners anew after a change of staff: who moves to whom, why, and at what cost."""
    flags = Flags(instance, policy, None, out, engine, time_limit, gap, seed, threads)
    gather = Gather()
    events = Events(
        leaves=tuple(leaves or ()),
        joins=None if joins is None else gather.attempt(lambda: _workers(joins)),
        absent=tuple(_absence(text, gather) for text in absent or ()),
        transfers=tuple(_transfer(text, gather) for text in transfer or ()),
        excluded=tuple(exclude or ()),
    )
    most = None if max_changes is None else gather.attempt(lambda: _most(max_changes))
    question = put(flags, (), _MARK, gather)
    found = interruptible(lambda cancel: _rebalance(question, flags, events, most, cancel))
    if out is not None:
        write_files({out: format_json(rebalanced_to_dict(found, full=True))})
    if as_json:
        show_json(rebalanced_to_dict(found))
    else:
        show(rebalanced_report(found))
    return exit_code(found.best.outcome.status)


def _rebalance(
    question: Question, flags: Flags, events: Events, most: float | None, cancel: threading.Event
) -> Rebalance:
    return find_owners(
        question.instance,
        question.policy,
        events,
        flags.options(cancel),
        max_changes=most,
        on_stage=Progress,
    )


def _workers(file: Path) -> pl.DataFrame:
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


def _absence(text: str, gather: Gather) -> Absence:
    worker, _, periods = text.rpartition(":")
    first, _, last = periods.partition("-")
    if not (worker and first.isdecimal() and last.isdecimal()):
        gather.refuse("absent", f"{text!r} is not W:FROM-TO, e.g. w003:4-9")
        return Absence(worker, 0, 0)
    return Absence(worker, int(first), int(last))


def _transfer(text: str, gather: Gather) -> tuple[str, str]:
    worker, _, successor = text.partition(":")
    if not (worker and successor):
        gather.refuse("transfer", f"{text!r} is not W:W2, e.g. w003:w005")
    return worker, successor


def _most(text: str) -> float:
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
