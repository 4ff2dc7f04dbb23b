"""overtime: minutes above a period's regular minutes are limited and priced.

``overtime[w, q] <= limit`` where w has regular minutes in q, else 0.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import Policy, milli
from ...problem import Ints
from ..view import InstanceView


def price(policy: Policy) -> int:
    """Return the price of an overtime minute, in thousandths of a minute."""
    return milli(policy.overtime.price) if policy.overtime.enabled else 0


def limits(view: InstanceView, policy: Policy, most: Ints) -> Ints:
    """Return the most overtime minutes: of shape (workers, periods).

    ``most`` holds the minutes that could come to each worker at all, of shape (workers,): the limit
    where the rule is off.
    """
    limit = np.minimum(most, policy.overtime.limit) if policy.overtime.enabled else most
    return np.where(view.capacity > 0, limit[:, None], 0)
