"""One solve: what an engine says is not believed but checked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from doubles import Double, Solve, clerk
from drawn_problems import draw_problem
from samehands.problem import Answer, AssignmentProblem, Ints, evaluate
from samehands.solver import (
    Event,
    Limits,
    MissingError,
    Request,
    Watch,
    WrongAnswerError,
    check_engine,
    run,
)


def _problem() -> AssignmentProblem:
    """Return a small problem of which everything may stay unassigned."""
    for seed in range(200):
        problem = draw_problem(Random(seed))
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        if problem.pairs > 2 and evaluate(problem, nothing).objective:
            return problem
    raise AssertionError("no such problem is drawn")


def _saying(answer: Answer) -> Solve:
    return lambda problem, request, watch: answer


def _answer(x: Ints, objective: int | None, bound: int | None = None) -> Answer:
    return Answer("feasible", "none", x, objective, bound)


def test_the_objective_is_evaluated_anew() -> None:
    problem = _problem()
    nothing = np.zeros(problem.pairs, dtype=np.int64)
    double = Double(_saying(_answer(nothing, 1)))
    said = run(double, problem, Request(), Watch(Limits()))
    assert said.objective == evaluate(problem, nothing).objective != 1


def test_an_assignment_that_breaks_the_problem_is_no_answer() -> None:
    problem = _problem()
    everything = np.full(problem.pairs, 9, dtype=np.int64)
    double = Double(_saying(_answer(everything, 1)))
    with pytest.raises(WrongAnswerError, match="used too often"):
        run(double, problem, Request(), Watch(Limits()))


def test_a_bound_above_the_objective_is_no_bound() -> None:
    problem = _problem()
    nothing = np.zeros(problem.pairs, dtype=np.int64)
    cost = evaluate(problem, nothing).objective
    assert cost is not None
    honest = Double(_saying(_answer(nothing, cost, cost)))
    assert run(honest, problem, Request(), Watch(Limits())).bound == cost
    liar = Double(_saying(_answer(nothing, cost, cost + 1)))
    with pytest.raises(WrongAnswerError, match="lies above the objective"):
        run(liar, problem, Request(), Watch(Limits()))


def test_nothing_found_is_left_as_it_is() -> None:
    nothing = Answer("no_plan", "time", None, None, 7)
    assert run(Double(_saying(nothing)), _problem(), Request(), Watch(Limits())) == nothing


def test_an_engine_that_cannot_run_says_why_and_is_not_started() -> None:
    events: list[Event] = []
    double = Double(clerk().solve, missing="it is not installed; install it")
    with pytest.raises(MissingError, match=r"'double' cannot run: .*install it"):
        run(double, _problem(), Request(), Watch(Limits(), events.append))
    assert events == []


def test_a_problem_that_uses_little_is_refused_by_none() -> None:
    problem = _problem()
    check_engine(clerk(), problem)
    small = Double(clerk().solve)
    small.features = frozenset()
    plain = replace(
        problem,
        windows=None,
        required=np.zeros_like(problem.required),
        count=np.ones_like(problem.count),
        group=np.full_like(problem.group, -1),
        group_limit=problem.group_limit[:0],
        group_lead=problem.group_lead[:0],
        join_price=problem.join_price[:0],
        join_profile=problem.join_profile[:0],
        global_limit=problem.global_limit[:0],
        slack_price=problem.slack_price[:0],
        open_price=np.zeros_like(problem.open_price),
    )
    assert check_engine(small, plain) is None
