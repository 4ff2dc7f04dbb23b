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


def test_a_pair_is_found_by_item_and_agent() -> None:
    absent = 0
    for seed in draws(200):
        problem = draw_problem(Random(seed))
        item, agent = (each.reshape(-1) for each in np.indices((problem.items, problem.agents)))
        found = problem.pairs_at(item, agent).tolist()
        pairs = zip(problem.pair_item.tolist(), problem.pair_agent.tolist(), strict=True)
        known = {where: pair for pair, where in enumerate(pairs)}
        wanted = zip(item.tolist(), agent.tolist(), strict=True)
        assert found == [known.get(where, -1) for where in wanted]
        absent += -1 in found
    assert absent
