"""Days in the tables: dates become periods of the calendar, and a statute gives a due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from ..calendar import Calendar, Days, Ints
from ..errors import InputFault
from ..tables import OPENED, TableName
from .columns import Kind, RawFault, RawTable, normal

_DATE = r"^(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"
_LIKE_A_DATE = r"^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}([T ].*)?$"
_MOST_PERIODS = 1_000_000
_NO_DATE = (
    "{} is no date as it is read here; write year-month-day, e.g. 2026-11-02, from 1900 to 2199"
)


def read_days(
    tables: Mapping[TableName, RawTable], calendar: Calendar | None
) -> tuple[dict[TableName, RawTable], list[InputFault]]:
    """Put periods in the place of dates, wherever a table may have a day.

    Parameters
    ----------
    tables : mapping of TableName to RawTable
        The tables as they were read.
    calendar : Calendar or None
        The calendar; None if it could not be read, and then nothing is said of dates.

    Returns
    -------
    tuple of dict and list of InputFault
        The tables with periods only, and what is wrong with dates among their faults; and, as
        warnings, what days came to mean that the calendar does not have.
    """
    found: dict[TableName, RawTable] = {**tables}
    warnings: list[InputFault] = []
    if "tasks" in tables:
        found["tasks"], warnings = _read_tasks(tables["tasks"], calendar)
    if "leaves" in tables:
        found["leaves"], more = _read_leaves(tables["leaves"], calendar)
        warnings = [*warnings, *more]
    return found, warnings


def calendar_faults(calendar: Calendar) -> Iterator[InputFault]:
    """Yield what its fields need of each other."""
    if calendar.statutes and calendar.start is None:
        says = "statutes count days, so the calendar needs its first one, e.g. start = 2026-11-02"
        yield InputFault("calendar", None, None, "start", says)
    for field, some in (("weekdays", calendar.weekdays), ("holidays", calendar.holidays)):
        if len(set(some)) < len(some):
            yield InputFault("calendar", None, None, field, "the same day stands twice; keep one")


@dataclass(frozen=True)
class _Given:
    """The columns of a table that have days.

    Parameters
    ----------
    raw : RawTable
        The table.
    texts : mapping of str to polars.Series
        The columns as texts, null where empty.
    days : mapping of str to polars.Series
        Their dates, null where there is none.
    faults : list of RawFault
        What looks like a date and is none.
    """

    raw: RawTable
    texts: Mapping[str, pl.Series]
    days: Mapping[str, pl.Series]
    faults: list[RawFault]

    @property
    def is_dated(self) -> bool:
        """Whether any date stands there."""
        return any(each.null_count() < self.raw.height for each in self.days.values())

    def without_start(self) -> list[RawFault]:
        """Return a fault for every date, where the calendar has no start."""
        found = (_no_start(name, texts, self.days) for name, texts in self.texts.items())
        return [fault for some in found for fault in some]

    def passed_over(self) -> dict[str, pl.Series]:
        """Return the columns with a period in the place of each date and empty cell."""
        return {name: _nothing_said(texts) for name, texts in self.texts.items()}

    def replaced(
        self, columns: Mapping[str, pl.Series], *faults: RawFault, without: str | None = None
    ) -> RawTable:
        """Return the table with other columns, without one, and with more faults."""
        every = {**self.raw.columns, **self.texts, **columns}
        kept = {name: column for name, column in every.items() if name != without}
        return replace(self.raw, columns=kept, faults=(*self.raw.faults, *self.faults, *faults))


def _given(raw: RawTable, names: Iterable[str]) -> _Given:
    some = {name: _texts(raw.columns[name]) for name in names if name in raw.columns}
    texts = {name: each for name, each in some.items() if each is not None}
    days = {name: _dates(each) for name, each in texts.items()}
    faults = [fault for name in texts for fault in _no_date(name, texts[name], days[name])]
    return _Given(raw, texts, days, faults)


def _read_tasks(raw: RawTable, calendar: Calendar | None) -> tuple[RawTable, list[InputFault]]:
    given = _given(raw, ("release", "due", OPENED))
    has_statutes = calendar is not None and bool(calendar.statutes)
    if not (given.is_dated or OPENED in given.texts or has_statutes):
        return given.replaced({}, without=OPENED), []
    if calendar is None or calendar.start is None:
        passed = given.passed_over()
        passed.setdefault("release", pl.Series(["0"] * raw.height, dtype=pl.String))
        faults = [] if calendar is None else given.without_start()
        return given.replaced(passed, *faults, without=OPENED), []
    tasks = _task_days(raw, given.texts, calendar)
    periods = tasks.select(
        release=_when(_date("begin"), pl.col("begin_at").clip(0), "begin"),
        due=_when(pl.col("end_day"), pl.col("end_at"), "due"),
    )
    table = given.replaced(periods.to_dict(), *_task_faults(tasks, calendar), without=OPENED)
    return table, [*_task_warnings(tasks, calendar)]


def _read_leaves(raw: RawTable, calendar: Calendar | None) -> tuple[RawTable, list[InputFault]]:
    given = _given(raw, ("first", "last"))
    if calendar is None or calendar.start is None:
        faults: list[RawFault] = []
        if calendar is not None:
            faults = [*given.without_start(), *_no_weekdays(_name_cells(raw, "weekday"))]
        return given.replaced(given.passed_over() if given.is_dated else {}, *faults), []
    if not given.is_dated:
        return given.replaced({}), []
    leaves = _leave_days(raw, given.texts, calendar)
    wrong = leaves.with_row_index("row").filter(pl.col("is_wrong"))
    says = "before the first day away; it must be {} or later"
    fault = RawFault("last", says, wrong["row"], wrong["begin_day"])
    # A leave that takes no day is one without a share of the first.
    nowhere = pl.when("is_nowhere").then(pl.lit("0"))
    begin, end = pl.col("begin").clip(0), pl.col("end").clip(0, calendar.last)
    columns = leaves.select(
        first=nowhere.otherwise(_when(pl.col("begin"), begin, "first")),
        last=nowhere.otherwise(_when(pl.col("end"), end, "last")),
        share=nowhere.otherwise("share"),
    )
    number = int(leaves["is_nowhere"].sum())
    says = f"{number} leaves take no day on which the agency is open inside the calendar"
    warnings = [InputFault("leaves", None, None, None, says)] if number else []
    return given.replaced(columns.to_dict(), fault), warnings


def _leave_days(raw: RawTable, texts: Mapping[str, pl.Series], calendar: Calendar) -> pl.DataFrame:
    """Return the days of all leaves, and the periods that they become.

    Returns
    -------
    polars.DataFrame
        One row per leave: the texts ``first``, ``last`` and ``share``; ``begin_day``, the date of
        the first; ``begin`` and ``end``, periods below 0 before the start, null where there is no
        date; ``is_wrong``, where the last is before the first, and ``is_nowhere``, where no open
        day of the calendar lies between.
    """
    nothing = pl.Series([None] * raw.height, dtype=pl.String)
    cells = pl.DataFrame({name: texts.get(name, nothing) for name in ("first", "last")})
    cells = cells.with_columns(
        share=_name_cells(raw, "share", "share"),
        begin_day=_date("first"),
        end_day=_date("last"),
        is_wrong=(_date("last") < _date("first")).fill_null(False),
    )
    cells = cells.with_columns(
        begin=_periods(cells["begin_day"], calendar.periods_from),
        end=_periods(cells["end_day"], calendar.periods_until),
    )
    begun = pl.coalesce("begin", pl.col("first").cast(pl.Int64, strict=False), pl.lit(0))
    ended = pl.coalesce("end", pl.col("last").cast(pl.Int64, strict=False), pl.lit(calendar.last))
    is_dated = pl.col("begin").is_not_null() | pl.col("end").is_not_null()
    none = (begun > calendar.last) | (ended < 0) | (ended < begun)
    return cells.with_columns(is_nowhere=none & is_dated & ~pl.col("is_wrong"))


def _no_weekdays(weekdays: pl.Series) -> Iterator[RawFault]:
    some = weekdays.is_not_null()
    if some.any():
        says = (
            "{} needs a calendar with a start, which says on which day of the week a period falls; "
            "put the first day into calendar.toml, e.g. start = 2026-11-02"
        )
        yield RawFault("weekday", says, some.arg_true(), weekdays.filter(some))


def _texts(column: pl.Series) -> pl.Series | None:
    """Return a column as texts, null where empty; None if it can hold no days."""
    if isinstance(column.dtype, pl.Datetime):
        text = column.dt.to_string("%Y-%m-%d %H:%M:%S")
        return text.str.strip_suffix(" 00:00:00")
    return normal(column.cast(pl.String) if column.dtype == pl.Date else column, "whole")


def _dates(texts: pl.Series) -> pl.Series:
    """Return the dates of a column of texts; null where there is none."""
    cells = texts.to_frame("value")
    written = pl.when(pl.col("value").str.contains(_DATE)).then("value")
    return cells.select(written.str.to_date("%Y-%m-%d", strict=False))["value"]


def _no_date(name: str, texts: pl.Series, days: pl.Series) -> Iterator[RawFault]:
    wrong = (texts.str.contains(_LIKE_A_DATE) & days.is_null()).fill_null(False)
    if name == OPENED:
        wrong |= (days.is_null() & ~texts.str.contains("^[0-9]+$")).fill_null(False)
    if wrong.any():
        yield RawFault(name, _NO_DATE, wrong.arg_true(), texts.filter(wrong))


def _no_start(name: str, texts: pl.Series, days: Mapping[str, pl.Series]) -> Iterator[RawFault]:
    dated = days[name].is_not_null()
    if dated.any():
        says = (
            "{} is a date, and the calendar has no start; put the first day into calendar.toml, "
            "e.g. start = 2026-11-02, or count periods from 0"
        )
        yield RawFault(name, says, dated.arg_true(), texts.filter(dated))


def _nothing_said(texts: pl.Series) -> pl.Series:
    cells = texts.to_frame("value")
    like = pl.col("value").str.contains(_LIKE_A_DATE)
    passed = pl.when(like.fill_null(True)).then(pl.lit("0")).otherwise("value")
    return cells.select(passed.alias("value"))["value"]


def _date(name: str) -> pl.Expr:
    written = pl.when(pl.col(name).str.contains(_DATE)).then(pl.col(name))
    return written.str.to_date("%Y-%m-%d", strict=False)


def _when(day: pl.Expr, period: pl.Expr, otherwise: str) -> pl.Expr:
    return pl.when(day.is_not_null()).then(period.cast(pl.String)).otherwise(otherwise)


def _task_days(raw: RawTable, given: Mapping[str, pl.Series], calendar: Calendar) -> pl.DataFrame:
    """Return the days of all tasks, and the periods that they become.

    Parameters
    ----------
    raw : RawTable
        The table of tasks.
    given : mapping of str to polars.Series
        Its columns that have days, as texts, null where empty.
    calendar : Calendar
        The calendar, which has a start.

    Returns
    -------
    polars.DataFrame
        One row per task: the texts ``begin`` and ``due``; ``begin_day`` and ``end_day``, where they
        are known, and whether the latter is ``by_statute``; the periods ``begin_at`` and
        ``end_at``, below 0 before the start; ``end_open``, the last open period until ``end_day``;
        and whether the agency is closed on the days: ``begin_closed`` and ``end_closed``.
    """
    nothing = pl.Series([None] * raw.height, dtype=pl.String)
    names = ("release", "due", OPENED, "program", "kind")
    cells = pl.DataFrame({name: given.get(name, nothing) for name in names}).with_columns(
        **{name: _name_cells(raw, name) for name in ("program", "kind")}
    )
    cells = cells.with_columns(begin=pl.coalesce("release", OPENED))
    cells = cells.with_columns(
        begin_day=pl.coalesce(_date("begin"), _day_of_period(cells["begin"], calendar)),
        opened_day=pl.coalesce(_date(OPENED), _day_of_period(cells[OPENED], calendar)),
    ).with_columns(opened_day=pl.coalesce("opened_day", "begin_day"))
    by_statute = pl.Series(_statute_days(cells, calendar), dtype=pl.Date)
    cells = cells.with_columns(
        end_day=pl.coalesce(_date("due"), by_statute), by_statute=by_statute.is_not_null()
    )
    cells = cells.with_columns(
        begin_at=_periods(cells["begin_day"], calendar.periods_from),
        end_open=_periods(cells["end_day"], calendar.periods_until),
    )
    # A day on which the agency is closed lies between the period until it and that from it on.
    cells = cells.with_columns(
        begin_closed=_periods(cells["begin_day"], calendar.periods_until) < pl.col("begin_at"),
        end_closed=_periods(cells["end_day"], calendar.periods_from) > pl.col("end_open"),
    )
    there = pl.max_horizontal("end_open", pl.col("begin_at").clip(0))
    overdue = pl.col("end_day") < calendar.day(0)
    return cells.with_columns(end_at=pl.when(overdue).then("end_open").otherwise(there))


def _name_cells(raw: RawTable, name: str, kind: Kind = "text") -> pl.Series:
    column = raw.columns.get(name)
    texts = None if column is None else normal(column, kind)
    return pl.Series([None] * raw.height, dtype=pl.String) if texts is None else texts


def _day_of_period(texts: pl.Series, calendar: Calendar) -> pl.Series:
    """Return the days of the cells that hold a period, of shape (rows,)."""
    number = texts.cast(pl.Int64, strict=False)
    number = number.set(number.is_not_null() & ~number.is_between(0, _MOST_PERIODS), None)
    known = {each: calendar.day(each) for each in number.drop_nulls().unique().to_list()}
    return number.replace_strict(known, default=None, return_dtype=pl.Date)


def _periods(days: pl.Series, rule: Callable[[Days], Ints]) -> pl.Series:
    there = days.is_not_null()
    known = days.filter(there).to_numpy().astype("datetime64[D]")
    found = np.zeros(len(days), dtype=np.int64)
    found[there.to_numpy()] = rule(known)
    return pl.Series(found).set(~there, None)


def _statute_days(cells: pl.DataFrame, calendar: Calendar) -> list[date | None]:
    """Return the last day that the statute of a task allows, where no due is given."""
    if not calendar.statutes:
        return [None] * cells.height

    @cache
    def last(program: str, kind: str, opened: date) -> date | None:
        statute = calendar.statute_of(program, kind)
        return None if statute is None else calendar.due_day(opened, statute)

    columns = cells.select("due", "program", "kind", "opened_day").iter_rows()
    return [
        None if due is not None or opened is None else last(program or "", kind or "", opened)
        for due, program, kind, opened in columns
    ]


def _task_faults(tasks: pl.DataFrame, calendar: Calendar) -> Iterator[RawFault]:
    rows = tasks.with_row_index("row")
    late = rows.filter(_date("begin") > calendar.day(calendar.last))
    if late.height:
        says = (
            f"{{}} is after the end of the calendar; its last day is {calendar.last_day}, period "
            f"{calendar.last}: leave the task out, or raise periods"
        )
        yield RawFault("release", says, late["row"], late["begin"])
    # Period 0 stands for any day before it too, on which work due since may have come.
    known = _date("begin").is_not_null() | (pl.col("begin_at") > 0)
    wrong = rows.filter(known & (_date("due") < pl.col("begin_day")))
    says = "before the release of the task; it must be {} or later"
    yield RawFault("due", says, wrong["row"], wrong["begin_day"])
    if calendar.statutes:
        none = rows.filter(pl.col("due").is_null() & ~pl.col("by_statute"))
        none = none.filter(pl.col("begin").is_not_null())
        says = (
            "empty, and the calendar has no statute for the kind {}; write the due, or name the "
            "kind under [statutes] in calendar.toml"
        )
        yield RawFault("due", says, none["row"], none["kind"])


def _task_warnings(tasks: pl.DataFrame, calendar: Calendar) -> Iterator[InputFault]:
    """Yield what the days came to mean that the calendar does not have, with their counts."""
    first = calendar.day(0)
    begin, end, came = _date("begin"), pl.col("end_day"), pl.col("begin_at").clip(0)
    raised = (end >= first) & (pl.col("end_open") < came)
    counts: list[tuple[str, pl.Expr, str]] = [
        (
            "release",
            begin < first,
            f"that came before the start can be begun on its first day, period 0, {first}",
        ),
        (
            "release",
            (begin >= first) & pl.col("begin_closed"),
            "that came on a day on which the agency is closed can be begun on its next day",
        ),
        (
            "due",
            (end >= first) & pl.col("end_closed") & ~raised,
            "due on a day on which the agency is closed count as due on its day before",
        ),
        (
            "due",
            raised,
            "due before the agency opens again after they came count as due on the day it does",
        ),
        ("due", pl.col("by_statute"), "without a due of their own are due by their kind's statute"),
    ]
    for field, which, says in counts:
        number = tasks.select(which.fill_null(False).sum()).item()
        if number:
            yield InputFault("tasks", None, None, field, f"{number} tasks {says}")
