"""The kernel engine under limits: a step that does not end costs neither the plan nor the limit."""

from __future__ import annotations

import threading
from random import Random

import pytest

from drawn_problems import draw_problem
from samehands.problem import AssignmentProblem, evaluate
from samehands.solver import Feature, Limits, Request, SolveMonitor, kernel, used_features
from samehands.solver.column_generation import PatternPipeline, supports
from samehands.solver.kernel import Kernel
from samehands.solver.linear.relaxation import Sifted, Sifting


def _problems() -> list[AssignmentProblem]:
    drawn = (draw_problem(Random(seed)) for seed in range(60))
    return [problem for problem in drawn if Feature.OPEN_PRICES not in used_features(problem)]


def test_the_plan_in_hand_is_kept_where_the_linear_program_never_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung = threading.Event()

    def hang(self: Sifting) -> Sifted | None:
        hung.wait(600.0)
        return None

    monkeypatch.setattr(Sifting, "run", hang)
    kept = 0
    for problem in _problems()[:6]:
        answer = Kernel().solve(problem, Request(), SolveMonitor(Limits(seconds=0.3)))
        assert answer.limit == "time"
        if answer.x is not None:
            assert evaluate(problem, answer.x).objective == answer.objective
            kept += 1
    hung.set()
    assert kept > 0


@pytest.mark.parametrize("timed", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
def test_large_problems_with_groups_or_windows_go_over_patterns(
    timed: bool, grouped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[bool] = []
    run = PatternPipeline.run

    def running(pipeline: PatternPipeline) -> bool:
        ran.append(True)
        return run(pipeline)

    monkeypatch.setattr(PatternPipeline, "run", running)
    monkeypatch.setattr(kernel, "MOST_PAIRS", 0)
    drawn = (draw_problem(Random(seed)) for seed in range(1000))
    problem = next(
        one
        for one in drawn
        if supports(one)
        and one.pairs
        and (one.windows is not None) == timed
        and (one.groups > 0) == grouped
    )
    Kernel().solve(problem, Request(), SolveMonitor(Limits(seconds=1.0)))
    assert bool(ran) == (timed or grouped)
