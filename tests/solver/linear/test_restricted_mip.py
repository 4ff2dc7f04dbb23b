"""What shrinking leaves of a program has the same solutions at the same cost."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from plain_problem import plain_optimum
from samehands.problem import Ints
from samehands.solver.highs import Ending, Program
from samehands.solver.incumbent import Best
from samehands.solver.limits import Limits
from samehands.solver.linear.relaxation import Relaxation
from samehands.solver.linear.restricted_mip import shrink, solve_restricted
from samehands.solver.monitor import SolveMonitor


def _drawn(seed: int) -> Program:
    """Draw a program of six columns in whole numbers, often with rows of one column."""
    rng = np.random.default_rng(seed)
    rows, columns = 6, 6
    matrix = rng.integers(-2, 4, (rows, columns)) * (rng.random((rows, columns)) < 0.3)
    row, column = np.nonzero(matrix)
    point = matrix @ rng.integers(0, 3, columns)
    below = np.where(rng.random(rows) < 0.5, -np.inf, point - rng.integers(0, 2, rows))
    return Program(
        cost=rng.integers(0, 9, columns).astype(np.float64),
        lower=np.zeros(columns),
        upper=rng.integers(0, 3, columns).astype(np.float64),
        whole=np.ones(columns, dtype=np.bool_),
        row=row,
        column=column,
        value=matrix[row, column].astype(np.float64),
        row_lower=below,
        row_upper=(point + rng.integers(-1, 2, rows)).astype(np.float64),
    )


def _solutions(program: Program) -> dict[tuple[float, ...], float]:
    """Return all solutions with their costs."""
    ranges = [
        range(int(low), int(high) + 1)
        for low, high in zip(program.lower, program.upper, strict=True)
    ]
    found: dict[tuple[float, ...], float] = {}
    for each in product(*ranges):
        x = np.array(each, dtype=np.float64)
        used = np.bincount(program.row, program.value * x[program.column], len(program.row_lower))
        if (used >= program.row_lower).all() and (used <= program.row_upper).all():
            found[tuple(x.tolist())] = float(program.cost @ x)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_shrinking_keeps_every_solution_and_its_cost(seed: int) -> None:
    program = _drawn(seed)
    small, before = shrink(program), _solutions(program)
    if small is None:
        assert not before
        return
    after = {
        tuple(small.expand(np.array(x)).tolist()): cost + small.offset
        for x, cost in _solutions(small.program).items()
    }
    assert after == before


def test_rows_of_one_column_settle_everything() -> None:
    one: Ints = np.zeros(2, dtype=np.int64)
    program = Program(
        cost=np.array([3.0]),
        lower=np.zeros(1),
        upper=np.array([5.0]),
        whole=np.ones(1, dtype=np.bool_),
        row=np.arange(2),
        column=one,
        value=np.array([2.0, 1.0]),
        row_lower=np.array([3.0, -np.inf]),
        row_upper=np.array([np.inf, 2.0]),
    )
    small = shrink(program)
    assert small is not None
    assert (small.offset, small.settled.tolist(), len(small.column)) == (6.0, [2.0], 0)


@pytest.mark.parametrize("gap", [0.0, 0.3])
def test_an_end_within_the_gap_is_no_proof(gap: float) -> None:
    seen: set[Ending] = set()
    for seed in range(60):
        problem = draw_problem(Random(seed))
        best = Best(problem, SolveMonitor(Limits()))
        every = np.ones(problem.pairs, dtype=np.bool_)
        bounds: list[int] = []
        relaxation, limits = Relaxation(problem, 1), Limits(gap=gap)
        ending = solve_restricted(relaxation, every, best, limits, None, bounds.append, 0)
        optimum = plain_optimum(problem)
        assert (ending == "infeasible") == (optimum is None)
        if optimum is not None:
            assert max(bounds, default=0) <= optimum
        if ending == "optimal":
            assert best.objective == optimum
        if ending == "gap" and optimum is not None and best.objective is not None:
            assert best.objective - optimum <= gap * best.objective
        seen.add(ending)
    assert ("gap" in seen) == (gap > 0)
    assert "optimal" in seen
