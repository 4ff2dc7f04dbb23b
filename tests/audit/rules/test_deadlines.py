"""Deadlines: lateness where it is forbidden."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from plans import found, free_of, legal_plan, office, with_policy, with_work
from samehands.audit import check
from samehands.model.plan import Plan


def late() -> Plan:
    """Return the legal plan with 25 of the 40 minutes of t3 after its due period 2."""
    return with_work(
        legal_plan(),
        remove=[("w2", "c2", "task", "t3", 0, 40)],
        add=[("w2", "c2", "task", "t3", 2, 15), ("w2", "c2", "task", "t3", 3, 25)],
    )


@pytest.mark.rule("deadlines", "infeasible")
def test_a_task_after_its_due_period() -> None:
    who = {"client": "c2", "worker": "w2", "task": "t3"}
    assert found(office(), late()) == [("deadlines", who, 3, 25, "minutes")]
    assert free_of("deadlines", office(), late())


@pytest.mark.rule("deadlines", "infeasible")
def test_switching_minutes_are_due_with_the_client_s_last_task() -> None:
    plan = with_work(
        legal_plan(),
        remove=[("w2", "c2", "transfer", None, 0, 15), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w2", "c2", "transfer", None, 3, 15), ("w1", "c2", "handoff", None, 3, 5)],
    )
    assert found(office(), plan) == [
        ("deadlines", {"client": "c2", "worker": "w1"}, 3, 5, "minutes"),
        ("deadlines", {"client": "c2", "worker": "w2"}, 3, 15, "minutes"),
    ]


@pytest.mark.rule("deadlines", "feasible")
def test_priced_lateness_is_allowed() -> None:
    assert found(office(), with_policy(late(), "deadlines", late="priced")) == []


def test_a_due_beyond_the_horizon_is_its_last_period() -> None:
    # t5 is due in period 9 of 0 to 3.
    plan = with_work(
        legal_plan(),
        remove=[("w3", "c3", "task", "t5", 0, 30)],
        add=[("w3", "c3", "task", "t5", 3, 30)],
    )
    assert found(office(), plan) == []


@pytest.mark.rule("deadlines", "infeasible")
def test_work_overdue_on_arrival_is_due_in_the_first_period() -> None:
    tasks = office().tasks.with_columns(due=pl.when(pl.col("id") != "t3").then("due").otherwise(-4))
    overdue = replace(office(), tasks=tasks)
    assert found(overdue, legal_plan()) == []
    first, second = check(overdue, late())
    assert (first.rule, first.when, first.by) == ("deadlines", 2, 15)
    assert (second.rule, second.when, second.by) == ("deadlines", 3, 25)
    assert first.sentence.endswith("after period 0, the last for work overdue on arrival")
    assert found(overdue, with_policy(late(), "deadlines", late="priced")) == []
