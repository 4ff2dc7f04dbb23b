"""skills: a task's worker works in its program, an owner in the whole bundle.

Allowed (t, w): ``program[t]`` among the programs of w. Allowed owner (c, w): all programs of c
among those of w, where bundle integrity is on; where it is off, an owner who lacks one has a price.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import MILLI, Policy, floor_share, milli
from ...problem import Bools, Ints
from ..view import InstanceView


def may_own(view: InstanceView, policy: Policy, bundles: Bools) -> Bools:
    """Return which workers may own a client of which bundle: shape (n, workers).

    Bundles are boolean, of shape (n, programs).
    """
    if not (policy.skills.enabled and policy.skills.bundle_integrity):
        return np.ones((len(bundles), view.workers), dtype=np.bool_)
    return _is_qualified(view, bundles)


def owner_prices(view: InstanceView, policy: Policy, bundles: Bools) -> Ints:
    """Return what owning clients of which bundles costs: shape (n, workers), in thousandths."""
    price = 0
    if policy.skills.enabled and not policy.skills.bundle_integrity:
        price = milli(policy.skills.owner_price)
    return np.where(_is_qualified(view, bundles), 0, price)


def _is_qualified(view: InstanceView, bundles: Bools) -> Bools:
    missing = bundles.astype(np.int64) @ (~view.worker_programs).astype(np.int64).T
    qualified: Bools = missing == 0
    return qualified


def may_do(view: InstanceView, policy: Policy, programs: Ints) -> Bools:
    """Return which workers work in which programs, as codes: shape (n, workers)."""
    if not policy.skills.enabled:
        return np.ones((len(programs), view.workers), dtype=np.bool_)
    return view.worker_programs.T[programs]


def pooled_factor(policy: Policy) -> int:
    """Return the factor on the minutes of pooled tasks, in thousandths."""
    if not policy.skills.enabled:
        return MILLI
    return MILLI - floor_share(policy.skills.specialist_speedup, MILLI)
