"""Prices for a certificate from the linear relaxation."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from draws import draws, share
from random_prices import random_prices
from samehands.problem import SCALE, SHORTAGE, Prices
from samehands.solver import Limits, find_prices, verify
from samehands.solver.prices import free_bound, priced, shortage_of, trim_prices


def test_a_part_too_much_on_a_slack_is_trimmed_and_the_bound_no_worse() -> None:
    gained = 0
    for seed in draws(100):
        problem = draw_problem(Random(seed))
        if not problem.relief.value.size:
            continue
        problem = replace(problem, slack_limit=np.full_like(problem.slack_limit, 10**6))
        slack = int(problem.relief.row_of[0])
        row, amount = (int(part[0]) for part in problem.relief.row(slack))
        rows = np.zeros_like(problem.capacity)
        rows[:, row] = SCALE * int(problem.slack_price[slack]) // amount + 1
        prices = Prices(rows, np.zeros_like(problem.global_limit))
        before, after = (
            priced(problem, one).bound for one in (prices, trim_prices(problem, prices))
        )
        gained += after > before
    assert gained >= share(20)


def test_prices_that_no_rounding_made_are_left_alone() -> None:
    rng = Random(1)
    problem = draw_problem(rng)
    prices = random_prices(rng, problem)
    far = replace(prices, rows=prices.rows * 1000)
    assert np.array_equal(trim_prices(problem, far).rows, far.rows)


def test_no_prices_for_large_problems_and_after_a_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = draw_problem(Random(3))
    assert find_prices(problem, Limits()) is not None
    cancelled = threading.Event()
    cancelled.set()
    assert find_prices(problem, Limits(cancel=cancelled)) is None
    monkeypatch.setattr(verify, "MOST_PAIRS", problem.pairs - 1)
    assert find_prices(problem, Limits()) is None


def test_a_shortage_costs_what_is_required_and_nothing_else() -> None:
    for seed in range(40):
        problem = draw_problem(Random(seed))
        short = shortage_of(problem)
        assert free_bound(short) >= 0
        assert (short.unassigned_price == SHORTAGE * problem.required).all()
        assert not short.required.any()
        assert not short.pair_cost.any()


def test_no_prices_are_sought_where_the_limit_is_long_past() -> None:
    problem = draw_problem(Random(1))
    assert find_prices(problem, Limits()) is not None
    assert find_prices(problem, Limits(seconds=0.1, started=time.monotonic() - 10.0)) is None
