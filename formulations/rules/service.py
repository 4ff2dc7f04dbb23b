"""service: undone work and clients without an owner are priced or forbidden.

An undone minute costs the undone price plus the late price for every period from due to the end,
those before the first one included, so that leaving work is never cheaper than finishing it late.
Levels limit the undone tasks of a kind: ``undone <= n - ceil(level n)``.
"""

from __future__ import annotations

import numpy as np

from ...model.policy import Policy, floor_share, milli
from ...problem import Ints
from ..view import InstanceView
from . import deadlines


def is_required(policy: Policy) -> bool:
    """Whether every task must be done and every client owned."""
    return policy.service.enabled and policy.service.undone == "forbidden"


def undone_prices(view: InstanceView, policy: Policy) -> Ints:
    """Return the price of leaving each task undone, in thousandths: of shape (tasks,)."""
    if not policy.service.enabled:
        return np.zeros(view.tasks, dtype=np.int64)
    periods = view.last - deadlines.dues(view, policy) + deadlines.overdue(view, policy)
    waiting = deadlines.price(policy) * periods
    return view.minutes * (milli(policy.service.undone_price) + waiting)


def unowned_price(policy: Policy) -> int:
    """Return the price of a client without an owner, in thousandths of a minute."""
    return milli(policy.service.unowned) if policy.service.enabled else 0


def level_limits(view: InstanceView, policy: Policy) -> list[tuple[str, Ints, int]]:
    """Return, for each service level, its name, the tasks it is about, and how many may stay
    undone.

    The name is ``level`` and the kind. Levels of kinds that no task has are left out.
    """
    if not policy.service.enabled:
        return []
    found: list[tuple[str, Ints, int]] = []
    for kind, level in policy.service.levels.items():
        tasks = np.flatnonzero(view.kind == _code(view, kind))
        if tasks.size:
            done = -floor_share(-level, len(tasks))
            found.append((f"level {kind}", tasks, len(tasks) - done))
    return found


def _code(view: InstanceView, kind: str) -> int:
    return view.kinds.index(kind) if kind in view.kinds else -1
