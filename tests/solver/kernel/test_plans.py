"""Plans in hand before the first program ends: each step better, none dearer than the start."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from samehands.formulations import lower
from samehands.model import read
from samehands.problem import AssignmentProblem, Ints, evaluate
from samehands.solver import Limits, Request, SolveMonitor
from samehands.solver.column_generation.agent_cost import make_agent_rows
from samehands.solver.column_generation.choices import make_choices
from samehands.solver.column_generation.local_search import Descent
from samehands.solver.greedy import assign_greedily
from samehands.solver.incumbent import Best
from samehands.solver.kernel import Kernel
from samehands.solver.kernel.plans import FirstPlans
from samehands.solver.linear.relaxation import Relaxation
from samehands.solver.monitor import Bound, Event, Incumbent
from samehands.solver.prices import priced
from source_tree import ROOT


@cache
def _problem() -> AssignmentProblem:
    return lower(*read(ROOT / "examples" / "unit")).problem


@pytest.fixture(autouse=True, scope="module", name="loops")
def _loops() -> None:
    """Compile the loops: where they are not there, nothing waits for them."""
    problem, random = _problem(), np.random.default_rng(0)
    descent = Descent(problem, make_choices(problem), make_agent_rows(problem), random)
    descent.improve(np.zeros(problem.pairs, dtype=np.int64), 1, Limits())


def _cost(x: Ints) -> int:
    objective = evaluate(_problem(), x).objective
    assert objective is not None
    return objective


def test_a_descent_improves_the_greedys_plan() -> None:
    problem = _problem()
    monitor = SolveMonitor(Limits())
    best = Best(problem, monitor)
    FirstPlans(problem, best, Request()).begin(monitor.limits)
    greedy = _cost(assign_greedily(problem, Limits()))
    assert monitor.trace[0].objective == greedy
    assert best.objective is not None
    assert best.objective < 0.8 * greedy


def test_a_plan_that_follows_prices_is_better_than_the_greedys() -> None:
    problem = _problem()
    monitor = SolveMonitor(Limits())
    best = Best(problem, monitor)
    linear = Relaxation(problem).solve(Limits())
    assert linear is not None
    FirstPlans(problem, best, Request()).follow_prices(priced(problem, linear.prices), Limits())
    assert best.objective is not None
    assert best.objective < 0.8 * _cost(assign_greedily(problem, Limits()))


def test_a_start_is_never_lost() -> None:
    problem = _problem()
    first = Best(problem, SolveMonitor(Limits()))
    FirstPlans(problem, first, Request()).begin(Limits())
    assert first.x is not None
    again = Best(problem, SolveMonitor(Limits()))
    FirstPlans(problem, again, Request(seed=1, start=first.x)).begin(Limits())
    assert again.objective is not None
    assert again.objective <= _cost(first.x)


def test_a_better_plan_than_the_greedys_is_there_before_the_first_bound() -> None:
    limits = Limits(seconds=600.0)
    told: list[Event] = []

    def stop(event: Event) -> None:
        told.append(event)
        if isinstance(event, Bound) or len(told) == 2:
            limits.cancel.set()

    Kernel().solve(_problem(), Request(), SolveMonitor(limits, stop))
    assert [type(event) for event in told[:2]] == [Incumbent, Incumbent]


def test_nothing_is_improved_once_the_time_is_over() -> None:
    problem = _problem()
    monitor = SolveMonitor(Limits(seconds=0.0))
    best = Best(problem, monitor)
    plans = FirstPlans(problem, best, Request())
    plans.begin(monitor.limits)
    plans.follow(np.zeros(problem.pairs, dtype=np.int64), monitor.limits)
    assert len(monitor.trace) <= 1
