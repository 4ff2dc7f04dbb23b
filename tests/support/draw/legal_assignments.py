"""Legal assignments drawn item by item, as bad as they come."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from samehands.problem import AssignmentProblem, Ints, evaluate


def random_plan(rng: Random, problem: AssignmentProblem, items: Sequence[int]) -> Ints | None:
    """Return a legal assignment of items in an order; None where nothing may be left."""
    x = np.zeros(problem.pairs, dtype=np.int64)
    if evaluate(problem, x).objective is None:
        return None
    for item in items:
        pairs = range(int(problem.pair_start[item]), int(problem.pair_start[item + 1]))
        for pair in rng.sample(pairs, min(len(pairs), 3)):
            x[pair] = 1
            if evaluate(problem, x).objective is not None:
                break
            x[pair] = 0
    return x
