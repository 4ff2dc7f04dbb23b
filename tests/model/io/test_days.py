"""Dates in the tables: which periods they become, what is said of them, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]  # pandas has no types
import polars as pl
import pytest

from samehands.model import Calendar, InputError, InputFault, Instance, read, read_frames
from tables import client, worker

HEADER = "id,client,program,kind,minutes,release,due,contact\n"
CALENDAR = """
periods = 18
start = 2026-11-02
holidays = [2026-11-11, 2026-11-26, 2026-11-27]
"""
STATUTES = CALENDAR + '[statutes]\nintake = "30 calendar days"\n"A/change" = "3 business days"\n'


def folder_of(folder: Path, tasks: str, calendar: str = CALENDAR) -> Path:
    (folder / "clients.csv").write_text("id,office,language\nc1,north,English\n")
    (folder / "workers.csv").write_text("id,office,minutes\nw1,north,400\n")
    (folder / "tasks.csv").write_text(tasks)
    (folder / "calendar.toml").write_text(calendar)
    return folder


def one_task(folder: Path, release: str, due: str, calendar: str = CALENDAR) -> Instance:
    text = f"{HEADER}t1,c1,A,intake,10,{release},{due},true\n"
    return read(folder_of(folder, text, calendar))[0]


def periods(instance: Instance) -> list[tuple[int, int]]:
    return instance.tasks.select("release", "due").rows()


def of_days(instance: Instance) -> list[tuple[str | None, str]]:
    """Return the warnings about days: column, and what is said."""
    found = [each for each in instance.warnings if each.table == "tasks" and each.field != "id"]
    return [(each.field, each.message) for each in found]


def faults(folder: Path) -> list[InputFault]:
    with pytest.raises(InputError) as error:
        read(folder)
    return list(error.value.problems)


@pytest.mark.parametrize(
    ("release", "due", "wanted", "says"),
    [
        ("2026-11-02", "2026-11-30", (0, 17), []),
        ("3", "2026-11-13", (3, 8), []),
        ("2026-11-10", "17", (6, 17), []),
        # A holiday and a Saturday: from the next day, until the day before.
        ("2026-11-11", "2026-11-14", (7, 8), ["release", "due"]),
        ("2026-10-19", "2026-11-04", (0, 2), ["release"]),
        # It came and is due while the agency is closed.
        ("2026-11-26", "2026-11-29", (17, 17), ["release", "due"]),
        # Due before the start, on a Friday, a Sunday and a Wednesday: open days are counted back.
        ("2026-10-19", "2026-10-30", (0, -1), ["due", "release"]),
        ("2026-10-31", "2026-11-01", (0, -1), ["due", "release"]),
        ("0", "2026-10-28", (0, -3), ["due"]),
        ("2026-10-19", "-4", (0, -4), ["due", "release"]),
        ("2026-11-17", "2026-12-17", (10, 30), ["due"]),
    ],
)
def test_dates_become_periods_and_what_they_come_to_mean_is_said(
    release: str, due: str, wanted: tuple[int, int], says: list[str], tmp_path: Path
) -> None:
    instance = one_task(tmp_path, release, due)
    assert periods(instance) == [wanted]
    assert [field for field, _ in of_days(instance)] == says


def test_warnings_count_the_tasks_and_name_the_day_that_counts(tmp_path: Path) -> None:
    lines = [
        "t1,c1,A,intake,10,2026-10-19,2026-11-04,true",
        "t2,c1,A,intake,10,2026-10-20,2026-10-23,true",
        "t3,c1,A,intake,10,2026-11-09,2026-11-14,true",
        "t4,c1,A,intake,10,2026-11-26,2026-11-29,true",
    ]
    found = read(folder_of(tmp_path, HEADER + "\n".join(lines)))[0]
    first, closed = "its first day, period 0, 2026-11-02", "a day on which the agency is closed"
    assert of_days(found) == [
        (
            "due",
            "1 task overdue on arrival, due before the first period: late from then on, counted "
            "apart from what becomes late (backlog), and wanted in period 0",
        ),
        ("release", f"2 tasks that came before the start can be begun on {first}"),
        ("release", f"1 tasks that came on {closed} can be begun on its next day"),
        ("due", f"1 tasks due on {closed} count as due on its day before"),
        (
            "due",
            "1 tasks due before the agency opens again after they came count as due on the day it "
            "does",
        ),
    ]


@pytest.mark.parametrize(
    ("release", "due", "field", "says"),
    [
        ("2026-02-30", "5", "release", "'2026-02-30' is no date as it is read here; write year"),
        ("11/02/2026", "5", "release", "'11/02/2026' is no date as it is read here; write year"),
        ("2.11.2026", "5", "release", "write year-month-day, e.g. 2026-11-02"),
        ("0", "9999-12-31", "due", "from 1900 to 2199"),
        ("0", "2026-11-05 08:00", "due", "is no date as it is read here"),
        ("2026-12-01", "2026-12-03", "release", "its last day is 2026-11-30, period 17"),
        ("2026-11-05", "2026-11-04", "due", "it must be 2026-11-05 or later"),
        ("3", "2026-11-04", "due", "it must be 2026-11-05 or later"),
        ("2026-11-05", "2", "due", "it must be 3 or later"),
        ("2026-11-05", "-2", "due", "it must be 3 or later"),
        ("2026-11-02", "2026-10-30", "due", "it must be 2026-11-02 or later"),
        ("1", "-1", "due", "it must be 1 or later"),
        ("0", "-100001", "due", "too long before the first period; at least -100000"),
        ("2026-11-05", "", "due", "empty; it needs a value"),
    ],
)
def test_a_day_that_cannot_be_is_named_with_what_would_be_right(
    release: str, due: str, field: str, says: str, tmp_path: Path
) -> None:
    text = f"{HEADER}t1,c1,A,intake,10,{release},{due},true\n"
    (found,) = faults(folder_of(tmp_path, text))
    assert (found.table, found.row, found.id, found.field) == ("tasks", 2, "t1", field)
    assert says in found.message


def test_a_date_without_a_start_says_where_the_start_belongs(tmp_path: Path) -> None:
    text = f"{HEADER}t1,c1,A,intake,10,2026-11-02,5,true\n"
    (found,) = faults(folder_of(tmp_path, text, "periods = 18\n"))
    assert (found.row, found.field) == (2, "release")
    assert "put the first day into calendar.toml, e.g. start = 2026-11-02" in found.message


def test_a_faulty_calendar_is_the_only_fault(tmp_path: Path) -> None:
    text = f"{HEADER}t1,c1,A,intake,10,2026-11-02,,true\n"
    wrong = CALENDAR.replace("2026-11-02", '"soon"')
    (found,) = faults(folder_of(tmp_path, text, wrong))
    assert (found.table, found.field) == ("calendar", "start")
    assert "a date such as" in found.message


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ('[statutes]\nintake = "3 business days"\n', "start", "needs its first one"),
        ('weekdays = ["Monday", "Monday"]\n', "weekdays", "stands twice"),
        ('weekdays = ["Mon"]\n', "weekdays", "one of 'Monday', 'Tuesday'"),
        ("weekdays = []\n", "weekdays", "a list"),
        ("holidays = [2026-11-11, 2026-11-11]\n", "holidays", "stands twice"),
        ('holidays = ["x"]\n', "holidays", "a date such as"),
    ],
)
def test_a_calendar_that_does_not_hold_together_is_refused(
    line: str, field: str, says: str, tmp_path: Path
) -> None:
    (found,) = faults(folder_of(tmp_path, f"{HEADER}t1,c1,A,intake,10,0,3,true\n", line))
    assert (found.table, found.field) == ("calendar", field)
    assert says in found.message


def test_a_start_on_a_day_on_which_the_agency_is_closed_is_said(tmp_path: Path) -> None:
    instance = one_task(tmp_path, "2026-11-02", "0", CALENDAR.replace("11-02", "11-01"))
    assert periods(instance) == [(0, 0)]
    (said,) = [each for each in instance.warnings if each.table == "calendar"]
    assert said.field == "start"
    assert said.message == (
        "the agency is closed on 2026-11-01, a Sunday; period 0 is its next day, 2026-11-02"
    )


def test_a_statute_gives_the_due_that_a_task_does_not_have(tmp_path: Path) -> None:
    lines = [
        "id,client,program,kind,minutes,opened,contact,due",
        "t1,c1,A,intake,10,2026-11-04,true,",
        "t2,c1,A,change,10,2026-11-10,true,",
        "t3,c1,A,change,10,2026-11-10,true,2026-11-12",
        "t4,c1,A,intake,10,3,true,",
        "t5,c1,A,intake,10,2026-09-01,true,",
    ]
    instance = read(folder_of(tmp_path, "\n".join(lines), STATUTES))[0]
    # December 4th is the 4th day of business after the last period, 17, which is November 30th.
    assert periods(instance) == [(2, 21), (6, 9), (6, 7), (3, 21), (0, -22)]
    assert ("due", "4 tasks without a due of their own are due by their kind's statute") in (
        of_days(instance)
    )


def test_without_a_column_of_dues_all_are_by_statute(tmp_path: Path) -> None:
    text = "id,client,program,kind,minutes,release,opened,contact\n"
    # It came on the 3rd and can be begun on the 9th.
    text += "t1,c1,A,change,10,2026-11-05,2026-11-03,true\n"
    assert periods(read(folder_of(tmp_path, text, STATUTES))[0]) == [(3, 4)]


def test_a_kind_without_statute_is_named(tmp_path: Path) -> None:
    text = f"{HEADER}t1,c1,B,change,10,0,,true\nt2,c1,A,change,10,0,,true\n"
    (found,) = faults(folder_of(tmp_path, text, STATUTES))
    assert (found.row, found.id, found.field) == (2, "t1", "due")
    assert "no statute for the kind 'change'; write the due, or name the kind" in found.message


def test_a_statute_of_no_task_is_said(tmp_path: Path) -> None:
    calendar = STATUTES.replace("A/change", "B/intake")
    instance = one_task(tmp_path, "2026-11-02", "0", calendar)
    (said,) = [each for each in instance.warnings if each.table == "calendar"]
    assert said.field == "statutes"
    assert "no task is of the kind 'B/intake'" in said.message


def small_frames(tasks: object) -> Mapping[str, object]:
    return {
        "clients": [client("c1", worker=None)],
        "workers": [{**worker("w1"), "minutes": 400}],
        "tasks": tasks,
        "calendar": {"periods": 18, "start": date(2026, 11, 2)},
    }


@pytest.mark.parametrize(
    "days",
    [
        (date(2026, 11, 3), date(2026, 11, 6)),
        (datetime(2026, 11, 3), datetime(2026, 11, 6)),
        ("2026-11-03", "2026-11-06"),
        (1, 4),
    ],
)
def test_days_in_memory_may_be_dates_of_any_library(days: tuple[object, object]) -> None:
    row = {"id": "t1", "client": "c1", "program": "A", "kind": "intake", "minutes": 10}
    row |= {"release": days[0], "due": days[1], "contact": True}
    shapes: list[object] = [[row], pl.DataFrame([row]), pd.DataFrame([row])]
    for tasks in shapes:
        assert periods(read(small_frames(tasks))[0]) == [(1, 4)]


def test_a_time_of_day_is_refused() -> None:
    row = {"id": "t1", "client": "c1", "program": "A", "kind": "intake", "minutes": 10}
    row |= {"release": datetime(2026, 11, 3, 8), "due": 4, "contact": True}
    for tasks in ([row], pl.DataFrame([row]), pd.DataFrame([row])):
        with pytest.raises(InputError, match="is no date as it is read here"):
            read(small_frames(tasks))


def test_a_calendar_that_is_written_is_read_back(tmp_path: Path) -> None:
    instance = one_task(tmp_path, "2026-11-11", "2026-11-30", STATUTES)
    again = read(json.dumps({**instance.to_dict()}))[0]
    assert again.calendar == instance.calendar
    assert again == instance


def test_a_plain_calendar_keeps_its_form() -> None:
    assert Calendar(periods=5).model_dump(mode="json") == {"periods": 5, "start": None}
    frames = read_frames(**small_frames([]))  # type: ignore[arg-type]  # columns are objects here
    assert frames[0].to_dict()["calendar"] == {"periods": 18, "start": "2026-11-02"}
