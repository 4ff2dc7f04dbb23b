"""Which problems the kernel engine solves over patterns."""

from __future__ import annotations

from random import Random

import pytest

from drawn_problems import draw_problem
from samehands.solver import Limits, Request, SolveMonitor
from samehands.solver.column_generation import PatternPipeline, supports
from samehands.solver.kernel import Kernel, engine


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
    monkeypatch.setattr(engine, "MOST_PAIRS", 0)
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
