"""What a rebalance changes: the moves with their reasons, and the deadlines that are lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from ..formulations import Lowered
from ..model.instance import Instance
from ..model.plan import Plan
from ..problem import Bools
from .rebalance_events import Events

Reason = Literal["leaves", "transfer", "absent", "unfit", "balance", "first"]
"""The owner leaves, hands over, is away, may not own the client; to even out the work; there was
no owner."""


@dataclass(frozen=True)
class Move:
    """A client whose owner changes, or who is left without one.

    Parameters
    ----------
    client : str
        Id of the client.
    before, owner : str or None
        Owner before and after.
    reason : str
        Why: ``leaves``, ``transfer``, ``absent``, ``unfit``, ``balance`` or ``first``.
    speaks : bool or None
        Whether the new owner speaks the client's language.
    choices : int
        Workers who could have been the owner.
    """

    client: str
    before: str | None
    owner: str | None
    reason: Reason
    speaks: bool | None
    choices: int


def on_time(instance: Instance, plan: Plan) -> frozenset[str]:
    """Return the tasks that a plan does on time."""
    ends = plan.work.filter(pl.col("task").is_not_null()).group_by("task")
    last = instance.calendar.last
    frame = (
        instance.tasks.select(pl.col("id").alias("task"), pl.col("due").clip(upper_bound=last))
        .join(plan.assignments, on="task", how="left")
        .join(ends.agg(pl.col("period").max().alias("end")), on="task", how="left")
    )
    done = frame.filter(
        pl.col("worker").is_not_null() & (pl.col("end").fill_null(0) <= pl.col("due"))
    )
    return frozenset[str](done["task"].to_list())


def lost(instance: Instance, plan: Plan, punctual: frozenset[str]) -> tuple[str, ...]:
    """Return the tasks on time before that a plan does late or not at all, in their order."""
    missed = punctual - on_time(instance, plan)
    tasks: list[str] = instance.tasks["id"].to_list()
    return tuple(task for task in tasks if task in missed)


def changes(plan: Plan) -> int:
    """Return how many clients get another owner than today's."""
    owner, before = pl.col("owner"), pl.col("owner_today")
    return plan.owners.filter(owner.is_not_null() & before.is_not_null() & (owner != before)).height


def unowned(plan: Plan) -> int:
    """Return how many clients have no owner."""
    return plan.owners["owner"].null_count()


def moves_of(lowered: Lowered, events: Events, plan: Plan, kept: Bools) -> tuple[Move, ...]:
    """Return every client whose owner a plan changes or lacks, in the order of the instance.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    events : Events
        What happened.
    plan : Plan
        The plan.
    kept : boolean array of shape (pairs,)
        The choices that were open.

    Returns
    -------
    tuple of Move
        The moves, with their reasons.
    """
    view, problem = lowered.view, lowered.problem
    of_clients = int(problem.pair_start[view.clients])
    choices = np.bincount(problem.pair_item[:of_clients][kept[:of_clients]], minlength=view.clients)
    stays = np.zeros(view.clients, dtype=np.bool_)
    client = problem.pair_item[:of_clients]
    stays[client[problem.pair_agent[:of_clients] == view.today[client]]] = True
    spoken = dict(lowered.instance.workers.select("id", "languages").iter_rows())
    language = lowered.instance.clients["language"].to_list()
    found: list[Move] = []
    for row, (id, owner, before) in enumerate(
        plan.owners.select("client", "owner", "owner_today").iter_rows()
    ):
        if owner == before and owner is not None:
            continue
        found.append(
            Move(
                client=id,
                before=before,
                owner=owner,
                reason=_reason(events, before, bool(stays[row])),
                speaks=None if owner is None else language[row] in spoken[owner],
                choices=int(choices[row]),
            )
        )
    return tuple(found)


def _reason(events: Events, before: str | None, stays: bool) -> Reason:
    if before is None:
        return "first"
    if before in events.leaves:
        return "leaves"
    if before in events.gone:
        return "transfer"
    if not stays:
        return "unfit"
    return "absent" if before in events.away else "balance"
