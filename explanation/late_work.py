"""Late and undone work as a way out: what of the policy gives way, and by how much.

What is late in a plan can be left undone: little has to be, and it can be had of any agency.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ..audit import check
from ..changes import SetValue
from ..formulations import embed, lift, lower
from ..metrics.timeliness import list_on_time_tasks
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy, floor_share
from ..problem import evaluate
from .answer import WayOut

_PARTS = 10_000
"""Steps of a service level between none and all of its tasks."""


def drop_late(instance: Instance, plan: Plan, policy: Policy) -> Plan | None:
    """Return a plan in which all tasks that another one does late are undone, scheduled anew.

    A client whose taking over is late has no owner in it. The policy allows undone work but no late
    one; None where the plan breaks it all the same.
    """
    behind = _find_taken_over_late(instance, plan)
    theirs = instance.tasks.filter(pl.col("client").is_in(behind))["id"].to_list()
    kept = pl.col("task").is_in(list(list_on_time_tasks(instance, plan) - set(theirs)))
    assignments = plan.assignments.with_columns(worker=pl.when(kept).then("worker"))
    owners = plan.owners.with_columns(owner=pl.when(~pl.col("client").is_in(behind)).then("owner"))
    lowered = lower(instance, policy)
    x = embed(lowered, replace(plan, owners=owners, assignments=assignments))
    if evaluate(lowered.problem, x).objective is None:
        return None
    made = lift(lowered, x)
    return None if check(instance, made) else made


def _find_taken_over_late(instance: Instance, plan: Plan) -> list[str]:
    """Return the clients for whom switching minutes are spent after the last task is due."""
    last = instance.calendar.last
    due = instance.tasks.group_by("client").agg(pl.col("due").clip(0, last).max())
    spent = plan.work.filter(pl.col("activity") != "task").group_by("client")
    late = (
        spent.agg(pl.col("period").max())
        .join(due, on="client", how="inner")
        .filter(pl.col("period") > pl.col("due"))
    )
    clients: list[str] = late["client"].to_list()
    return clients


def allow_late(policy: Policy) -> tuple[SetValue, ...]:
    """Return the changes that let work be late.

    Overtime may not be the dearer, so its price is lowered where it would be.
    """
    late, over = policy.deadlines, policy.overtime
    changes = (SetValue(set="deadlines.late", to="priced"),)
    if over.enabled and over.price > late.late_price:
        return (SetValue(set="overtime.price", to=late.late_price), *changes)
    return changes


def build_late(policy: Policy, late: float, *, is_smallest: bool, engine: str) -> WayOut:
    """Return the way out that work is late, by so many minutes times periods."""
    changes = allow_late(policy)
    says = f"let work be late, by {late:,.10g} minutes times periods in all"
    return WayOut(
        kind="late",
        changes=changes,
        words="; ".join([says, *(change.words() for change in changes[:-1])]),
        sizes=(late,),
        unit="minutes times periods late",
        is_smallest=is_smallest,
        engine=engine,
    )


def build_undone(
    instance: Instance, policy: Policy, plan: Plan, *, is_smallest: bool, engine: str
) -> WayOut:
    """Return the way out that a plan with undone work is.

    Service levels that it does not reach are lowered to what it does.
    """
    tasks = instance.tasks.join(plan.assignments, left_on="id", right_on="task")
    undone = tasks.filter(pl.col("worker").is_null())
    minutes, unowned = int(undone["minutes"].sum()), plan.owners["owner"].null_count()
    says = (
        f"leave {undone.height:,} tasks of {minutes:,} minutes undone and {unowned:,} "
        "clients without an owner"
    )
    levels = _reached_levels(policy, tasks)
    return WayOut(
        kind="undone",
        changes=(SetValue(set="service.undone", to="priced"), *levels),
        words="; ".join([says, *(level.words() for level in levels)]),
        sizes=(float(minutes), float(unowned)),
        unit="minutes undone, clients without an owner",
        is_smallest=is_smallest,
        engine=engine,
    )


def _reached_levels(policy: Policy, tasks: pl.DataFrame) -> list[SetValue]:
    """Return the levels that too few of the tasks with a worker reach, as high as they do."""
    lowered: list[SetValue] = []
    for kind, level in policy.service.levels.items():
        workers = tasks.filter(pl.col("kind") == kind)["worker"]
        done = len(workers) - workers.null_count()
        if done < -floor_share(-level, len(workers)):
            reached = done * _PARTS // len(workers) / _PARTS
            lowered.append(SetValue(set=f"service.levels.{kind}", to=reached))
    return lowered
