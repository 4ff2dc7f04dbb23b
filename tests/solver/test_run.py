"""One solve: what an engine says is not believed but checked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_problems import draw_problem
from fake_engines import Double, Solve, greedy_engine
from samehands.problem import (
    Answer,
    AssignmentProblem,
    Ints,
    aggregate,
    decompose,
    drop_groups,
    evaluate,
)
from samehands.solver import (
    Event,
    Limits,
    MissingError,
    RefusedError,
    Request,
    SolveMonitor,
    WrongAnswerError,
    run,
    used_features,
)


def _problem() -> AssignmentProblem:
    """Return a small problem of one part of which everything may stay unassigned."""
    for seed in range(200):
        problem = draw_problem(Random(seed))
        nothing = np.zeros(problem.pairs, dtype=np.int64)
        whole = decompose(drop_groups(problem)).parts[0].items.size == problem.items
        alone = not aggregate(drop_groups(problem)).is_smaller
        if whole and alone and problem.pairs > 2 and evaluate(problem, nothing).objective:
            return problem
    raise AssertionError("no such problem is drawn")


def _saying(answer: Answer) -> Solve:
    return lambda problem, request, monitor: answer


def _answer(x: Ints, objective: int | None, bound: int | None = None) -> Answer:
    return Answer("feasible", "none", x, objective, bound)


def test_the_objective_is_evaluated_anew() -> None:
    problem = _problem()
    nothing = np.zeros(problem.pairs, dtype=np.int64)
    double = Double(_saying(_answer(nothing, 1)))
    said = run(double, problem, Request(), SolveMonitor(Limits()))
    assert said.objective == evaluate(problem, nothing).objective != 1


def test_an_assignment_that_breaks_the_problem_is_no_answer() -> None:
    problem = _problem()
    everything = np.full(problem.pairs, 9, dtype=np.int64)
    double = Double(_saying(_answer(everything, 1)))
    with pytest.raises(WrongAnswerError, match="used too often"):
        run(double, problem, Request(), SolveMonitor(Limits()))


def test_a_bound_above_the_objective_is_no_bound() -> None:
    problem = _problem()
    nothing = np.zeros(problem.pairs, dtype=np.int64)
    cost = evaluate(problem, nothing).objective
    assert cost is not None
    honest = Double(_saying(_answer(nothing, cost, cost)))
    assert run(honest, problem, Request(), SolveMonitor(Limits())).bound == cost
    liar = Double(_saying(_answer(nothing, cost, cost + 1)))
    with pytest.raises(WrongAnswerError, match="lies above the objective"):
        run(liar, problem, Request(), SolveMonitor(Limits()))


def test_nothing_found_is_left_as_it_is() -> None:
    nothing = Answer("no_plan", "time", None, None, 7)
    said = run(Double(_saying(nothing)), _problem(), Request(), SolveMonitor(Limits()))
    assert vars(replace(said, seconds_build=0.0)) == vars(nothing)


def test_an_engine_that_cannot_run_says_why_and_is_not_started() -> None:
    events: list[Event] = []
    double = Double(greedy_engine().solve, missing="it is not installed; install it")
    with pytest.raises(MissingError, match=r"'double' cannot run: .*install it"):
        run(double, _problem(), Request(), SolveMonitor(Limits(), events.append))
    assert events == []


def test_only_what_is_used_is_asked_of_an_engine() -> None:
    simple = replace(_problem(), windows=None)
    double = Double(greedy_engine().solve)
    double.features = used_features(simple)
    run(double, simple, Request(), SolveMonitor(Limits()))
    for feature in double.features:
        double.features = used_features(simple) - {feature}
        with pytest.raises(RefusedError, match=str(feature)):
            run(double, simple, Request(), SolveMonitor(Limits()))
