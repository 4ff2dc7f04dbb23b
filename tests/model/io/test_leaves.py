"""Leaves: how they are read, and what they take of the workers' minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from draws import examples
from samehands.audit import restate
from samehands.model import (
    Calendar,
    InputError,
    Instance,
    Policy,
    instance_sha256,
    json_schema,
    read,
    read_frames,
    write,
)
from tables import Row, csv_folder, instance, worker

# Two weeks from Monday 2026-11-09 on; Wednesday the 11th is a holiday, so Friday the 13th is day 3.
TWO_WEEKS = Calendar(periods=9, start=date(2026, 11, 9), holidays=(date(2026, 11, 11),))
HEADER = "worker,first,last,weekday,share\n"


def of(*leaves: Row, calendar: Calendar = TWO_WEEKS) -> Instance:
    workers = [worker("w1", minutes=401), worker("w2", minutes=100)]
    return read_frames([], workers, [], calendar, leaves=[*leaves])[0]


def left(*leaves: Row) -> list[int]:
    minutes: list[int] = of(*leaves).capacity[0].tolist()
    return minutes


@pytest.mark.parametrize(
    ("leave", "wanted"),
    [
        ({"first": 1, "last": 3}, [401, 0, 0, 0, 401, 401, 401, 401, 401]),
        ({"first": "2026-11-10", "last": "2026-11-12"}, [401, 0, 0, *[401] * 6]),
        # From a holiday until a Sunday: the open days between.
        ({"first": "2026-11-11", "last": "2026-11-15"}, [401, 401, 0, 0, *[401] * 5]),
        ({"first": "2026-01-01", "last": "2026-11-09"}, [0, *[401] * 8]),
        ({"first": 7}, [*[401] * 7, 0, 0]),
        ({"last": "2026-11-10"}, [0, 0, *[401] * 7]),
        ({}, [0] * 9),
        ({"weekday": "Friday"}, [401, 401, 401, 0, 401, 401, 401, 401, 0]),
        ({"weekday": "Friday", "last": 5, "share": 0.5}, [401, 401, 401, 200, *[401] * 5]),
        # A third and a telework day: minutes are left over rounded down.
        ({"share": 0.333, "last": 0}, [267, *[401] * 8]),
        ({"share": 0}, [401] * 9),
        # No open day: a weekend, before and after the calendar.
        ({"first": "2026-11-14", "last": "2026-11-15"}, [401] * 9),
        ({"first": "2026-10-14", "last": "2026-11-08"}, [401] * 9),
        ({"first": "2026-11-20"}, [*[401] * 8, 0]),
        ({"first": "2026-11-23"}, [401] * 9),
    ],
)
def test_a_leave_takes_the_minutes_of_its_days(leave: Row, wanted: list[int]) -> None:
    assert left({"worker": "w1", **leave}) == wanted
    assert of({"worker": "w1", **leave}).capacity[1].tolist() == [100] * 9


def test_shares_of_one_day_add_up_at_most_to_all_of_it() -> None:
    half: Row = {"worker": "w1", "share": 0.5}
    third: Row = {"worker": "w1", "share": 0.25, "first": 8}
    assert left(half, third) == [200] * 8 + [100]
    assert left(half, half, third) == [0] * 9


@st.composite
def some_leaves(draw: st.DrawFn) -> Sequence[Row]:
    day = st.integers(0, 8)
    rows: list[Row] = []
    for _ in range(draw(st.integers(0, 5))):
        first = draw(st.none() | day)
        last = draw(st.none() | st.integers(first or 0, 8))
        weekday = draw(st.sampled_from([None, None, "Monday", "Friday", "Sunday"]))
        share = draw(st.sampled_from([0.0, 0.1, 0.25, 0.333, 0.5, 0.999, 1.0]))
        who = draw(st.sampled_from(["w1", "w2"]))
        rows.append(
            {"worker": who, "first": first, "last": last, "weekday": weekday, "share": share}
        )
    return rows


@settings(max_examples=examples(40))
@given(rows=some_leaves())
def test_the_audit_finds_the_same_minutes_by_code_of_its_own(rows: Sequence[Row]) -> None:
    found = of(*rows)
    np.testing.assert_array_equal(restate.capacity(found), found.capacity)
    folded = found.without_leaves()
    assert not folded.leaves.height
    np.testing.assert_array_equal(folded.capacity, found.capacity)


@settings(max_examples=examples(10))
@given(rows=some_leaves())
def test_leaves_that_are_written_are_read_back(
    rows: Sequence[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = of(*rows)
    assert read(found.to_dict())[0] == found
    for format in ("csv", "parquet"):
        place = tmp_path_factory.mktemp("leaves")
        write(place, found, Policy(), "csv" if format == "csv" else "parquet")
        assert read(place)[0] == found
        # An instance without leaves takes the table of another one away.
        write(place, of(), Policy())
        assert read(place)[0] == of()


def test_an_instance_without_leaves_keeps_its_form_and_fingerprint(tmp_path: Path) -> None:
    plain = instance()
    assert "leaves" not in plain.to_dict()
    taken = read_frames(plain.clients, plain.workers, plain.tasks, plain.calendar, leaves=[])[0]
    assert instance_sha256(taken) == instance_sha256(plain)
    leave: Row = {"worker": "w1", "share": 0.5}
    away = read_frames(plain.clients, plain.workers, plain.tasks, plain.calendar, leaves=[leave])[0]
    assert instance_sha256(away) != instance_sha256(plain)
    assert "leaves" in str(json_schema("instance")["properties"])


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("w9,,,,", "worker", "no worker has the id 'w9'"),
        (",1,,,", "worker", "empty"),
        ("w1,3,1,,", "last", "before the first day away; it must be 3 or later"),
        ("w1,2026-03-05,2026-03-03,,", "last", "it must be 2026-03-05 or later"),
        ("w1,9,,,", "first", "period 9 is beyond the horizon; the last period is 4"),
        ("w1,,7,,", "last", "period 7 is beyond the horizon; the last period is 4"),
        ("w1,03/05/2026,,,", "first", "write year-month-day"),
        ("w1,,,Fri,", "weekday", "'Fri' is none of the days Monday, Tuesday"),
        ("w1,,,,50", "share", "'50' is not a share; write a number from 0 to 1"),
        ("w1,,,,0.1234", "share", "with three decimals at most"),
    ],
)
def test_a_faulty_leave_is_named_with_what_would_be_right(
    line: str, field: str, says: str, tmp_path: Path
) -> None:
    folder = csv_folder(tmp_path, policy=None)
    (folder / "leaves.csv").write_text(f"{HEADER}w2,,,,\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(folder)
    (found,) = error.value.problems
    assert (found.table, found.row, found.field) == ("leaves", 3, field)
    assert says in found.message


def test_days_of_the_week_and_dates_need_a_start(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, calendar="periods = 5\n", policy=None)
    lines = f"{HEADER}w2,2026-03-03,,,\nw2,,,Friday,\n"
    (folder / "leaves.csv").write_text(lines, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(folder)
    places = [(found.row, found.field) for found in error.value.problems]
    assert places == [(2, "first"), (3, "weekday")]
    assert all("start = 2026-11-02" in found.message for found in error.value.problems)


def test_a_leave_without_an_open_day_is_said() -> None:
    found = of({"worker": "w1", "first": "2026-11-14", "last": "2026-11-15"})
    says = "1 leaves take no day on which the agency is open inside the calendar"
    assert says in [each.message for each in found.warnings]


def test_columns_that_are_left_out_mean_all_of_every_day() -> None:
    plain = pl.DataFrame({"worker": ["w2"]})
    found = read_frames([], [worker("w2", minutes=100)], [], TWO_WEEKS, leaves=plain)[0]
    assert not found.capacity.any()
