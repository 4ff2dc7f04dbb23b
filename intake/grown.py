"""The desk as an instance and a plan: everybody who came since it began, and nobody who left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import polars as pl

from ..audit import check, restate
from ..formulations import embed, lift, lower
from ..model.errors import NoPlanError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.tables import ASSIGNMENTS, OWNERS, SCHEMAS, TableName
from ..problem import evaluate
from .arrival import Arrival
from .loads import Holding
from .roster import Roster


def grown_instance(roster: Roster) -> Instance:
    """Return the instance as it is by now."""
    if not (roster.left or roster.placed or roster.is_changed):
        return roster.began
    began = roster.began
    stay = ~pl.col("id").is_in([*roster.left])
    # Means of tasks are those of the beginning, for whoever comes and goes.
    clients = began.clients.with_columns(expected_minutes=_expected(roster)).filter(stay)
    tasks = began.tasks.filter(~pl.col("client").is_in([*roster.left]))
    came = [placed.arrival for placed in roster.placed.values()]
    rows = [
        {**arrival.client.model_dump(), "expected_minutes": _said(roster, arrival)}
        for arrival in came
    ]
    work = [task.model_dump() for arrival in came for task in arrival.tasks]
    minutes = pl.Series(roster.loads.capacity.tolist(), dtype=pl.List(pl.Int64))
    return replace(
        began,
        clients=pl.concat([clients, _frame("clients", rows)]),
        tasks=pl.concat([tasks, _frame("tasks", work)]),
        workers=began.workers.with_columns(minutes=minutes),
        warnings=(),
    )


def _is_said(roster: Roster, programs: Iterable[str]) -> bool:
    bundle = frozenset(programs)
    return bool(bundle) and bundle <= roster.policy.caseload.standing.keys()


def _said(roster: Roster, arrival: Arrival) -> int | None:
    client = arrival.client
    return (
        client.expected_minutes if _is_said(roster, client.programs) else roster.standing(arrival)
    )


def _expected(roster: Roster) -> pl.Series:
    clients = roster.began.clients
    standing = roster.loads.fair.standing["standing"].to_list()
    rows = zip(
        clients["programs"].to_list(),
        clients["expected_minutes"].to_list(),
        standing,
        strict=True,
    )
    found = [
        said if _is_said(roster, programs or ()) else minutes for programs, said, minutes in rows
    ]
    return pl.Series(found, dtype=pl.Int64)


def grown_plan(roster: Roster) -> Plan:
    """Return a legal plan for the instance as it is by now.

    Raises
    ------
    NoPlanError
        If there is none with these owners.
    """
    instance = grown_instance(roster)
    wanted = _wanted(roster, instance)
    lowered = lower(instance, roster.policy)
    x = embed(lowered, wanted)
    if evaluate(lowered.problem, x).objective is None:
        raise NoPlanError("work no longer fits that must be done, or a limit is exceeded")
    plan = lift(lowered, x)
    broken = check(instance, plan)
    if broken:
        raise NoPlanError(f"the plan no longer keeps all rules: {broken[0].sentence}")
    return plan


def _wanted(roster: Roster, instance: Instance) -> Plan:
    """Return owners and workers of tasks as they are by now, without a schedule."""
    ids = roster.rules.ids
    owner = dict(roster.begun.owners.select("client", "owner").iter_rows())
    worker = dict(roster.begun.assignments.iter_rows())
    for id, placed in roster.placed.items():
        owner[id] = ids[placed.holding.worker]
        for task in placed.arrival.tasks:
            worker[task.id] = None if task.id in placed.undone else owner[id]
    for left in _unfit(roster, instance, worker):
        worker[left] = None
    clients = instance.clients.select(client="id", owner_today="worker")
    owners = pl.Series([owner[id] for id in clients["client"].to_list()], dtype=pl.String)
    tasks = instance.tasks["id"].to_list()
    workers = pl.Series([worker[id] for id in tasks], dtype=pl.String)
    return replace(
        roster.begun,
        policy=roster.policy,
        owners=clients.with_columns(owner=owners).select(*OWNERS),
        assignments=pl.DataFrame({"task": tasks, "worker": workers}, schema=dict(ASSIGNMENTS)),
    )


def _unfit(roster: Roster, instance: Instance, worker: Mapping[str, str | None]) -> list[str]:
    """Return tasks that no longer fit since their worker has less time, due last first."""
    agents = roster.loads.agents
    over = (agents.late < 0) | (agents.minutes > agents.most)
    found: list[str] = []
    for row in np.flatnonzero(over).tolist():
        mine = [task for task, who in worker.items() if who == roster.rules.ids[row]]
        known = restate.tasks(instance, roster.policy).filter(pl.col("task").is_in(mine))
        pairs = known.select("task", worker=pl.lit(roster.rules.ids[row]))
        taken = restate.effective_minutes(instance, roster.policy, pairs)
        ordered = known.join(taken.select("task", "effective"), on="task").sort(
            ["due", "release", "effective", "task"], descending=[True, True, True, False]
        )
        found += _leave(roster, row, ordered)
    return found


def _leave(roster: Roster, row: int, ordered: pl.DataFrame) -> list[str]:
    """Return the first tasks of a list without which the others fit a worker's time."""
    agents, left, taken = roster.loads.agents, list[str](), list[Holding]()
    for task, *window in ordered.select("task", "release", "due", "effective").iter_rows():
        if agents.late[row] >= 0 and agents.minutes[row] <= agents.most[row]:
            break
        taken.append(Holding(row, np.array([window], dtype=np.int64)))
        roster.loads.change(taken[-1], 0, -1)
        left.append(task)
    for holding in taken:
        roster.loads.change(holding, 0, 1)
    return left


def _frame(table: TableName, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    listed: list[dict[str, object]] = [
        {
            name: list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    return pl.DataFrame(listed, schema=dict(SCHEMAS[table]))
