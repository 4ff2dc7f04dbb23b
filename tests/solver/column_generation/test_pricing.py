"""Patterns that are priced and made, against all patterns of small problems."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np

from drawn_problems import draw_problem
from draws import draws
from samehands.problem import AssignmentProblem
from samehands.solver.column_generation.choices import Duals, DualsMaker, make_choices
from samehands.solver.column_generation.generate import Generator
from samehands.solver.column_generation.master import Solved
from samehands.solver.column_generation.patterns import PatternMaker
from samehands.solver.column_generation.pipeline import supports
from samehands.solver.column_generation.pricing import single_items

_APART = 0.5
"""By how much cheaper a pattern must be to be made, in the problem's unit."""

_CHANCE = 20.0
"""Most by which patterns of equal price are told apart by chance."""


def _drawn() -> Iterator[tuple[AssignmentProblem, Generator, Duals]]:
    for seed in draws(150):
        problem = draw_problem(Random(seed))
        if not supports(problem):
            continue
        choices = make_choices(problem)
        maker = PatternMaker(problem, choices, single_items(problem))
        random = np.random.default_rng(seed)
        rows = random.integers(0, 40, problem.capacity.shape).astype(np.float64)
        duals = DualsMaker(problem).of(rows, np.zeros(len(problem.global_limit)))
        yield problem, Generator(problem, choices, maker, 1 + seed % 2), duals


def _none(problem: AssignmentProblem) -> Duals:
    rows = np.zeros(problem.capacity.shape)
    return DualsMaker(problem).of(rows, np.zeros(len(problem.global_limit)))


def test_some_blocks_are_priced_as_they_are_among_all() -> None:
    priced = 0
    for problem, generator, duals in _drawn():
        every = generator.price(duals, problem.agents)
        some = np.flatnonzero(np.arange(generator.maker.blocks) % 3 == 1)
        part = generator.price(duals, problem.agents, blocks=some)
        others = np.setdiff1d(np.arange(generator.maker.blocks), some)
        for name in ("least", "value", "agent", "nobody", "spread"):
            one, other = getattr(every, name), getattr(part, name)
            assert np.array_equal(one[some], other[some]), name
        assert (part.agent[others] == -1).all()
        dear = part.least + 1e6
        made = generator.below(duals, part, dear, problem.agents)
        assert np.isin(made.block, some).all()
        priced += len(made)
    assert priced


def test_what_is_missing_is_cheaper_and_nothing_much_cheaper_is_left() -> None:
    """With the program's own prices: what is at hand and what is made leave no block far off.

    With others, what is made is cheaper under both.
    """
    made = complete = other = 0
    for problem, generator, duals in _drawn():
        pricing = generator.price(duals, problem.agents)
        every = generator.below(
            duals, pricing, np.full(generator.maker.blocks, np.inf), problem.agents
        )
        dearest = np.argsort(-every.prices(duals), kind="stable")
        _, first = np.unique(every.block[dearest], return_index=True)
        hand = every.take(np.sort(dearest[first]))
        solved = Solved(0.0, np.zeros(len(hand)), np.zeros((problem.agents, 0)), duals, 0.0)
        missing = generator.missing(solved, hand, duals, generator.price(duals, 1))
        own = generator.cheapest_own(hand, duals)
        assert (missing.prices(duals) < own[missing.block] - _APART).all()
        away = DualsMaker(problem).between(duals, _none(problem), 0.4)
        both = generator.missing(solved, hand, away, generator.price(away, 1))
        for prices in (duals, away):
            dear = generator.cheapest_own(hand, prices)
            assert (both.prices(prices) < dear[both.block] - _APART).all()
        other += len(both)
        left = generator.cheapest_own(hand + missing, duals)
        least = generator.cheapest_own(every, duals)
        known = np.isfinite(least)
        assert (left[known] <= least[known] + _CHANCE + _APART).all()
        made, complete = made + len(missing), complete + (len(missing) == 0)
    assert made
    assert complete
    assert other
