"""The kernel engine at scale, on problems small enough to try every assignment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
from numba.core import event as numba_event

from drawn_problems import draw_problem
from draws import draws
from plain_problem import plain_optimum
from samehands.problem import SCALE, AssignmentProblem, Prices, evaluate
from samehands.solver import Limits, Request, SolveMonitor
from samehands.solver.column_generation import CODE, PatternPipeline, supports
from samehands.solver.column_generation.patterns import Patterns
from samehands.solver.column_generation.pipeline import Teller
from samehands.solver.column_generation.refine import Refinement
from samehands.solver.prices import priced

PROBLEMS = len(draws(60))


def _drawn() -> list[AssignmentProblem]:
    drawn = (draw_problem(Random(seed)) for seed in range(PROBLEMS))
    return [problem for problem in drawn if supports(problem)]


@pytest.mark.parametrize("threads", [1, 2])
def test_its_assignments_are_legal_and_its_bounds_true(threads: int) -> None:
    """With two threads plans are sought while the program is solved."""
    assert CODE.wait(Limits())
    found = best = closed = 0
    for problem in _drawn():
        optimum = plain_optimum(problem)
        monitor = SolveMonitor(Limits(seconds=0.4))
        pipeline = PatternPipeline(problem, Request(threads=threads), monitor)
        pipeline.run()
        if optimum is None:
            assert pipeline.best.x is None
            continue
        assert monitor.bound is None or monitor.bound <= optimum
        if pipeline.best.x is not None:
            objective = evaluate(problem, pipeline.best.x).objective
            assert objective is not None
            assert objective == pipeline.best.objective
            assert objective >= optimum
            found += 1
            best += objective == optimum
            closed += monitor.bound == objective
    assert found > PROBLEMS // 4
    assert best > found // 2
    assert closed > 0


def test_plans_sought_beside_the_program_are_found_and_end_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert CODE.wait(Limits())
    seen: list[bool] = []
    chain = Refinement.chain

    def chaining(
        refinement: Refinement, seen_patterns: Patterns, is_over: Callable[[], bool] | None = None
    ) -> int:
        saved = chain(refinement, seen_patterns, is_over)
        if is_over is not None:
            seen.append(saved > 0)
        return saved

    monkeypatch.setattr(Refinement, "chain", chaining)
    for problem in _drawn():
        PatternPipeline(problem, Request(threads=2), SolveMonitor(Limits(seconds=0.4))).run()
    assert seen


def test_the_last_prices_are_told_and_an_error_of_telling_is_not_lost() -> None:
    go_on, told = threading.Event(), list[int]()

    def tell(number: Any) -> None:
        assert go_on.wait(60.0)
        if number == 5:
            raise ValueError("five")
        told.append(number)

    teller = Teller(tell)
    numbers: list[Any] = [1, 2, 3]
    for number in numbers:
        teller.tell(number)
    teller.tell(numbers[-1])
    go_on.set()
    teller.wait()
    # The first has begun or not; the second waits for it and is passed over.
    assert told[-1] == 3
    assert told.count(3) == 1
    assert 2 not in told
    teller.tell(numbers[0] + 4)
    with pytest.raises(ValueError, match="five"):
        teller.wait()
    teller.close()


def test_what_is_compiled_beforehand_serves_every_problem() -> None:
    """An array whose numbers stand in another order would be compiled for amid a solve."""
    assert CODE.wait(Limits())
    event: Any = numba_event
    several = 0
    for seed in draws(12):
        problem = draw_problem(Random(seed))
        if not supports(problem):
            continue
        pipeline = PatternPipeline(problem, Request(), SolveMonitor(Limits(seconds=1.0)))
        with event.install_recorder("numba:compile") as compiled:
            pipeline.run()
        assert compiled.buffer == []
        several += problem.agents > 1 and problem.resources > 1
    assert several


def test_it_refuses_prices_of_using_an_agent() -> None:
    refused = [
        seed
        for seed in range(PROBLEMS)
        if np.any(draw_problem(Random(seed)).open_price) and supports(draw_problem(Random(seed)))
    ]
    assert refused == []
    assert len(_drawn()) < PROBLEMS


def test_prices_to_begin_with_make_no_bound_false_and_none_worse() -> None:
    """Any prices may be given: those of the same problem, or any others."""
    assert CODE.wait(Limits())
    kept = 0
    for seed, problem in enumerate(_drawn()):
        optimum = plain_optimum(problem)
        if optimum is None:
            continue
        first = PatternPipeline(problem, Request(), SolveMonitor(Limits(seconds=0.4)))
        first.run()
        random = np.random.default_rng(seed)
        shape, rows = problem.capacity.shape, len(problem.global_limit)
        other = Prices(random.integers(0, 9_000, shape), random.integers(0, 9_000, rows))
        for prices in (first.prices, other):
            if prices is None:
                continue
            monitor = SolveMonitor(Limits(seconds=0.4))
            again = PatternPipeline(problem, Request(prices=prices), monitor)
            again.run()
            assert monitor.bound is None or monitor.bound <= optimum
            if prices is first.prices and again.prices is not None:
                assert priced(problem, again.prices).bound >= priced(problem, prices).bound - SCALE
                kept += 1
    assert kept > PROBLEMS // 8
