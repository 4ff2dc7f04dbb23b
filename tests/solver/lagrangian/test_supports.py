"""Which problems the engine says are its own."""

from __future__ import annotations

from random import Random

from drawn_problems import draw_problem
from gap_cases import gap
from samehands.solver.lagrangian import supports


def test_tight_and_few_items_suit() -> None:
    problem = gap([[1] * 6] * 2, [[3] * 6] * 2, [9, 9]).to_problem()
    assert supports(problem) == "tight: 3 items per agent that fill 100% to 100% of the capacity"


def test_loose_or_many_items_do_not() -> None:
    assert supports(gap([[1] * 6] * 2, [[3] * 6] * 2, [90, 90]).to_problem()) is None
    assert supports(gap([[1] * 400] * 2, [[3] * 400] * 2, [600, 600]).to_problem()) is None


def test_windows_do_not() -> None:
    assert supports(draw_problem(Random(0), timed=True)) is None
