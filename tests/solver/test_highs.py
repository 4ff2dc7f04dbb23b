"""One model in HiGHS: what it says of its end, its prices, its limits, and its threads."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from samehands.solver import Limits
from samehands.solver.highs import INFINITE, HighsModel, Program

NONE = np.zeros(0, dtype=np.int64)


def _knapsack(items: int, whole: bool, seed: int = 1) -> Program:
    """Return a knapsack with every item's value negated: choose the best below half the weight."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(100, 200, items).astype(np.float64)
    return Program(
        cost=-(weight + rng.integers(0, 9, items)),
        lower=np.zeros(items),
        upper=np.ones(items),
        whole=np.full(items, whole),
        row=np.zeros(items, dtype=np.int64),
        column=np.arange(items),
        value=weight,
        row_lower=np.array([-INFINITE]),
        row_upper=np.array([np.floor(weight.sum() / 2)]),
    )


def _loaded(program: Program, threads: int = 1) -> HighsModel:
    model = HighsModel(threads)
    model.load(program)
    return model


def test_the_dual_price_of_a_row_is_what_one_unit_more_saves() -> None:
    model = HighsModel()
    model.add_columns(
        np.array([-3.0, -1.0]), np.array([9.0, 9.0]), np.zeros(3, dtype=np.int64), NONE, np.zeros(0)
    )
    start, column = np.array([0, 2]), np.array([0, 1])
    model.add_rows(np.array([-INFINITE]), np.array([4.0]), start, column, np.ones(2))
    assert model.run(Limits()) == "optimal"
    assert model.objective == -12.0
    assert model.row_prices.tolist() == [3.0]
    model.limit_rows(np.array([0]), np.array([5.0]))
    assert model.run(Limits()) == "optimal"
    assert model.objective == -15.0


@pytest.mark.parametrize("whole", [False, True])
def test_rows_that_contradict_each_other_are_infeasible(whole: bool) -> None:
    program = _knapsack(4, whole)
    model = _loaded(program)
    model.add_rows(
        np.array([3.0]), np.array([3.0]), np.array([0, 4]), np.arange(4), np.full(4, 9.0)
    )
    model.add_rows(
        np.array([9.0]), np.array([9.0]), np.array([0, 4]), np.arange(4), np.full(4, 9.0)
    )
    assert model.run(Limits()) == "infeasible"
    assert model.values is None


def test_an_integer_program_tells_what_it_finds_and_proves() -> None:
    program = _knapsack(12, whole=True)
    found: list[float] = []
    model = _loaded(program)
    model.set_gap(0.0, 0.99, proves=True)
    model.start_from(np.zeros(12))
    model.listen(lambda values: found.append(float(program.cost @ values)), lambda bound: None)
    assert model.run(Limits()) == "optimal"
    assert min(found) == pytest.approx(model.objective)
    assert model.bound is not None
    assert model.bound <= model.objective + 1e-6
    values = model.values
    assert values is not None
    assert program.value @ values <= program.row_upper[0] + 1e-6


def test_a_cancel_stops_an_integer_program_that_would_go_on() -> None:
    cancel = threading.Event()
    model = _loaded(_market_split())
    model.set_gap(0.0, 0.0, proves=True)
    threading.Timer(0.3, cancel.set).start()
    assert model.run(Limits(seconds=60.0, cancel=cancel)) == "stopped"
    assert cancel.is_set()


def test_one_more_thread_than_the_last_solve_had_is_no_failure() -> None:
    for threads in (1, 2, 1):
        model = _loaded(_knapsack(12, whole=True), threads)
        assert model.run(Limits()) == "optimal"


def _market_split() -> Program:
    """Return a market split problem, which branch and bound does not end on."""
    rows, items = 5, 40
    rng = np.random.default_rng(3)
    matrix = rng.integers(0, 100, (rows, items)).astype(np.float64)
    row, column = np.indices((rows, items + 2 * rows))
    signs = np.repeat(np.eye(rows), 2, axis=1) * np.tile([1.0, -1.0], rows)
    value = np.concatenate([matrix, signs], axis=1)
    there = value != 0
    half = np.floor(matrix.sum(axis=1) / 2)
    return Program(
        cost=np.append(np.zeros(items), np.ones(2 * rows)),
        lower=np.zeros(items + 2 * rows),
        upper=np.append(np.ones(items), np.full(2 * rows, INFINITE)),
        whole=np.arange(items + 2 * rows) < items,
        row=row[there],
        column=column[there],
        value=value[there],
        row_lower=half,
        row_upper=half,
    )
