"""Parts solved apart: the same status and optimum, sums all the way, prices put together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from answers import EXACT
from drawn_problems import draw_assignment
from draws import draws, share
from fake_engines import Double
from samehands.problem import SCALE, Answer, AssignmentProblem, Prices, drop_groups, evaluate
from samehands.solver import (
    Engine,
    Feature,
    Limits,
    Request,
    SolveMonitor,
    find_engine,
    run,
    used_features,
)
from samehands.solver.presolve.decompose import solve_apart
from samehands.solver.prices import free_bound, priced
from several import draw_several

SEEDS = draws(80)

INFEASIBLE = (18, 22)
"""Two of the problems without any assignment."""


def _engine(name: str) -> Engine:
    found = find_engine(name)
    assert found is not None
    return found


def _priced(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
    """Solve exactly, and hand over prices that prove something."""
    said = _engine("cp-sat").solve(problem, request, monitor)
    if said.status != "optimal":
        return said
    draw = np.random.default_rng(problem.pairs)
    rows = draw.integers(0, 2 * SCALE, problem.capacity.shape)
    global_rows = draw.integers(0, 2 * SCALE, problem.global_limit.shape)
    return replace(said, prices=Prices(rows, global_rows))


@pytest.mark.parametrize("name", EXACT)
def test_apart_is_worth_as_much_as_together(name: str) -> None:
    seen = {"optimal": 0, "infeasible": 0}
    for seed in sorted({*SEEDS, *INFEASIBLE}):
        rng = Random(seed)
        problem = draw_several(rng)
        if not used_features(problem) <= _engine(name).features:
            continue
        whole = _engine("cp-sat").solve(problem, Request(), SolveMonitor(Limits()))
        start = draw_assignment(rng, problem)
        monitor = SolveMonitor(Limits())
        bundle = rng.choice([1, 4])
        said = solve_apart(_engine(name), problem, Request(0, 1, start), monitor, bundle)
        assert (said.status, said.objective) == (whole.status, whole.objective)
        assert said.limit == "none"
        if said.x is not None:
            assert evaluate(problem, said.x).objective == said.objective == said.bound
            assert (monitor.objective, monitor.bound) == (said.objective, said.bound)
        seen[said.status] += 1
    assert min(seen.values()) >= share(8)


def test_the_sums_of_the_trace_are_true_at_any_time() -> None:
    several = 0
    for seed in SEEDS:
        problem = draw_several(Random(seed))
        monitor = SolveMonitor(Limits())
        said = solve_apart(_engine("cp-sat"), problem, Request(), monitor, 1)
        if said.objective is None:
            continue
        for point in said.trace:
            assert point.objective is None or point.objective >= said.objective
            assert point.bound is None or point.bound <= said.objective
        several += "parts" in said.detail
    assert several >= share(10)


def test_a_solve_cancelled_halfway_has_an_answer_of_every_part() -> None:
    kept = 0
    for seed in SEEDS:
        problem = draw_several(Random(seed))
        limits = Limits()

        def solve(
            part: AssignmentProblem,
            request: Request,
            monitor: SolveMonitor,
            limits: Limits = limits,
        ) -> Answer:
            if monitor.limits.cancel.is_set():
                assert request.start is not None
                cost = evaluate(part, request.start).objective
                return Answer("feasible", "interrupted", request.start, cost, None)
            limits.cancel.set()
            return _engine("cp-sat").solve(part, replace(request), SolveMonitor(Limits()))

        best = _engine("cp-sat").solve(problem, Request(), SolveMonitor(Limits()))
        if best.x is None or not problem.pairs:
            continue
        said = solve_apart(Double(solve), problem, Request(0, 1, best.x), SolveMonitor(limits), 1)
        assert said.objective is not None
        assert said.objective == best.objective
        assert (said.status, said.limit) in [("optimal", "none"), ("feasible", "interrupted")]
        assert said.bound is None or free_bound(problem) <= said.bound <= said.objective
        kept += said.status == "feasible"
    assert kept >= share(10)


def test_time_is_shared_and_what_is_left_goes_on() -> None:
    problem = next(
        drawn
        for drawn in map(draw_several, map(Random, range(99)))
        if len({*drawn.pair_agent.tolist()}) > 4 and not drawn.required.any()
    )
    shares: list[tuple[int, float]] = []

    def solve(part: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        left, work = monitor.limits.left(), monitor.limits.work
        assert left is not None
        assert work is not None
        shares.append((part.pairs, work))
        assert left <= 100.0
        return Answer("no_plan", "work", None, None, None)

    said = solve_apart(Double(solve), problem, Request(), SolveMonitor(Limits(100.0, work=8.0)), 1)
    assert (said.status, said.limit) == ("no_plan", "work")
    assert said.bound is not None
    assert sum(work for _, work in shares) == pytest.approx(8.0)
    assert shares == sorted(shares)


def test_prices_of_the_parts_prove_the_sum_of_their_bounds() -> None:
    met = 0
    for seed in SEEDS:
        problem = drop_groups(draw_several(Random(seed)))
        parts: list[int] = []

        def solve(
            part: AssignmentProblem,
            request: Request,
            monitor: SolveMonitor,
            parts: list[int] = parts,
        ) -> Answer:
            said = _priced(part, request, monitor)
            if said.prices is not None:
                parts.append(priced(part, said.prices).bound)
            return said

        said = solve_apart(Double(solve), problem, Request(), SolveMonitor(Limits()), 1)
        if said.prices is None or said.objective is None:
            continue
        bound = priced(problem, said.prices).bound
        assert bound <= said.objective * SCALE
        met += bool(parts) and bound >= sum(parts)
    assert met >= share(15)


def test_identical_items_are_one_to_an_engine_that_serves_counts() -> None:
    problem = next(
        drawn
        for drawn in map(draw_several, map(Random, range(999)))
        if used_features(drawn) <= {Feature.COUNTS, Feature.SLACKS} and drawn.pairs > 4
    )
    counted: list[int] = []

    def solve(part: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        counted.append(int(part.count.sum()))
        return _engine("cp-sat").solve(part, request, monitor)

    twice = Double(solve)
    said = run(twice, problem, Request(), SolveMonitor(Limits()))
    assert said.status == "optimal"
    assert sum(counted) <= problem.count.sum()
