"""Compile everything once, before the clock of a user counts.

The machine code is kept on disk, so that only the first solve after an installation compiles; a
later process only loads it. What compiling takes beyond ``FREE`` seconds is given back to the
limit of the solve in which it happens.
"""

from __future__ import annotations

import time
from functools import cache

import numpy as np

from ...problem import AssignmentProblem, Prices, empty, sparse
from ..limits import Limits
from .field import kept_of
from .ladder import settled
from .proof import proved
from .root import climb
from .settings import Settings
from .tasks import Workshop

FREE = 2.0
"""Seconds of compiling and loading that count as time of the solve."""


def warm_up() -> float:
    """Compile or load every loop, at the first call of a process.

    Returns
    -------
    float
        Seconds that this took; next to none from the second call on.
    """
    began = time.monotonic()
    _run_all()
    return time.monotonic() - began


@cache
def _run_all() -> None:
    problem = _tiny()
    nothing = np.zeros(0, dtype=np.int64)
    rows = Prices(np.zeros_like(problem.capacity), nothing)
    settings, keys = Settings(root_steps=4, chunk=2), np.array([1, 2, 4, 8], dtype=np.int64)
    stop, proofs = np.zeros(1, dtype=np.int64), list[Prices]()
    root = climb(problem, rows, settings, Limits(), keys, stop, proofs.append)
    proved(problem, proofs[-1])
    shop = Workshop(root.field, keys, settings, 0, stop)
    place = shop.search(shop.dive(0, np.inf).place, 0, 2).place
    shop.dive(1, np.inf)
    shop.relink(place, shop.likely(), 1, 0.5)
    field, _ = kept_of(root.field, np.inf)
    settled(field, np.inf, stop)


def _tiny() -> AssignmentProblem:
    """Return a problem of four items and two agents."""
    items, agents = 4, 2
    pairs = items * agents
    none = np.zeros(0, dtype=np.int64)
    first, once = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64)
    return AssignmentProblem(
        agents=agents,
        count=np.ones(items, dtype=np.int64),
        required=np.ones(items, dtype=np.bool_),
        unassigned_price=np.zeros(items, dtype=np.int64),
        pair_start=np.arange(0, pairs + 1, agents, dtype=np.int64),
        pair_agent=np.tile(np.arange(agents, dtype=np.int64), items),
        pair_cost=np.array([3, 5, 4, 2, 6, 1, 2, 7], dtype=np.int64),
        pair_profile=np.zeros(pairs, dtype=np.int64),
        profiles=sparse(first, first, once, 1, 1),
        rows=sparse(first, first, once, 1, 1),
        capacity=np.full((agents, 1), 2, dtype=np.int64),
        relief=empty(0, 1),
        slack_price=none,
        slack_limit=np.zeros((agents, 0), dtype=np.int64),
        group=np.full(items, -1, dtype=np.int64),
        bound=np.zeros(items, dtype=np.bool_),
        group_limit=none,
        group_lead=none,
        join_price=none,
        join_profile=none,
        global_pairs=empty(0, pairs),
        global_unassigned=empty(0, items),
        global_limit=none,
        open_price=np.zeros(agents, dtype=np.int64),
    )
