"""What points of a curve take over from each other."""

from __future__ import annotations

from samehands.planning.restricted import Outcome
from samehands.scenarios.point import Point, enforce_monotonicity

PLAIN = Point(
    value=0,
    label="",
    status="feasible",
    limit="time",
    objective=None,
    objective_parts={},
    bound=None,
    bound_kind="none",
)


def _carry(stricter: Point, relaxed: Point) -> Outcome | None:
    return Outcome("feasible", "none", None, None, stricter.objective, None, {}, None, "carried")


def _points(*numbers: tuple[float | None, float | None]) -> list[Point]:
    return [
        PLAIN.model_copy(
            update={
                "objective": cost,
                "bound": bound,
                "bound_kind": "none" if bound is None else "reported",
            }
        )
        for cost, bound in numbers
    ]


def test_plans_go_downhill_and_bounds_uphill() -> None:
    found = enforce_monotonicity(_points((9, 1), (12, None), (None, 5), (8, 2)), _carry)
    assert [(point.objective, point.bound) for point in found] == [(9, 5), (9, 5), (9, 5), (8, 2)]
    assert [point.inherited for point in found] == [("bound",), ("plan", "bound"), ("plan",), ()]


def test_a_point_without_a_plan_does_not_stop_a_plan_on_its_way() -> None:
    def carry(stricter: Point, relaxed: Point) -> Outcome | None:
        return None if relaxed.objective is None else _carry(stricter, relaxed)

    found = enforce_monotonicity(_points((9, 1), (None, 1), (12, 1)), carry)
    assert [point.objective for point in found] == [9, None, 9]


def test_a_bound_that_reaches_the_cost_proves_it() -> None:
    found = enforce_monotonicity(_points((9, 1), (9, 9)), _carry)
    assert [(point.status, point.limit) for point in found] == [("optimal", "none")] * 2


def test_what_is_impossible_is_impossible_under_stricter_rules() -> None:
    points = [PLAIN, PLAIN.model_copy(update={"status": "infeasible", "limit": "none"})]
    assert [point.status for point in enforce_monotonicity(points, _carry)] == [
        "infeasible",
        "infeasible",
    ]


def test_nothing_is_taken_over_that_cannot_be_valued() -> None:
    found = enforce_monotonicity(_points((9, 1), (12, 0)), lambda stricter, relaxed: None)
    assert [point.objective for point in found] == [9, 12]
