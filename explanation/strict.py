"""The question that is explained: can everything be done, on time?"""

from __future__ import annotations

from ..model.policy import Policy


def strict(policy: Policy) -> Policy:
    """Return the policy with undone and late work forbidden."""
    service = policy.service.model_copy(update={"undone": "forbidden"})
    deadlines = policy.deadlines.model_copy(update={"late": "forbidden"})
    return policy.model_copy(update={"service": service, "deadlines": deadlines})


def lenient(policy: Policy) -> Policy:
    """Return the policy with undone and late work at their prices.

    An overtime minute may not cost more than a late one, so its price is lowered where it does.
    """
    price = min(policy.overtime.price, policy.deadlines.late_price)
    service = policy.service.model_copy(update={"undone": "priced", "levels": {}})
    deadlines = policy.deadlines.model_copy(update={"late": "priced"})
    overtime = policy.overtime.model_copy(update={"price": price})
    return policy.model_copy(
        update={"service": service, "deadlines": deadlines, "overtime": overtime}
    )


def free(policy: Policy) -> Policy:
    """Return the policy with every price that a plan without undone and late work can pay at zero.

    Whether there is a plan at all is then settled by the first one found.
    """
    return policy.model_copy(
        update={
            "utilisation": policy.utilisation.model_copy(update={"breakpoints": ()}),
            "overtime": policy.overtime.model_copy(update={"price": 0.0}),
            "moves": policy.moves.model_copy(update={"change_price": 0.0}),
        }
    )
