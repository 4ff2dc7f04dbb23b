"""A problem with some pairs left out says the same about what is left."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings

from drawn_problems import draw_assignment, draw_problem
from draws import examples
from samehands.problem import checked, evaluate, subset
from strategies import sources


@settings(max_examples=examples(80))
@given(sources())
def test_an_assignment_of_the_kept_pairs_costs_the_same(rng: Random) -> None:
    problem = draw_problem(rng)
    kept = np.array([rng.random() < 0.6 for _ in range(problem.pairs)], dtype=np.bool_)
    smaller = checked(subset(problem, pairs=kept))
    x = draw_assignment(rng, smaller)
    whole = np.zeros(problem.pairs, dtype=np.int64)
    whole[kept] = x
    assert evaluate(smaller, x).objective == evaluate(problem, whole).objective
    assert smaller.pairs == kept.sum()
    assert smaller.pair_item.tolist() == problem.pair_item[kept].tolist()


def test_keeping_all_changes_nothing_and_keeping_none_leaves_all_unassigned() -> None:
    for seed in range(30):
        problem = draw_problem(Random(seed))
        everything = subset(problem, pairs=np.ones(problem.pairs, dtype=np.bool_))
        assert everything.pair_agent.tolist() == problem.pair_agent.tolist()
        assert np.array_equal(everything.global_pairs.dense(), problem.global_pairs.dense())
        nothing = checked(subset(problem, pairs=np.zeros(problem.pairs, dtype=np.bool_)))
        assert nothing.pairs == 0
        none = np.zeros(0, dtype=np.int64)
        assert evaluate(nothing, none).pair_cost == 0
