"""What a plan would cost for other prices, minutes and clients than it was made for."""

from __future__ import annotations

from ..formulations import embed, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.units import MILLI
from ..problem import evaluate

_ROOM = 1_000_000.0


def valued(plan: Plan, instance: Instance, policy: Policy) -> float | None:
    """Return what a plan's owners and assignments cost at given prices, whatever they break.

    The rules of the policy are lifted and its prices are kept, so that a plan made under other
    rules has a cost. Each worker does the work earliest due first, as in every plan. Clients and
    tasks that the plan does not know are left without an owner and undone.

    Parameters
    ----------
    plan : Plan
        The plan, made for any instance with the same workers.
    instance : Instance
        Whose clients, tasks and minutes count.
    policy : Policy
        Whose prices count.

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
    return roomy(loose.without("skills").without("pool").without("continuity"))


def roomy(policy: Policy) -> Policy:
    """Return a policy whose caseload cap never binds.

    Without any cap a lowering leaves out what cannot be better, such as another owner for a client
    whose owner of today may stay; with one it keeps every choice that a plan may hold.
    """
    wide: dict[str, object] = {"enabled": True, "cap": _ROOM, "weights": {}, "caps": {}}
    return policy.model_copy(update={"caseload": policy.caseload.model_copy(update=wide)})
