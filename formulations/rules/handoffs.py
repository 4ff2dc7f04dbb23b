"""handoffs: each worker other than the owner who works on a client spends minutes on it.

Every worker present in the client's group carries the minutes; the owner's own item takes them
off again.
"""

from __future__ import annotations

from ...model.policy import Policy


def minutes(policy: Policy) -> int:
    """Return the minutes each worker other than the owner spends on getting to know a client."""
    return policy.handoffs.minutes if policy.handoffs.enabled else 0
