"""The best assignment so far: what is kept of what is offered."""

from __future__ import annotations

from random import Random

from drawn_problems import draw_assignment, draw_problem
from draws import draws
from samehands.problem import evaluate
from samehands.solver import Limits
from samehands.solver.incumbent import Best
from samehands.solver.monitor import SolveMonitor


def test_whoever_offers_may_go_on_writing_and_what_is_fixed_is_not_copied() -> None:
    taken = 0
    for seed in draws(60):
        rng = Random(seed)
        problem = draw_problem(rng)
        x = draw_assignment(rng, problem)
        if evaluate(problem, x).objective is None or not len(x):
            continue
        best, kept = Best(problem, SolveMonitor(Limits())), x.copy()
        assert best.offer(x)
        x[:] = 0
        assert best.x is not None
        assert (best.x == kept).all()
        other = Best(problem, SolveMonitor(Limits()))
        kept.flags.writeable = False
        assert other.offer(kept)
        assert other.x is kept
        taken += 1
    assert taken
