"""The gap in its three forms, and a plan that is not there."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from plans import office
from samehands.model import NoPlanError, Policy
from samehands.planning import Result, solve
from samehands.planning.result import require_plan


@pytest.fixture(scope="module")
def result() -> Result:
    """Return a result with a plan."""
    return solve(office(), Policy(), engine="least-loaded")


@pytest.mark.parametrize(
    ("objective", "bound", "work", "minutes", "gap", "of_work"),
    [
        (120.0, 90.0, 600, 30.0, 0.25, 0.05),
        (0.5, 0.25, 100, 0.25, 0.25, 0.0025),  # of one minute at least
        (0.0, 0.0, 100, 0.0, 0.0, 0.0),  # nothing is a cost, and zero a bound
        (100.0, 100.0, 0, 0.0, 0.0, None),  # no work to compare with
        (100.0, None, 100, None, None, None),
        (None, 90.0, 100, None, None, None),
        (0.3, 0.1, 10, 0.2, 0.2, 0.02),  # no noise of binary fractions
    ],
)
def test_the_gap_is_told_in_minutes_against_the_work_and_relative(
    result: Result,
    objective: float | None,
    bound: float | None,
    work: int,
    minutes: float | None,
    gap: float | None,
    of_work: float | None,
) -> None:
    update = {"objective": objective, "bound": bound, "task_minutes": work}
    changed = result.model_copy(update=update)
    assert (changed.gap_minutes, changed.gap, changed.gap_work) == (minutes, gap, of_work)


def test_a_plan_that_is_not_there_raises_where_one_is_needed(result: Result) -> None:
    assert result.has_plan
    assert result.plan is require_plan(result)
    nothing = result.model_copy(update={"plan": None, "status": "no_plan", "limit": "time"})
    assert not nothing.has_plan
    with pytest.raises(NoPlanError, match="status no_plan, limit time"):
        require_plan(nothing)


def test_a_result_cannot_be_changed(result: Result) -> None:
    field = "objective"
    with pytest.raises(ValidationError, match="frozen"):
        setattr(result, field, 0.0)
