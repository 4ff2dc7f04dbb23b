"""The plan as things are: today's owners do what they may, everything else is undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ..audit import Violation, check, recompute_cost
from ..formulations import lift, lower
from ..metrics import Metrics, measure
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..problem import Ints, subset
from ..solver import SolveOptions
from .answer import answer_problem


@dataclass(frozen=True)
class Today:
    """The plan as things are, with what it costs and where it breaks the policy.

    Parameters
    ----------
    plan : Plan
        Owners as they are; each task by today's owner where eligible and while it fits the
        horizon, else undone.
    objective : float
        Cost in minutes.
    objective_parts : dict from str to float
        The parts of the cost, in minutes.
    metrics : Metrics
        What the plan is like.
    violations : tuple of Violation
        Rules that today's owners break, bundle integrity apart.
    """

    plan: Plan
    objective: float
    objective_parts: dict[str, float]
    metrics: Metrics
    violations: Sequence[Violation]


def today(
    instance: Instance, policy: Policy, check_time: Callable[[], object] = lambda: None
) -> Today:
    """Return the plan as things are.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy whose prices count; it is taken client-based and without bundle integrity.
    check_time : callable
        Called between the steps; what it raises, once there is no time left, is passed on.

    Returns
    -------
    Today
        Plan, cost, metrics and violations.
    """
    standard = policy.as_formulation("client-based")
    skills = standard.skills.model_copy(update={"bundle_integrity": False})
    standard = standard.model_copy(update={"skills": skills})
    lowered = lower(instance, _as_things_are(standard), check_time)
    problem = lowered.problem
    client = np.append(np.arange(lowered.view.clients), lowered.view.client)[problem.pair_item]
    kept = problem.pair_agent == lowered.view.today[client]
    asked = SolveOptions(engine="least-loaded", time_limit=None)
    answer = answer_problem(subset(problem, pairs=kept), asked)
    if answer.x is None:
        raise InternalError(f"no plan as things are: {answer.detail}")
    x: Ints = np.zeros(problem.pairs, dtype=np.int64)
    x[kept] = answer.x
    check_time()
    plan = lift(lowered, x)
    owners = plan.owners.with_columns(pl.col("owner_today").alias("owner"))
    plan = replace(plan, owners=owners, policy=standard)
    check_time()
    costs = recompute_cost(instance, plan)
    return Today(
        plan=plan,
        objective=costs.total / MILLI,
        objective_parts={name: amount / MILLI for name, amount in costs.as_dict().items()},
        metrics=measure(instance, plan),
        violations=tuple(check(instance, plan)),
    )


def _as_things_are(standard: Policy) -> Policy:
    """Return the policy without what could forbid leaving things as they are.

    Without a limit on workers each task is judged by itself: an owner who may not own the client,
    for want of the language, may still do what needs no word spoken.
    """
    service = standard.service.model_copy(update={"undone": "priced", "levels": {}})
    utilisation = standard.utilisation.model_copy(update={"gaps": ()})
    skills = standard.skills.model_copy(update={"specialist_speedup": 0.0})
    update = {"service": service, "utilisation": utilisation, "skills": skills}
    loose = standard.model_copy(update=update)
    return loose.without("caseload").without("continuity").without("handoffs")
