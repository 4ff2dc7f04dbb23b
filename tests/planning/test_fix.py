"""A problem with most choices made already."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from answers import answer
from samehands.formulations import lower
from samehands.planning.fix import fix_choices
from samehands.problem import evaluate
from tiny_agencies import draw_case


@pytest.mark.parametrize("seed", range(30))
def test_every_assignment_costs_the_same_as_in_the_whole(seed: int) -> None:
    rng = Random(seed)
    lowered = lower(*draw_case(rng))
    problem = lowered.problem
    best = answer(problem, "least-loaded").x
    if best is None:
        best = answer(problem, "kernel").x
    if best is None:
        return
    chosen = np.array([rng.random() < 0.5 for _ in range(lowered.view.clients)], dtype=np.bool_)
    free = np.append(chosen, chosen[lowered.view.client])
    smaller = fix_choices(problem, np.ones(problem.pairs, dtype=np.bool_), free, best)
    assert np.array_equal(smaller.expand(smaller.reduce(best)), best)
    said = answer(smaller.problem, "kernel")
    assert said.x is not None and said.objective is not None
    whole = evaluate(problem, smaller.expand(said.x))
    assert whole.objective == said.objective + smaller.constant
    before = evaluate(problem, best).objective
    assert before is not None and whole.objective is not None and whole.objective <= before
    if free.all():
        assert whole.objective == answer(problem, "kernel").objective


def test_pairs_that_are_not_kept_are_gone() -> None:
    lowered = lower(*draw_case(Random(3), "task-based", off=0.0))
    problem = lowered.problem
    start = np.zeros(problem.pairs, dtype=np.int64)
    everything = np.ones(problem.items, dtype=np.bool_)
    smaller = fix_choices(problem, start > 0, everything, start)
    assert smaller.problem.pairs == problem.agents
    assert smaller.constant == 0
