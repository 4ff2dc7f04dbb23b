"""Workers who are away in every period, and what becomes of their clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ..model.instance import Instance
from ..model.plan import Plan


@dataclass(frozen=True)
class AwayThroughout:
    """A worker without a regular minute in any period, and the clients owned today.

    Parameters
    ----------
    worker : str
        Id of the worker.
    clients : int
        Clients whom the worker owns today.
    kept : int
        Those of them whom the worker still owns in the plan.
    unowned : int
        Those of them who have no owner in the plan.
    moved : mapping of str to int
        The others, by their owner in the plan, in the order of the workers table.
    taken : int
        Clients of others, or of nobody, whom the worker owns in the plan.
    tasks, undone : int
        Tasks of the clients whom the worker owns today, and those that the plan leaves undone.
    """

    worker: str
    clients: int
    kept: int
    unowned: int
    moved: Mapping[str, int]
    taken: int
    tasks: int
    undone: int


def list_away_throughout(instance: Instance, plan: Plan) -> tuple[AwayThroughout, ...]:
    """Return the workers who are away in every period, in the order of the workers table.

    Parameters
    ----------
    instance : Instance
        The instance; leaves count, overtime does not.
    plan : Plan
        A plan for it.

    Returns
    -------
    tuple of AwayThroughout
        Also those who own nobody.
    """
    ids: list[str] = instance.workers["id"].to_list()
    tasks = instance.tasks.select("client", task="id").join(plan.assignments, on="task")
    found: list[AwayThroughout] = []
    for worker, minutes in zip(ids, instance.capacity.sum(axis=1).tolist(), strict=True):
        if minutes:
            continue
        clients = plan.owners.filter(pl.col("owner_today") == worker).select("client", "owner")
        mine = clients["owner"]
        work = tasks.join(clients, on="client", how="semi")["worker"]
        after: Counter[str] = Counter(mine.drop_nulls().to_list())
        owned = plan.owners.filter(pl.col("owner") == worker).height
        found.append(
            AwayThroughout(
                worker=worker,
                clients=len(mine),
                kept=after[worker],
                unowned=mine.null_count(),
                moved={id: after[id] for id in ids if after[id] and id != worker},
                taken=owned - after[worker],
                tasks=len(work),
                undone=work.null_count(),
            )
        )
    return tuple(found)
