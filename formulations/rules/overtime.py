"""overtime: minutes above a period's regular minutes are limited and priced.

``overtime[w, q] <= limit`` where w has regular minutes in q, else 0.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import Policy
from ...model.units import milli
from ...problem import Ints
from ..view import InstanceView


def price(policy: Policy) -> int:
    """Return the price of an overtime minute, in thousandths of a minute."""
    return milli(policy.overtime.price) if policy.overtime.enabled else 0


def limits(view: InstanceView, policy: Policy, most: Ints) -> Ints:
    """Return the most overtime minutes.

    Parameters
    ----------
    view : InstanceView
        The instance.
    policy : Policy
        The policy.
    most : array of shape (workers,)
        Minutes that could come to each worker at all; the limit where the rule is off.

    Returns
    -------
    array of shape (workers, periods)
        The limits.
    """
    limit = np.minimum(most, policy.overtime.limit) if policy.overtime.enabled else most
    return np.where(view.capacity > 0, limit[:, None], 0)
