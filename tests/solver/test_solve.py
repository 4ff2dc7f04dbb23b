"""The start and the greedy plan are in hand before an engine begins, and never lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_groups import draw_led
from drawn_problems import draw_problem
from fake_engines import Double, nothing_found
from samehands.problem import Answer, AssignmentProblem, evaluate
from samehands.solver import (
    Event,
    Incumbent,
    Request,
    SolveMonitor,
    SolveOptions,
    WrongAnswerError,
    registered,
    solve,
)

NOTHING = SolveOptions(engine="double", threads=1, time_limit=5.0)
GREEDY = SolveOptions(engine="least-loaded", time_limit=None)


def _drawn(count: int) -> list[AssignmentProblem]:
    """Return drawn problems for which the greedy rule finds an assignment that does something."""
    found: list[AssignmentProblem] = []
    for seed in range(10 * count):
        problem = (draw_problem, draw_led)[seed % 2](Random(seed))
        problem = replace(problem, open_price=np.zeros_like(problem.open_price))
        x = solve(problem, GREEDY, prices=False).x
        if x is not None and x.any():
            found.append(problem)
        if len(found) == count:
            return found
    raise AssertionError("too few are drawn")


def test_where_an_engine_finds_nothing_the_greedy_plan_is_the_answer() -> None:
    for problem in _drawn(20):
        events: list[Event] = []
        asked = SolveOptions("double", 5.0, on_event=events.append)
        with registered(Double(nothing_found)):
            said = solve(problem, asked)
        known = solve(problem, GREEDY).objective
        assert (said.status, said.limit, said.objective) == ("feasible", "time", known)
        assert said.trace and said.trace[0].objective == known
        assert any(isinstance(event, Incumbent) for event in events)


def test_a_better_start_is_kept_and_a_dearer_one_is_not() -> None:
    kept = dearer = 0
    for problem in _drawn(30):
        best = solve(problem, SolveOptions("cp-sat", None, threads=1), prices=False)
        known = solve(problem, GREEDY).objective
        assert best.x is not None and best.objective is not None and known is not None
        nothing = np.zeros_like(best.x)
        with registered(Double(nothing_found)):
            assert solve(problem, NOTHING, start=best.x).objective == best.objective
            said = solve(problem, NOTHING, start=nothing).objective
        assert said == min(known, evaluate(problem, nothing).objective or known)
        kept += best.objective < known
        dearer += known < (evaluate(problem, nothing).objective or 0)
    assert kept >= 5 and dearer >= 5


def test_even_the_greedy_engine_is_no_dearer_than_a_start() -> None:
    for problem in _drawn(10):
        best = solve(problem, SolveOptions("cp-sat", None, threads=1), prices=False)
        assert solve(problem, GREEDY, start=best.x).objective == best.objective


@pytest.mark.parametrize("engine", ["cp-sat", "milp", "kernel", "lagrangian", "auto"])
def test_hardly_any_time_is_enough_for_the_greedy_plan(engine: str) -> None:
    for problem in _drawn(5):
        known = solve(problem, GREEDY).objective
        said = solve(problem, SolveOptions(engine, 1e-6, threads=1), prices=False)
        assert said.objective is not None and known is not None
        assert said.objective <= known


def test_a_cancelled_solve_looks_for_nothing() -> None:
    cancel = threading.Event()
    cancel.set()
    for problem in _drawn(3):
        with registered(Double(nothing_found)):
            said = solve(problem, SolveOptions("double", cancel=cancel))
        assert (said.status, said.x) == ("no_plan", None)


def test_an_engine_that_denies_what_is_in_hand_is_wrong() -> None:
    def deny(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        return Answer("infeasible", "none", None, None, None)

    def boast(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        return Answer("no_plan", "time", None, None, 10**12)

    for act, says in ((deny, "infeasible that has"), (boast, "lies above a known objective")):
        with registered(Double(act)), pytest.raises(WrongAnswerError, match=says):
            for problem in _drawn(8):
                solve(problem, NOTHING)
