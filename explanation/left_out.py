"""A plan without late work, from one with some: what was late is left undone."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ..audit import check
from ..formulations import embed, lift, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning.rebalance_moves import on_time
from ..problem import evaluate


def left_out(instance: Instance, plan: Plan, policy: Policy) -> Plan | None:
    """Return a plan in which all tasks that another one does late are undone.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        Any plan.
    policy : Policy
        A policy under which work may be undone but not late.

    Returns
    -------
    Plan or None
        The plan, scheduled anew and audited; None where it breaks the policy all the same.
    """
    kept = pl.col("task").is_in(list(on_time(instance, plan)))
    assignments = plan.assignments.with_columns(worker=pl.when(kept).then("worker"))
    lowered = lower(instance, policy)
    x = embed(lowered, replace(plan, assignments=assignments))
    if evaluate(lowered.problem, x).objective is None:
        return None
    made = lift(lowered, x)
    return None if check(instance, made) else made
