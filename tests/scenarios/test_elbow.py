"""The elbow of a curve."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehands.scenarios.frontier import find_elbow


def test_the_point_farthest_below_the_line() -> None:
    found = find_elbow([100, 40, 30, 20], [100, 40, 30, 20])
    assert (found.at, found.is_sure) == (1, True)
    assert found.depth == pytest.approx(100 - 80 / 3 - 40, abs=0.001)


@pytest.mark.parametrize("costs", [[], [1.0], [2.0, 1.0], [3.0, 2.0, 1.0], [3.0, 2.9, 1.0]])
def test_a_straight_or_bulging_line_has_none(costs: list[float]) -> None:
    assert find_elbow(costs, list(costs)).at is None


def test_gaps_can_leave_open_which_one_it_is() -> None:
    costs = [100.0, 40.0, 31.0, 20.0]
    assert not find_elbow(costs, [100.0, 40.0, 5.0, 5.0]).is_sure
    assert not find_elbow(costs, [100.0, None, 31.0, 20.0]).is_sure


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), min_size=3, max_size=6),
    st.data(),
)
def test_a_sure_elbow_is_the_elbow_wherever_the_best_plans_lie(
    points: list[tuple[int, int]], data: st.DataObject
) -> None:
    costs = [float(cost) for cost, _ in points]
    bounds = [float(cost - gap) for cost, gap in points]
    found = find_elbow(costs, bounds)
    best = [
        float(data.draw(st.integers(int(low), int(high))))
        for low, high in zip(bounds, costs, strict=True)
    ]
    if found.is_sure:
        assert find_elbow(best, list(best)).at in (found.at, None)
