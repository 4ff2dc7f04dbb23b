"""What plans cost as they stand: under another policy, and today's owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf

import numpy as np
import polars as pl

from ..audit import Violation, check, check_with_cost, recompute_cost
from ..formulations import Lowered, embed, lift, lower
from ..metrics import Metrics, measure
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..model.policy_order import field_values, policy_fields
from ..problem import Ints, evaluate
from ..solver import SolveOptions
from .answer import answer_problem
from .restricted import Outcome, audit_assignment

_AS_IT_STANDS = "as it stands"
_WHO = ("continuity.", "caseload.", "pool.", "skills.bundle_integrity")
"""Fields that say who may own and do what, and bear on no minutes and on no price of work."""

_ROOM = 1_000_000.0
"""A cap that no worker reaches."""


def revalue(instance: Instance, policy: Policy, plan: Plan, most: float = inf) -> Outcome | None:
    """Value a plan under another policy: same owners, same workers, scheduled anew.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy to value it under.
    plan : Plan
        A plan for the instance, made under any policy.
    most : float
        Only a plan that costs less than this many minutes is wanted.

    Returns
    -------
    Outcome or None
        The audited plan; None where the policy does not allow it, or it is not wanted.
    """
    if _keeps_schedule(plan.policy, policy):
        moved = replace(plan, policy=policy)
        if most < inf and recompute_cost(instance, moved).total >= most * MILLI:
            return None
        kept = _as_scheduled(instance, moved)
        if kept is not None:
            return kept
    lowered = lower(instance, policy)
    x = embed_whole(lowered, plan)
    cost = None if x is None else evaluate(lowered.problem, x).objective
    if x is None or cost is None or cost >= most * MILLI:
        return None
    return audit_assignment(lowered, x, "feasible", "none", _AS_IT_STANDS)


def _keeps_schedule(one: Policy, other: Policy) -> bool:
    """Whether two policies differ at most in prices, and in who may own and do what.

    A schedule by due dates has the least overtime and lateness at any prices.
    """
    mine, its = field_values(one), field_values(other)
    priced = {field.name for field in policy_fields().values() if field.is_priced}
    return all(
        mine[name] == its[name] for name in mine if name not in priced and not name.startswith(_WHO)
    )


def _as_scheduled(instance: Instance, plan: Plan) -> Outcome | None:
    """Value a plan under its policy with its schedule as it is; None where the audit objects."""
    violations, costs = check_with_cost(instance, plan)
    if violations or costs is None:
        return None
    return Outcome(
        status="feasible",
        limit="none",
        plan=plan,
        x=None,
        objective=costs.total / MILLI,
        bound=None,
        parts={name: amount / MILLI for name, amount in costs.as_dict().items()},
        metrics=measure(instance, plan),
        engine=_AS_IT_STANDS,
    )


def embed_whole(lowered: Lowered, plan: Plan) -> Ints | None:
    """Return a plan as an assignment, None where a choice of it has no pair: (pairs,)."""
    x = embed(lowered, plan)
    used = np.zeros(lowered.problem.items, dtype=np.int64)
    np.add.at(used, lowered.problem.pair_item, x)
    chosen = plan.owners["owner"].len() - plan.owners["owner"].null_count()
    chosen += plan.assignments["worker"].len() - plan.assignments["worker"].null_count()
    return x if int(used.sum()) == chosen else None


def price_plan(instance: Instance, policy: Policy, plan: Plan) -> float | None:
    """Return what a plan's owners and assignments cost at given prices, whatever they break.

    The rules of the policy are lifted and its prices are kept, so that a plan made under other
    rules has a cost. Each worker does the work earliest due first, as in every plan. Clients and
    tasks that the plan does not know are left without an owner and undone.

    Parameters
    ----------
    instance : Instance
        Whose clients, tasks and minutes count.
    policy : Policy
        Whose prices count.
    plan : Plan
        The plan, made for any instance with the same workers.

    Returns
    -------
    float or None
        Cost in minutes; None if some worker cannot do the work inside the calendar.
    """
    lowered = lower(instance, _minutes_alone(policy))
    x = embed(lowered, plan)
    if evaluate(lowered.problem, x).objective is None:
        return None
    return recompute_cost(instance, lift(lowered, x), policy).total / MILLI


def _minutes_alone(policy: Policy) -> Policy:
    """Return the policy with its minutes, and without what forbids."""
    language = {} if policy.language.match != "required" else {"match": "interpreter"}
    spoken = policy.language.model_copy(update=language)
    loose = lift_limits(policy).model_copy(update={"language": spoken})
    return loose.without("skills").without("pool").without("continuity")


def lift_limits(policy: Policy) -> Policy:
    """Return the policy without what forbids by time or by sums, and without what must stay.

    Who may own and do what, K and all minutes are as they were.
    """
    freed: dict[str, dict[str, object]] = {
        "deadlines": {"late": "priced"},
        "utilisation": {"ceiling": None, "gaps": ()},
        "service": {"undone": "priced", "levels": {}},
        "moves": {
            **{"limit": None, "limit_share": None, "frozen": ()},
            **{"fixed_owners": {}, "fixed_tasks": {}},
        },
    }
    sections = {
        rule: getattr(policy, rule).model_copy(update=update) for rule, update in freed.items()
    }
    return lift_caps(policy.model_copy(update=sections))


def lift_caps(policy: Policy) -> Policy:
    """Return a policy whose caseload cap never binds.

    Without any cap a lowering leaves out what cannot be better, such as another owner for a client
    whose owner of today may stay; with one it keeps every choice that a plan may hold.
    """
    wide: dict[str, object] = {"enabled": True, "cap": _ROOM, "weights": {}, "caps": {}}
    if not policy.caseload.enabled:
        wide["breakpoints"] = ()
    return policy.model_copy(update={"caseload": policy.caseload.model_copy(update=wide)})


# The plan as things are: today's owners do what they may, everything else is undone.


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
    violations: tuple[Violation, ...]


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
    lowered = lower(instance, _as_things_are(standard), check_time, as_is=True)
    asked = SolveOptions(engine="least-loaded", time_limit=None)
    answer = answer_problem(lowered.problem, asked)
    if answer.x is None:
        raise InternalError(f"no plan as things are: {answer.detail}")
    check_time()
    plan = lift(lowered, answer.x)
    # Who has left owns nobody any more.
    left = pl.col("owner_today").is_in(instance.former["id"].implode())
    owners = plan.owners.with_columns(owner=pl.when(~left).then("owner_today"))
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
    moves = standard.moves.model_copy(update={"fixed_owners": {}, "fixed_tasks": {}})
    update = {"service": service, "utilisation": utilisation, "skills": skills, "moves": moves}
    loose = standard.model_copy(update=update)
    return loose.without("caseload").without("continuity").without("handoffs")
