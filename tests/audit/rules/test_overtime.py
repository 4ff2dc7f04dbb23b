"""Overtime: the limit, and periods without regular minutes."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, with_policy, with_work
from samehands.model.plan import Plan


def busy() -> Plan:
    """Return the legal plan with 105 of 100 regular minutes of w1 in period 1."""
    return with_work(
        legal_plan(),
        remove=[("w1", "c1", "task", "t1", 0, 60)],
        add=[("w1", "c1", "task", "t1", 1, 60)],
    )


def absent() -> Plan:
    """Return the legal plan with 40 minutes of w2 in period 1, when w2 is away."""
    return with_work(
        legal_plan(),
        remove=[("w2", "c2", "task", "t3", 0, 40)],
        add=[("w2", "c2", "task", "t3", 1, 40)],
    )


@pytest.mark.rule("overtime", "feasible")
def test_up_to_the_limit() -> None:
    assert found(office(), busy()) == []
    assert found(office(), with_policy(busy(), "overtime", limit=5)) == []


@pytest.mark.rule("overtime", "infeasible")
def test_above_the_limit() -> None:
    plan = with_policy(busy(), "overtime", limit=3)
    assert found(office(), plan) == [("overtime", {"worker": "w1"}, 1, 2, "minutes")]
    assert found(office(), with_policy(plan, "overtime", enabled=False)) == []


@pytest.mark.rule("overtime", "infeasible")
def test_none_in_a_period_without_regular_minutes() -> None:
    assert found(office(), absent()) == [("overtime", {"worker": "w2"}, 1, 40, "minutes")]


def test_off_an_absence_is_still_an_absence() -> None:
    off = with_policy(absent(), "overtime", enabled=False)
    assert found(office(), off) == [("plan", {"worker": "w2"}, 1, 40, "minutes")]
    assert free_of("overtime", office(), absent())
