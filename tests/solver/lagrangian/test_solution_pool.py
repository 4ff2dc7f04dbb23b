"""Growing kernels: a plan from few pairs, handed on to those who dive."""

from __future__ import annotations

import numpy as np

from gap_cases import draw_gap
from samehands.problem import SCALE, Prices, evaluate
from samehands.solver import Limits
from samehands.solver.dual.ascent import AscentOptions, solve_dual
from samehands.solver.greedy import assign_greedily
from samehands.solver.lagrangian.solution_pool import MANY, Kernels, SolutionPool
from samehands.solver.linear.relaxation import Relaxation
from samehands.solver.monitor import SolveMonitor


def _kernels(jobs: int) -> tuple[Kernels, SolutionPool, int]:
    problem = draw_gap(3, agents=3, jobs=jobs).to_problem()
    monitor = SolveMonitor(Limits(), lambda _: None)
    solutions = SolutionPool(problem, monitor)
    solutions.best.offer(assign_greedily(problem, monitor.limits))
    rows = Prices(np.zeros_like(problem.capacity), np.zeros(0, dtype=np.int64))
    keys = np.random.default_rng(0).integers(1, 2**62, problem.items)
    stop = np.zeros(1, dtype=np.int64)
    root = solve_dual(problem, rows, AscentOptions(), Limits(), keys, stop, solutions.prove)
    return (
        Kernels(root, solutions, Relaxation(problem, 1), 0),
        solutions,
        root.decomposition.under.constant,
    )


def test_a_plan_of_few_pairs_is_better_than_the_clerks_and_is_dived_into() -> None:
    kernels, solutions, constant = _kernels(3 * MANY)
    before = solutions.best.objective
    kernels.solve()
    after, x = solutions.best.objective, solutions.best.x
    assert kernels.is_worth_it
    assert x is not None and after is not None and solutions.monitor.bound is not None
    assert evaluate(solutions.problem, x).objective == after
    assert before is None or after < before
    assert solutions.monitor.bound <= after <= 1.02 * solutions.monitor.bound
    assert solutions.elite[0].cost + constant == SCALE * after


def test_where_agents_hold_few_items_no_kernel_is_worth_it() -> None:
    assert not _kernels(3 * MANY - 3)[0].is_worth_it
