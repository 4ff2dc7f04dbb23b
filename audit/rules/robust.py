"""Robust: whichever clients of a worker take longer, all work still ends in time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

import numpy as np
import numpy.typing as npt
import polars as pl

from ...model.policy import Policy
from .. import restate
from ..context import Context
from ..violations import Violation

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Excess:
    """How far a worker is from holding between two periods."""

    minutes: int
    first: int
    last: int
    needed: int
    largest: int
    allowed: int


def find_violations(context: Context) -> list[Violation]:
    """Return workers who could not end in time if clients took longer, each at its worst.

    In minutes above what fits before a period, the last of the work that does not. Both are asked:
    the clients one by one above the threshold, whose minutes are told, and the clients who may take
    longest, who fit wherever those do.
    """
    section = context.policy.robust
    if not (section.deviation and section.clients and context.policy.overtime.enabled):
        return []
    work = _work_by_worker(_pieces(context))
    limit = context.policy.overtime.limit
    room = context.planned + np.where(context.capacity > 0, limit, 0)
    found: list[Violation] = []
    for row, worker in enumerate(context.instance.workers["id"].to_list()):
        mine = work.get(worker)
        worst = None if mine is None else _find_worst(context.policy, mine, room[row])
        if worst is not None:
            found.append(_say(worker, worst, section.clients))
    return found


def _pieces(context: Context) -> pl.DataFrame:
    """Return all work: ``worker``, ``client``, ``release``, ``due``, ``minutes``; of tasks also by
    how many minutes they may take longer, and how many of them count beside the threshold.
    """
    policy, tasks = context.policy, context.tasks
    served = context.done.select("client", "worker").unique(maintain_order=True)
    pairs = tasks.drop("worker").join(served, on="client").select("task", "client", "worker")
    takes = restate.effective_minutes(context.instance, policy, pairs)
    every = pairs.join(takes, on=["task", "worker"])
    part = Decimal(repr(policy.robust.deviation))
    longer = [
        int((part * minutes).to_integral_value(rounding=ROUND_CEILING))
        for minutes in every["effective"].to_list()
    ]
    whole = pl.col("longer").sum().over("client", "worker")
    above = (whole - policy.robust.threshold).clip(0)
    parts = whole.clip(1)
    every = every.with_columns(longer=pl.Series(longer, dtype=pl.Int64)).with_columns(
        extra=(pl.col("longer") * above + parts - 1) // parts
    )
    mine = context.done.select("task", "worker", "release", "due").join(
        every, on=["task", "worker"], maintain_order="left"
    )
    switching = context.work.filter(pl.col("activity") != "task").with_columns(
        longer=pl.lit(0, dtype=pl.Int64), extra=pl.lit(0, dtype=pl.Int64)
    )
    columns = ("worker", "client", "release", "due", "minutes", "longer", "extra")
    return pl.concat([mine.rename({"effective": "minutes"}).select(columns), switching[columns]])


@dataclass(frozen=True, eq=False)
class _Work:
    """The work of one worker, piece by piece: arrays of shape (pieces,), clients as numbers."""

    client: Ints
    release: Ints
    due: Ints
    minutes: Ints
    longer: Ints
    extra: Ints


def _work_by_worker(pieces: pl.DataFrame) -> dict[str, _Work]:
    numbered = pieces.with_columns(client=pl.col("client").rank("dense").over("worker") - 1)
    names = ("client", "release", "due", "minutes", "longer", "extra")
    return {
        str(worker): _Work(**{name: mine[name].cast(pl.Int64).to_numpy() for name in names})
        for (worker,), mine in numbered.partition_by("worker", as_dict=True).items()
    }


def _find_worst(policy: Policy, work: _Work, room: Ints) -> _Excess | None:
    """Return where a worker with this room by period is furthest from holding."""
    last = len(room) - 1
    until = np.append(0, np.cumsum(room))
    is_timed = policy.deadlines.enabled and policy.deadlines.late == "forbidden"
    ends = np.unique(work.due).tolist() if is_timed else [last]
    worst: _Excess | None = None
    for end in ends:
        for start in np.unique(work.release).tolist():
            allowed = int(until[end + 1] - until[start]) if start <= end else 0
            found = _measure(policy, work, (start, end), allowed)
            if found.minutes > (0 if worst is None else worst.minutes):
                worst = found
    return worst


def _measure(policy: Policy, work: _Work, span: tuple[int, int], allowed: int) -> _Excess:
    section = policy.robust
    inside = (work.release >= span[0]) & (work.due <= span[1])
    load = int(work.minutes[inside].sum())
    by_client = np.zeros(int(work.client.max()) + 1, dtype=np.int64)
    np.add.at(by_client, work.client[inside], work.longer[inside])
    largest = load + int(np.sort(by_client)[::-1][: section.clients].sum())
    free = max(allowed - section.clients * section.threshold, 0)
    needed = load + int(work.extra[inside].sum()) + allowed - free
    excess = needed - allowed if needed > allowed else largest - allowed
    return _Excess(excess, *span, needed, largest, allowed)


def _say(worker: str, worst: _Excess, clients: int) -> Violation:
    return Violation(
        "robust",
        {"worker": worker},
        worst.last,
        worst.minutes,
        "minutes",
        f"worker {worker} would need {worst.needed} min from period {worst.first} to "
        f"{worst.last} if clients take longer, where {worst.allowed} fit; for the longest alone, "
        f"{clients} at most, {worst.largest}",
    )
