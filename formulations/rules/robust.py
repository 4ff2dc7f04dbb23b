r"""robust: a plan holds while workers are away and some clients take longer than planned.

A share of every regular minute is held back: ``planned(w, p) = regular - ceil(absence regular)``.
And whichever clients of a worker take longer, at most ``clients`` of them, all work still ends in
time. With d(c) the minutes by which client c may take longer, every limit on time that lateness
does not relieve becomes

.. math::

    work + \sum_c \max(0, d_c - threshold) \le capacity - clients \cdot threshold

which is no looser than the sum of the ``clients`` largest deviations, at any threshold (Bertsimas
and Sim 2003, 2004). A task of a client with D minutes of deviations bears the share
``max(0, D - threshold) / D`` of its own, rounded up: no part of the client's tasks then bears less
than that part must.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from ...model.policy import Policy
from ...problem import Ints, sum_by
from ..view import InstanceView


def planned_minutes(view: InstanceView, policy: Policy) -> Ints:
    """Return the regular minutes that are not held back: of shape (workers, periods)."""
    section = policy.robust
    if not section.enabled or not section.absence:
        return view.capacity
    return view.capacity - _share_up(section.absence, view.capacity)


def is_protected(policy: Policy) -> bool:
    """Whether minutes may be wrong; without a limit on overtime there is always room."""
    section = policy.robust
    may_be_wrong = section.enabled and section.deviation > 0 and section.clients > 0
    return may_be_wrong and policy.overtime.enabled


def extra_minutes(view: InstanceView, policy: Policy, minutes: Ints) -> Ints:
    """Return what each task counts above its minutes where it is protected: of shape (tasks,).

    ``minutes`` are those of every task: of shape (tasks,).
    """
    deviation = _share_up(policy.robust.deviation, minutes)
    whole = sum_by(view.client, deviation, view.clients)[view.client]
    above = np.maximum(whole - policy.robust.threshold, 0)
    extra: Ints = -(-deviation * above // np.maximum(whole, 1))
    return extra


def reserve(policy: Policy) -> int:
    """Return the minutes that every protected limit keeps free."""
    return policy.robust.clients * policy.robust.threshold


def _share_up(share: float, amounts: Ints) -> Ints:
    part = Fraction(repr(share))
    rounded: Ints = -(-amounts * part.numerator // part.denominator)
    return rounded
