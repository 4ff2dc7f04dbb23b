"""What a problem says of its pairs, against plain loops."""

from __future__ import annotations

from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws


def test_the_least_of_every_item_is_that_of_its_pairs() -> None:
    without = 0
    for seed in draws(200):
        problem = draw_problem(Random(seed))
        value = np.random.default_rng(seed).integers(-50, 50, problem.pairs)
        least = problem.least_of_items(value, 77)
        for item in range(problem.items):
            own = value[problem.pair_start[item] : problem.pair_start[item + 1]].tolist()
            assert least[item] == min(own, default=77)
            without += not own
    assert without
