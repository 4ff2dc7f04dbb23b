"""Dates in changes: the periods that they mean, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samehands.changes import apply, parse_changes
from samehands.model import Calendar, InputError, Instance, Policy
from tables import instance

# Monday 2026-03-02 is period 0, Friday 2026-03-06 period 4, without Wednesday Friday is period 3.
WEEK = Calendar(periods=5, start=date(2026, 3, 2), holidays=(date(2026, 3, 4),))


def made(*changes: dict[str, object], calendar: Calendar = WEEK) -> Instance:
    small = replace(instance(), calendar=calendar)
    return apply(parse_changes([*changes]), small, Policy())[0]


def minutes(found: Instance) -> list[int]:
    return list(found.worker("w2").minutes)


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (date(2026, 3, 3), date(2026, 3, 5), [300, 0, 0, 300, 300]),
        ("2026-03-03", "2026-03-05", [300, 0, 0, 300, 300]),
        # A holiday: from the next open day on, or until the one before.
        (date(2026, 3, 4), date(2026, 3, 6), [300, 300, 0, 0, 300]),
        (date(2026, 3, 2), date(2026, 3, 4), [0, 0, 300, 300, 300]),
        (1, date(2026, 3, 5), [300, 0, 0, 300, 300]),
        # What lies outside the calendar does not count.
        (date(2026, 2, 1), date(2026, 3, 2), [0, 300, 300, 300, 300]),
        (date(2026, 3, 9), date(2026, 4, 9), [300, 300, 300, 300, 0]),
    ],
)
def test_an_absence_may_have_dates(first: object, last: object, wanted: list[int]) -> None:
    assert minutes(made({"absent": "w2", "first": first, "last": last})) == wanted


@pytest.mark.parametrize(
    ("release", "due", "wanted"),
    [
        (date(2026, 3, 3), date(2026, 3, 6), (1, 3)),
        (date(2026, 3, 4), date(2026, 3, 4), (2, 2)),
        (date(2026, 2, 4), date(2026, 3, 4), (0, 1)),
    ],
)
def test_added_work_may_have_dates(release: date, due: date, wanted: tuple[int, int]) -> None:
    change = {"add_work": "check", "program": "CalFresh", "minutes": 20}
    tasks = made({**change, "release": release, "due": due}).tasks
    assert set(tasks.filter(kind="check").select("release", "due").rows()) == {wanted}


ADDED = {"add_work": "check", "program": "CalFresh", "minutes": 20}
NO_START = Calendar(periods=5)


@pytest.mark.parametrize(
    ("change", "calendar", "says"),
    [
        (
            {"absent": "w2", "first": date(2026, 3, 3), "last": 2},
            NO_START,
            "first: 2026-03-03 is a date, and the calendar has no start",
        ),
        (
            {"absent": "w2", "first": date(2026, 3, 5), "last": date(2026, 3, 4)},
            WEEK,
            "last: 2026-03-04 is before first",
        ),
        (
            {"absent": "w2", "first": date(2026, 4, 1), "last": date(2026, 4, 4)},
            WEEK,
            "outside the calendar, from 2026-03-02 to 2026-03-09",
        ),
        ({**ADDED, "release": date(2026, 3, 2)}, NO_START, "release: 2026-03-02 is a date"),
        (
            {**ADDED, "release": date(2026, 3, 5), "due": date(2026, 3, 3)},
            WEEK,
            "due: 2026-03-03 is before release",
        ),
        ({**ADDED, "release": date(2026, 3, 20), "due": 30}, WEEK, "after the end of the calendar"),
    ],
)
def test_dates_that_cannot_be_are_named(
    change: dict[str, object], calendar: Calendar, says: str
) -> None:
    with pytest.raises(InputError) as error:
        made(change, calendar=calendar)
    assert says in str(error.value)
