"""Two engines side by side: the first proof ends both, what each knows counts for both."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from random import Random

import pytest

from drawn_problems import draw_problem
from fake_engines import Double, Solve, greedy_engine
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import (
    Engine,
    Limits,
    Request,
    SolveMonitor,
    SolveOptions,
    choose,
    solve,
)
from samehands.solver.automatic import race


def _problem() -> AssignmentProblem:
    """Return a small problem for which the greedy rule finds an assignment."""
    for seed in range(100):
        problem = draw_problem(Random(seed))
        said = solve(problem, SolveOptions("least-loaded", None), prices=False)
        if said.objective and problem.rows.rows > 1:
            return problem
    raise AssertionError("no such problem is drawn")


PROBLEM = _problem()
KNOWN = solve(PROBLEM, SolveOptions("least-loaded", None), prices=False)
RELEASED = threading.Event()


def _ask(engine: Engine, request: Request, monitor: SolveMonitor) -> Answer:
    return engine.solve(PROBLEM, request, monitor)


def _raced(
    engines: Sequence[Engine], limits: Limits | None = None
) -> tuple[Engine, Answer, SolveMonitor]:
    monitor = SolveMonitor(limits or Limits(seconds=60.0))
    engine, answer = race(engines, _ask, Request(threads=2), monitor)
    return engine, answer, monitor


def _prove(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    assert request.threads == 1 and KNOWN.objective is not None
    monitor.new_incumbent(KNOWN.objective)
    return Answer("optimal", "none", KNOWN.x, KNOWN.objective, KNOWN.objective)


def _wait(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Heed the cancel alone."""
    assert monitor.limits.cancel.wait(60.0)
    return Answer("no_plan", "interrupted", None, None, None)


def _hang(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Heed nothing."""
    RELEASED.wait(60.0)
    return Answer("no_plan", "interrupted", None, None, None)


@pytest.mark.parametrize("other", [_wait, _hang])
def test_a_proof_ends_both_and_nobody_waits_for_who_does_not_listen(other: Solve) -> None:
    proving, waiting = Double(_prove, "proving"), Double(other, "waiting")
    for engines in ([proving, waiting], [waiting, proving]):
        engine, answer, monitor = _raced(engines)
        assert (engine.name, answer.status, answer.limit) == ("proving", "optimal", "none")
        assert monitor.limits.left() != 0.0
    RELEASED.set()


def test_a_plan_of_one_and_a_bound_of_the_other_close_the_gap() -> None:
    def find(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        assert KNOWN.objective is not None
        monitor.new_incumbent(KNOWN.objective)
        assert monitor.limits.cancel.wait(60.0)
        return Answer("feasible", "interrupted", KNOWN.x, KNOWN.objective, None)

    def bound(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        assert KNOWN.objective is not None
        monitor.new_bound(KNOWN.objective)
        assert monitor.limits.cancel.wait(60.0)
        return Answer("no_plan", "interrupted", None, None, KNOWN.objective)

    engine, answer, _ = _raced([Double(bound, "bound"), Double(find, "find")])
    assert (engine.name, answer.status, answer.limit) == ("find", "optimal", "none")
    assert answer.objective == answer.bound == KNOWN.objective


def test_the_callers_cancel_and_limit_reach_both() -> None:
    cancel = threading.Event()
    timer = threading.Timer(0.1, cancel.set)
    timer.start()
    _, answer, _ = _raced([Double(_wait), Double(_wait)], Limits(cancel=cancel))
    assert (answer.status, answer.limit) == ("no_plan", "interrupted")
    timer.join()
    _, answer, _ = _raced([Double(_wait), Double(_wait)], Limits(seconds=0.05))
    assert (answer.status, answer.limit) == ("no_plan", "time")


def test_what_an_engine_raises_is_raised() -> None:
    def fail(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        raise ArithmeticError("planted")

    with pytest.raises(ArithmeticError, match="planted"):
        _raced([Double(_wait), Double(fail)])


def test_small_problems_of_many_rows_are_given_to_both_general_solvers() -> None:
    name, _ = choose(PROBLEM)
    assert name == "milp"
    both = solve(PROBLEM, SolveOptions(time_limit=None, threads=2))
    alone = solve(PROBLEM, SolveOptions(time_limit=None, threads=1))
    exact = solve(PROBLEM, SolveOptions("cp-sat", None, threads=1))
    assert both.reason.endswith("milp and cp-sat side by side")
    assert (alone.engine, "side by side" in alone.reason) == ("milp", False)
    assert both.objective == alone.objective == exact.objective
    assert both.engine in ("milp", "cp-sat") and greedy_engine().name != both.engine
