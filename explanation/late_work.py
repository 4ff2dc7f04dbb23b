"""What is late in a plan is left undone: little has to be, and it can be had of any agency."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ..audit import check
from ..formulations import embed, lift, lower
from ..metrics.timeliness import list_on_time_tasks
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..problem import evaluate


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
