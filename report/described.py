"""An instance described: its sizes, its figures beside documented ones, what makes it hard."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ..generator import Figure
from ..generator.figures import BAND
from ..metrics.hardness import Hardness
from ..model.calendar import Calendar
from ..model.instance import Instance
from .document import Document, Listing, Section, origin_section, size_block, unowned_lines
from .tables import NOT_APPLICABLE, Cell, Column, Kind, Table, Value, count, listed, percent

_MOST = 5
_CLOSE = {True: "yes", False: "no", None: NOT_APPLICABLE}
_FIGURES = "Figures beside those documented for Los Angeles"
_LANGUAGES = "Scarcest languages"
_WORKERS = "Tightest workers, with the clients they own today"
_DAYS = "Days, each with the fullest window that ends there, tightest first"
_WINDOWS = "Tightest windows of periods, for all workers together"


def described_document(instance: Instance, figures: Sequence[Figure], hard: Hardness) -> Document:
    """Return the report on an instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    figures : sequence of Figure
        Its figures beside documented ones.
    hard : Hardness
        What makes it hard.
    """
    lines = unowned_lines(instance, hard.nobody_may_own) or ["none"]
    sections = [
        Section(_FIGURES, [_figures(figures)]),
        Section(_LANGUAGES, [_languages(hard)]),
        Section(_WORKERS, [_workers(hard)]),
        Section(_DAYS, [_days(hard, instance.calendar)]),
        Section(_WINDOWS, [_windows(hard, instance.calendar)]),
        Section("Clients nobody may own under the policy", [Listing(lines)]),
    ]
    return Document("The instance", sections, origin_section(), [size_block(instance)])


def _figures(figures: Sequence[Figure]) -> Table:
    rows: list[list[Cell]] = []
    for figure in figures:
        close = _CLOSE[figure.is_close]
        off = NOT_APPLICABLE if figure.difference is None else f"{figure.difference:+.1%}"
        sides = (Value(each, _kind(figure.unit)) for each in (figure.target, figure.actual))
        rows.append([figure.name, figure.unit, *sides, off, close])
    near = sum(figure.is_close is True for figure in figures)
    columns = [
        Column("figure"),
        Column("unit"),
        Column("documented", "metric"),
        Column("here", "metric"),
        Column("difference", "share"),
        Column("close"),
    ]
    note = f"{near} of {len(figures)} within {percent(BAND, 0)} of what is documented."
    return Table("figures", _FIGURES, columns, rows, note=note)


def _kind(unit: str) -> Kind:
    return "share" if unit.startswith(("share", "of ")) else "metric"


def _languages(hard: Hardness) -> Table:
    rows = [
        (
            row["language"],
            row["clients"],
            row["task_minutes"],
            row["speakers"],
            row["speaker_minutes"],
            row["load"] if row["speakers"] else "no speaker",
        )
        for row in hard.languages.iter_rows(named=True)
    ]
    heads = ("clients", "their minutes", "speakers", "speakers' minutes")
    columns = [Column("language"), *_counts(*heads), Column("load", "share")]
    return Table("languages", _LANGUAGES, columns, rows, most=_MOST)


def _workers(hard: Hardness) -> Table:
    rows = [
        (
            row["worker"],
            row["clients"],
            row["task_minutes"],
            row["regular_minutes"],
            row["load"],
            row["tasks_too_long"],
            row["standing_minutes"],
            row["caseload_share"],
            row["of_fair_share"],
        )
        for row in hard.workers.iter_rows(named=True)
    ]
    lacking = int(hard.workers["tasks_too_long"].sum())
    notes = [
        f"{count(lacking, 'task')} too long to be on time with today's owner, even alone."
        if lacking
        else "",
        f"{count(hard.owner_has_left, 'more client')} owned by workers who have left."
        if hard.owner_has_left
        else "",
        _away(hard),
    ]
    note = " ".join(filter(None, notes))
    columns = [
        Column("worker"),
        *_counts("clients", "their minutes", "regular minutes"),
        Column("load", "share"),
        *_counts("tasks too long", "standing minutes"),
        Column("share of a caseload", "share"),
        Column("of a fair share", "share"),
    ]
    return Table("workers", _WORKERS, columns, rows, note=note, most=_MOST)


def _away(hard: Hardness) -> str:
    """Return who is away in every period, and how many clients each owns today."""
    away = hard.workers.filter(pl.col("regular_minutes") == 0).sort("worker")
    if away.is_empty():
        return ""
    each = [
        f"{worker} ({clients:,})" for worker, clients in away.select("worker", "clients").rows()
    ]
    return f"Away in every period, with the clients they own today: {listed(each, 20)}."


def _days(hard: Hardness, calendar: Calendar) -> Table:
    rows = [
        (
            row["period"],
            *_dated(calendar, row["period"], row["period"]),
            row["regular_minutes"],
            row["workers_away"],
            _window(row["first"], row["period"]),
            row["load"],
        )
        for row in hard.days.iter_rows(named=True)
    ]
    columns = [
        *_counts("period"),
        *_day_columns(calendar),
        *_counts("regular minutes", "workers away"),
        Column("window"),
        Column("load", "share"),
    ]
    return Table("days", _DAYS, columns, rows, most=_MOST)


def _windows(hard: Hardness, calendar: Calendar) -> Table:
    rows = [
        (
            _window(row["first"], row["last"]),
            *_dated(calendar, row["first"], row["last"]),
            row["task_minutes"],
            row["regular_minutes"],
            row["load"],
        )
        for row in hard.windows.iter_rows(named=True)
    ]
    columns = [
        Column("periods"),
        *_day_columns(calendar),
        *_counts("task minutes", "regular minutes"),
        Column("load", "share"),
    ]
    return Table("windows", _WINDOWS, columns, rows, most=_MOST)


def _counts(*heads: str) -> list[Column]:
    return [Column(head, "count") for head in heads]


def _day_columns(calendar: Calendar) -> list[Column]:
    return [] if calendar.start is None else [Column("days")]


def _dated(calendar: Calendar, first: int, last: int) -> list[str]:
    """Return the days of a window in one cell; no cell where the calendar has no start."""
    if calendar.start is None:
        return []
    one, other = calendar.day(first), calendar.day(last)
    return [f"{one}" if first == last else f"{one} to {other}"]


def _window(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
