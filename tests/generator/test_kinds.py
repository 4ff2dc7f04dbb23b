"""The kinds of work: names, deadlines, standing of their figures."""

from __future__ import annotations

import re

import pytest

from samehands.generator.agency import INTENSIVE
from samehands.generator.kinds import KINDS, PROGRAMS, SOURCES, Kind
from samehands.model.policy import Policy

NAMES = {
    "appraisal", "call", "change", "compliance", "disability_intake", "emergency_aid",
    "expedited_intake", "homeless_aid", "immediate_need", "intake", "lobby", "missed_interview",
    "monthly_contact", "reassessment", "recertification", "renewal", "sar7", "supportive_service",
    "transfer_in", "transfer_out", "verification",
}  # fmt: skip


def test_names_and_programs() -> None:
    assert {kind.name for kind in KINDS} == NAMES
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", kind.name) for kind in KINDS)
    assert {kind.program for kind in KINDS} == {*PROGRAMS, None}
    assert len({(kind.program, kind.name) for kind in KINDS}) == len(KINDS)
    assert set(Policy().continuity.same_day_kinds) < NAMES


@pytest.mark.parametrize(
    ("days", "unit", "working"),
    [(3, "calendar", 2), (10, "calendar", 7), (30, "calendar", 21), (45, "calendar", 32),
     (90, "calendar", 64), (7, "calendar", 5), (3, "working", 3), (0, "working", 0)],
)  # fmt: skip
def test_calendar_days_become_working_days_rounded_down(days: int, unit: str, working: int) -> None:
    kind = Kind(None, "x", 1, 1, days, "calendar" if unit == "calendar" else "working", True)
    assert kind.working_days(5 / 7) == working


def test_what_is_not_assumed_has_a_source() -> None:
    for kind in KINDS:
        sourced = any("S" in tag for tag in kind.tags)
        assert set(kind.sources) <= set(SOURCES)
        assert bool(kind.sources) == sourced, kind.name


def test_every_source_is_used() -> None:
    used = {source for kind in (*KINDS, *INTENSIVE.kinds) for source in kind.sources}
    assert set(SOURCES) - used == {"child-welfare"}


def test_impossible_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="may not be negative"):
        Kind(None, "x", -1, 1, 1, "working", True)
    with pytest.raises(ValueError, match="above 1"):
        Kind(None, "x", 1.5, 1, 1, "working", True, "form")
