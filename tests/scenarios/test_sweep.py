"""One field of the policy over values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agencies import agency
from answers import optimum
from fake_engines import Double
from samehands.audit import check
from samehands.changes import SetValue, apply
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.problem import Answer, AssignmentProblem
from samehands.scenarios.point import Point
from samehands.scenarios.sweep import sweep
from samehands.solver import Request, SolveMonitor, SolveOptions, find_engine, registered
from tables import client, instance_of, task, worker

QUICK = SolveOptions(engine="kernel", time_limit=300, threads=1)
GREEDY = SolveOptions(engine="least-loaded")
SMALL = instance_of(
    [client(f"c{at}", worker=f"w{at % 2}") for at in range(4)],
    [worker("w0", minutes=100), worker("w1", minutes=100)],
    [task(f"t{at}", f"c{at}", minutes=170, due=at) for at in range(4)],
    periods=4,
)
# Whoever takes the first due to the least loaded worker finds no room for the last task.
TIGHT = instance_of(
    [client(f"c{at}") for at in range(5)],
    [worker("w0", minutes=100), worker("w1", minutes=100)],
    [task(f"t{at}", f"c{at}", minutes=size) for at, size in enumerate((30, 30, 40, 50, 50))],
    periods=1,
)


def test_every_point_is_the_optimum_and_in_the_order_asked_for() -> None:
    values = (60, 0, 30)
    curve = sweep(SMALL, Policy(), "overtime.limit", values, options=QUICK)
    assert (curve.law, [point.value for point in curve.points]) == ("larger relaxes", [60, 0, 30])
    for point in curve.points:
        policy = apply([SetValue(set="overtime.limit", to=point.value)], SMALL, Policy())[1]
        least = optimum(SMALL, policy)
        assert least is not None and point.objective == point.bound == least / 1000
        assert point.plan is not None and check(SMALL, point.plan) == []
        assert point.plan.policy == policy
        assert point.metric("overtime_minutes") is not None


def test_an_engine_that_proves_nothing_still_keeps_the_law() -> None:
    values = (8, 10, 12, 20, "none")
    curve = sweep(agency("toy"), Policy(), "caseload.cap", values, options=GREEDY)
    costs = [point.objective for point in curve.points]
    assert None not in costs and costs == sorted(costs, key=lambda cost: -(cost or 0))
    bounds = [point.bound for point in curve.points]
    assert None not in bounds and bounds == sorted(bounds, key=lambda bound: -(bound or 0))


def _worse_each_time() -> Double:
    """Return an engine that has a plan at first alone, and a worse bound wherever it is easier."""
    solves: list[int] = []
    exact = find_engine("cp-sat")
    assert exact is not None

    def solve(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        solves.append(1)
        said = exact.solve(problem, request, monitor)
        assert said.x is not None and said.status == "optimal"
        if len(solves) == 1:
            return replace(said, status="feasible", bound=1000)
        return replace(said, status="no_plan", x=None, objective=None, bound=len(solves) * 1000)

    return Double(solve, ruled=True)


def test_plans_are_taken_over_where_the_law_gives_better_ones() -> None:
    asking = SolveOptions(engine="double", time_limit=20)
    with registered(_worse_each_time()):
        policy = Policy().without("caseload")
        curve = sweep(TIGHT, policy, "overtime.limit", (0, 3, 6), options=asking)
    first, second, third = curve.points
    assert first.objective == second.objective == third.objective == 7.5
    assert first.bound is not None and second.bound is not None and third.bound is not None
    assert first.bound >= second.bound >= third.bound >= 3
    for point, limit in ((second, 3), (third, 6)):
        assert point.plan is not None and check(TIGHT, point.plan) == []
        assert point.plan.policy.overtime.limit == limit


def test_what_follows_no_law_stands_alone() -> None:
    faster = Policy.model_validate({"skills": {"specialist_speedup": 0.2}})
    curve = sweep(SMALL, faster, "skills.enabled", (True, False), options=GREEDY)
    assert curve.law == ""
    assert all(point.inherited == () for point in curve.points)


def test_words_and_truth_values_can_be_swept() -> None:
    even = Policy().without("caseload")
    scope = sweep(SMALL, even, "pool.scope", ("county", "office"), options=GREEDY)
    assert (scope.law, [point.label for point in scope.points]) == (
        "later relaxes",
        ["county", "office"],
    )
    flag = sweep(SMALL, Policy(), "moves.enabled", (True, False), options=QUICK)
    costs = [point.objective for point in flag.points]
    assert costs[0] is not None and costs[1] is not None and costs[0] >= costs[1]


def test_every_wrong_value_is_named_before_anything_is_solved() -> None:
    with pytest.raises(InputError) as caught:
        sweep(SMALL, Policy(), "overtime.limit", (-1, 30, "x"), options=QUICK)
    assert len(caught.value.problems) == 2
    for setting, values in (
        ("overtime.limits", (1,)),
        ("overtime.limit", ()),
        ("overtime.limit", (1, 1)),
        ("overtime.price", (5.0,)),
    ):
        with pytest.raises(InputError):
            sweep(SMALL, Policy(), setting, values, options=QUICK)


def test_a_point_without_a_plan_has_no_gap_and_no_metric() -> None:
    point = Point(
        value=1,
        label="1",
        status="no_plan",
        limit="time",
        objective=None,
        objective_parts={},
        bound=None,
        bound_kind="none",
    )
    assert (point.gap_minutes, point.metric("hand_offs")) == (None, None)
