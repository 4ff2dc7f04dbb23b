"""What a plan costs under another policy, or for another instance, as it stands."""

from __future__ import annotations

import numpy as np

from ..formulations import Lowered, embed, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..problem import Ints, evaluate
from .restricted import Outcome, weighed

_ROOM = 1_000_000.0
"""A cap that no worker reaches."""


def revalue(instance: Instance, policy: Policy, plan: Plan) -> Outcome | None:
    """Value a plan under another policy: same owners, same workers, scheduled anew.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy to value it under.
    plan : Plan
        A plan for the instance, made under any policy.

    Returns
    -------
    Outcome or None
        The audited plan; None where the policy does not allow it.
    """
    lowered = lower(instance, policy)
    x = embed_whole(lowered, plan)
    if x is None or evaluate(lowered.problem, x).objective is None:
        return None
    return weighed(lowered, x, "feasible", "none", "as it stands")


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
    lowered = lower(instance, _prices_alone(policy))
    cost = evaluate(lowered.problem, embed(lowered, plan)).objective
    return None if cost is None else cost / MILLI


def _prices_alone(policy: Policy) -> Policy:
    """Return the policy with its prices and minutes, and without what forbids."""
    freed: dict[str, dict[str, object]] = {
        "language": {} if policy.language.match != "required" else {"match": "interpreter"},
        "deadlines": {"late": "priced"},
        "utilisation": {"ceiling": None, "gaps": ()},
        "service": {"undone": "priced", "levels": {}},
        "moves": {"limit": None, "limit_share": None, "frozen": ()},
    }
    sections = {
        rule: getattr(policy, rule).model_copy(update=update) for rule, update in freed.items()
    }
    loose = policy.model_copy(update=sections)
    return lift_caps(loose.without("skills").without("pool").without("continuity"))


def lift_caps(policy: Policy) -> Policy:
    """Return a policy whose caseload cap never binds.

    Without any cap a lowering leaves out what cannot be better, such as another owner for a client
    whose owner of today may stay; with one it keeps every choice that a plan may hold.
    """
    wide: dict[str, object] = {"enabled": True, "cap": _ROOM, "weights": {}, "caps": {}}
    return policy.model_copy(update={"caseload": policy.caseload.model_copy(update=wide)})
