"""deadlines: work ends by its due period, or each minute and period late has a price.

``late[w, p]`` is the backlog of worker w past due at the end of period p; the sum over p is the
number of minute-periods late. See ``problem.windows`` for the rows. A task overdue on arrival is
due in period 0 there; for the periods before, whoever does it pays ``price * overdue * minutes``.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import Policy, milli
from ...problem import Ints
from ..view import InstanceView


def dues(view: InstanceView, policy: Policy) -> Ints:
    """Return the last period on time of every task: of shape (tasks,)."""
    if not policy.deadlines.enabled:
        return np.full(view.tasks, view.last, dtype=np.int64)
    return view.due


def overdue(view: InstanceView, policy: Policy) -> Ints:
    """Return by how many periods every task is overdue on arrival: of shape (tasks,)."""
    return view.overdue if policy.deadlines.enabled else np.zeros(view.tasks, dtype=np.int64)


def price(policy: Policy) -> int:
    """Return the price of a minute late by a period, in thousandths of a minute."""
    return milli(policy.deadlines.late_price) if policy.deadlines.enabled else 0


def may_be_late(policy: Policy) -> bool:
    """Whether work may end after its due period."""
    return policy.deadlines.enabled and policy.deadlines.late == "priced"
