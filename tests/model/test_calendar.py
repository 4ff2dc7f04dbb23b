"""Periods and days of a calendar, against one that walks from day to day."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import examples
from samehands.generator.kinds import KINDS
from samehands.model import Calendar, InputError
from samehands.model.calendar import WEEKDAYS, day_words
from samehands.model.checks.messages import load

EXAMPLE = Path(__file__).parents[2] / "examples" / "calendars" / "los-angeles.toml"
DAY = timedelta(days=1)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    start = draw(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
    near = st.integers(-40, 60).map(lambda days: start + timedelta(days=days))
    return Calendar(
        periods=draw(st.integers(1, 40)),
        start=start,
        weekdays=tuple(draw(st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True))),
        holidays=tuple(draw(st.lists(near, max_size=8, unique=True))),
    )


def is_open(calendar: Calendar, day: date) -> bool:
    return WEEKDAYS[day.weekday()] in calendar.weekdays and day not in calendar.holidays


def walk(calendar: Calendar, day: date, step: timedelta) -> date:
    while not is_open(calendar, day):
        day += step
    return day


@settings(max_examples=examples(60))
@given(calendar=calendars(), away=st.integers(-60, 90))
def test_days_become_the_periods_that_a_walk_from_day_to_day_counts(
    calendar: Calendar, away: int
) -> None:
    assert calendar.start is not None
    first = walk(calendar, calendar.start, DAY)
    day = first + timedelta(days=away)
    assert calendar.is_open(day) == is_open(calendar, day)
    for found, rounded in (
        (calendar.periods_from(np.array([day], dtype="datetime64[D]")), walk(calendar, day, DAY)),
        (calendar.periods_until(np.array([day], dtype="datetime64[D]")), walk(calendar, day, -DAY)),
    ):
        low, high = min(first, rounded), max(first, rounded)
        between = sum(is_open(calendar, low + DAY * at) for at in range((high - low).days))
        assert found.tolist() == [between if rounded >= first else -between]
        assert calendar.day(int(found[0])) == rounded


def test_without_a_start_no_period_has_a_day() -> None:
    assert Calendar().day(3) is None
    assert day_words(Calendar(), 3) == "3"


def test_what_lies_beyond_the_year_9999_has_no_day() -> None:
    assert Calendar(start=date(2026, 11, 2)).day(10_000_000) is None


NOVEMBER = Calendar(
    periods=18, start=date(2026, 11, 2), holidays=(date(2026, 11, 26), date(2026, 11, 27))
)


@pytest.mark.parametrize(
    ("statute", "opened", "due"),
    [
        ("30 calendar days", date(2026, 11, 2), date(2026, 12, 2)),
        ("3 calendar days", date(2026, 11, 26), date(2026, 11, 29)),
        ("1 calendar day", date(2026, 11, 30), date(2026, 12, 1)),
        ("3 business days", date(2026, 11, 2), date(2026, 11, 5)),
        ("1 business day", date(2026, 11, 25), date(2026, 11, 30)),
        # A Saturday counts as the Monday after it.
        ("1 business day", date(2026, 11, 7), date(2026, 11, 10)),
        ("same business day", date(2026, 11, 7), date(2026, 11, 9)),
        ("same business day", date(2026, 11, 9), date(2026, 11, 9)),
        ("end of month", date(2026, 11, 3), date(2026, 11, 30)),
        ("end of month", date(2028, 2, 1), date(2028, 2, 29)),
        ("end of month, at least 3 business days", date(2026, 11, 3), date(2026, 11, 30)),
        ("end of month, at least 3 business days", date(2026, 11, 25), date(2026, 12, 2)),
    ],
)
def test_a_statute_counts_from_the_day_on_which_work_is_opened(
    statute: str, opened: date, due: date
) -> None:
    assert NOVEMBER.due_day(opened, statute) == due


@pytest.mark.parametrize("statute", ["30 days", "three business days", "", "end of months"])
def test_a_statute_in_other_words_is_refused(statute: str) -> None:
    with pytest.raises(ValueError, match="write e"):
        NOVEMBER.due_day(date(2026, 11, 2), statute)
    (fault,) = load(Calendar, {"statutes": {"intake": statute}}, "calendar").problems
    assert fault.field == "statutes.intake"
    assert "'3 business days'" in fault.message


def nth(year: int, month: int, weekday: int, number: int) -> date:
    days = [date(year, month, 1) + DAY * at for at in range(31)]
    there = [day for day in days if day.month == month and day.weekday() == weekday]
    return there[number]


def observed(day: date) -> date:
    return day + {5: -DAY, 6: DAY}.get(day.weekday(), 0 * DAY)


def test_the_example_has_the_holidays_of_its_two_years() -> None:
    wanted: set[date] = {observed(date(2028, 1, 1))}
    for year in (2026, 2027):
        wanted |= {observed(date(year, *day)) for day in ((1, 1), (6, 19), (7, 4), (11, 11))}
        wanted.add(observed(date(year, 12, 25)))
        wanted |= {nth(year, 1, 0, 2), nth(year, 2, 0, 2), nth(year, 3, 0, -1)}
        wanted |= {nth(year, 5, 0, -1), nth(year, 9, 0, 0), nth(year, 10, 0, 1)}
        wanted |= {nth(year, 11, 3, 3), nth(year, 11, 3, 3) + DAY}
    loaded = load(Calendar, tomllib.loads(EXAMPLE.read_text(encoding="utf-8")), "calendar")
    assert not loaded.problems
    assert {*loaded.model.holidays} == wanted
    assert loaded.model.first_day == date(2026, 11, 2)
    assert loaded.model.last_day == date(2026, 11, 30)


def test_the_example_has_a_statute_for_every_kind_of_a_generated_agency() -> None:
    calendar = load(Calendar, tomllib.loads(EXAMPLE.read_text(encoding="utf-8")), "calendar").model
    units = {"calendar": "calendar day", "working": "business day"}
    for kind in KINDS:
        statute = calendar.statute_of(kind.program or "", kind.name)
        if kind.due_unit == "month end":
            least = f", at least {kind.due} business days" if kind.due else ""
            assert statute == f"end of month{least}"
        elif kind.due == 0:
            assert statute == "same business day"
        else:
            assert statute == f"{kind.due} {units[kind.due_unit]}" + "s" * (kind.due > 1)


def test_a_calendar_made_by_keywords_names_every_fault() -> None:
    with pytest.raises(InputError) as caught:
        Calendar(periods=0, start="2026-11-02")  # type: ignore[arg-type]  # what a caller may give
    told = str(caught.value)
    assert "calendar, periods: 0 is not right; it must be a whole number from 1 to 2000" in told
    assert "calendar, start: '2026-11-02' is not right; it must be a date" in told
