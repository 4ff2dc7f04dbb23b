"""Groups solved as single items: the same answers, bounds that hold, starts that are not lost."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from drawn_groups import draw_led
from draws import draws, share
from fake_engines import Double
from price_bound import compute_price_bound
from samehands.problem import SCALE, Answer, AssignmentProblem, evaluate
from samehands.solver import Limits, Request, SolveMonitor, find_engine, run, used_features
from samehands.solver.presolve.fuse_groups import Floor, reduce_problem

SEEDS = [*draws(500), 53, 66, 108, 214, 276, 421, 456]
"""The last four are problems in which it pays to leave an item of a group for want of room; the
three before them are infeasible."""


def _solved(problem: AssignmentProblem, name: str) -> Answer:
    """Return what an engine says of a problem as it is, without any reduction."""
    engine = find_engine(name)
    assert engine is not None
    return engine.solve(problem, Request(), SolveMonitor(Limits()))


@pytest.mark.parametrize("name", ["cp-sat", "milp", "kernel", "lagrangian"])
def test_an_engine_finds_the_optimum_of_the_groups_as_they_are(name: str) -> None:
    engine = find_engine(name)
    assert engine is not None
    seen = {"optimal": 0, "infeasible": 0}
    outside = 0
    for seed in SEEDS:
        problem = draw_led(Random(seed))
        asked = reduce_problem(problem)
        served = used_features(problem) <= engine.features
        if asked.fusing is None or not served:
            continue
        expected = _solved(problem, "cp-sat")
        monitor = SolveMonitor(Limits())
        said = run(engine, problem, Request(), monitor)
        assert (said.status, said.objective) == (expected.status, expected.objective), (
            f"problem {seed}"
        )
        seen[said.status] += 1
        outside += expected.objective != _solved(asked.problem, "cp-sat").objective
        if said.objective is not None:
            assert monitor.bound is not None and monitor.bound <= said.objective
            assert all(p.bound is None or p.bound <= said.objective for p in said.trace)
        if said.prices is not None and said.status == "optimal":
            assert said.objective is not None
            assert compute_price_bound(problem, said.prices) <= said.objective * SCALE
    assert seen["optimal"] >= share(30)
    assert seen["infeasible"] >= share(3)
    assert outside >= share(2)


def test_nothing_that_is_left_out_costs_less_than_the_floor() -> None:
    beaten = 0
    for seed in range(3000):
        asked = reduce_problem(draw_led(Random(seed)))
        if asked.fusing is None or not len(asked.fusing.loose.pair):
            continue
        floor = Floor(asked.fusing)
        assert floor.least is not None
        whole = _solved(asked.fusing.original, "cp-sat").objective
        fused = _solved(asked.problem, "cp-sat").objective
        if whole != fused:
            beaten += 1
            assert whole is not None and whole >= floor.least
            assert not floor.covers(fused)
        if beaten == share(20):
            return
    pytest.fail(f"only {beaten} problems in which it pays to leave an item for want of room")


def test_a_legal_start_is_never_lost() -> None:
    kept = 0
    for seed in SEEDS:
        problem = draw_led(Random(seed))
        best = _solved(problem, "cp-sat")
        if reduce_problem(problem).fusing is None or best.x is None:
            continue
        nothing = Double(
            lambda problem, request, monitor: Answer("no_plan", "time", None, None, None)
        )
        said = run(nothing, problem, Request(start=best.x), SolveMonitor(Limits()))
        assert said.objective == best.objective
        assert said.x is not None and evaluate(problem, said.x).objective == best.objective
        kept += 1
    assert kept >= share(50)


def test_an_engine_sees_single_items_with_the_start_made_whole() -> None:
    asked: list[AssignmentProblem] = []

    def solve(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        asked.append(problem)
        assert request.start is not None and len(request.start) == problem.pairs
        return _solved(problem, "cp-sat")

    for seed in SEEDS:
        problem = draw_led(Random(seed))
        if reduce_problem(problem).fusing is not None and problem.pairs:
            start = np.zeros(problem.pairs, dtype=np.int64)
            run(Double(solve), problem, Request(start=start), SolveMonitor(Limits()))
    assert sum(not problem.groups for problem in asked) >= share(50)


def test_many_items_an_agent_stay_in_their_groups() -> None:
    problem = next(
        drawn
        for drawn in map(draw_led, map(Random, SEEDS))
        if reduce_problem(drawn).fusing is not None
    )
    crowd = 61 * problem.agents
    many = replace(
        problem,
        count=np.append(problem.count, np.full(1, crowd)),
        required=np.append(problem.required, False),
        unassigned_price=np.append(problem.unassigned_price, 0),
        pair_start=np.append(problem.pair_start, problem.pairs),
        group=np.append(problem.group, -1),
        bound=np.append(problem.bound, False),
        global_unassigned=replace(problem.global_unassigned, columns=problem.items + 1),
    )
    assert reduce_problem(many).fusing is None
