"""What a plan costs under another policy, as it stands."""

from __future__ import annotations

import numpy as np

from ..formulations import Lowered, embed, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning.narrowed import Outcome, weighed
from ..problem import Ints, evaluate


def revalued(instance: Instance, policy: Policy, plan: Plan) -> Outcome | None:
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
    x = whole(lowered, plan)
    if x is None or evaluate(lowered.problem, x).objective is None:
        return None
    return weighed(lowered, x, "feasible", "none", "as it stands")


def whole(lowered: Lowered, plan: Plan) -> Ints | None:
    """Return a plan as an assignment, None where a choice of it has no pair: (pairs,)."""
    x = embed(lowered, plan)
    used = np.zeros(lowered.problem.items, dtype=np.int64)
    np.add.at(used, lowered.problem.pair_item, x)
    chosen = plan.owners["owner"].len() - plan.owners["owner"].null_count()
    chosen += plan.assignments["worker"].len() - plan.assignments["worker"].null_count()
    return x if int(used.sum()) == chosen else None
