"""Numbers as people read them."""

from __future__ import annotations

import pytest

from samehands.report.tables import count, listed, metric, minutes, percent, state


def test_unknown_is_never_a_number() -> None:
    assert (minutes(None), percent(None), metric(None, "share")) == ("unknown", "unknown", "n/a")
    assert (minutes(0.0), percent(0.0), metric(0.0, "tasks")) == ("0.00", "0.0 %", "0")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9234, "share", "92.3 %"),
        (0.5, "index", "0.500"),
        (1234.0, "minutes", "1,234"),
        (1.256, "workers", "1.26"),
    ],
)
def test_a_metric_looks_as_its_unit_asks(value: float, unit: str, text: str) -> None:
    assert metric(value, unit) == text


def test_the_state_names_what_stopped_the_solve() -> None:
    assert state("no_plan", "time") == "no plan, stopped by the time limit"
    assert state("optimal", "none") == "optimal, ended by itself"


def test_nouns_follow_their_number() -> None:
    assert [count(n, "task") for n in (0, 1, 1200)] == ["0 tasks", "1 task", "1,200 tasks"]


def test_long_lists_are_cut() -> None:
    assert listed(["a", "b"], most=2) == "a, b"
    assert listed(["a", "b", "c"], most=2) == "a, b and 1 more"
