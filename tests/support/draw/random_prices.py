"""Random prices on the rows of a problem, and certificates made of them."""

from __future__ import annotations

from random import Random

import numpy as np

from samehands.problem import SCALE, AssignmentProblem, Ints, Prices


def random_prices(rng: Random, problem: AssignmentProblem) -> Prices:
    """Draw prices that are not negative: none, small, large, on few rows or on all.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    problem : AssignmentProblem
        Whose rows bear them.
    """
    high = rng.choice([0, 1, 3, 30, 300, 3000]) * SCALE
    share = rng.choice([0.1, 0.7, 1.0])

    def draw(shape: tuple[int, ...]) -> Ints:
        size = int(np.prod(shape))
        flat = [rng.randint(0, high) if rng.random() < share else 0 for _ in range(size)]
        return np.array(flat, dtype=np.int64).reshape(shape)

    return Prices(draw(problem.capacity.shape), draw(problem.global_limit.shape))
