"""Timeliness by program and by kind of task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ...disclosure import Sum
from ...metrics.breakdowns import ENDS
from ..charts import BarChart
from ..document import Section
from ..tables import Cell, Column, People, Table
from .counted import ALL, Found, key_of, mean, people, rate, total, whole_of

END_HEADS = {
    "on_time": "on time",
    "late": "late",
    "overdue": "overdue on arrival",
    "undone": "undone",
}
"""How tasks end, as people read it."""

_READING = (
    "Bars are the share of tasks done by their due period, of those that fall due inside the "
    "calendar and are not overdue on arrival."
)
_NOTE = (
    "On time: done by the due period, or in the calendar where the due lies beyond it. Mean days: "
    "periods from release to finish, over done tasks."
)


def timeliness_section(found: Found) -> Section:
    """Return how tasks end, by program and by kind."""
    frames = {name: frames["timeliness"] for name, frames in found.items()}
    charts = [_chart(frames, by, f"Timeliness by {by}") for by in ("program", "kind")]
    return Section("Timeliness", charts, public=True)


def shown_ends(frames: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """Return the ways to end that occur, and the usual ones."""
    is_overdue = any(frame["overdue"].sum() for frame in frames.values())
    return ENDS if is_overdue else tuple(end for end in ENDS if end != "overdue")


def _chart(frames: Mapping[str, pl.DataFrame], by: str, title: str) -> BarChart:
    parts = {name: frame.filter(pl.col("by") == by) for name, frame in frames.items()}
    ends = shown_ends(parts)
    several = len(parts) > 1
    rows: list[list[Cell]] = []
    sums: list[Sum] = []
    names = next(iter(parts.values()))["part"].to_list()
    counts: dict[str, list[list[People]]] = {name: [] for name in parts}
    for part in names:
        for name, frame in parts.items():
            row = frame.row(by_predicate=pl.col("part") == part, named=True)
            tasks, *cells = _counts(name, by, part, row, ends)
            counts[name].append([tasks, *cells])
            sums.append(total(tasks, cells))
            rate_cell = rate(row["on_time_rate"], *cells)
            days = mean(row["days_mean"], *cells)
            rows.append([part, *([name] if several else []), tasks, *cells, rate_cell, days])
    strong = range(len(rows), len(rows) + len(parts))
    for name, each in counts.items():
        whole, found_sums = _wholes(name, each, ends)
        sums += found_sums
        shares = _whole_shares(parts[name], whole[1:])
        rows.append([ALL, *([name] if several else []), *whole, *shares])
    columns = list(_columns(by, ends, several))
    table = Table(
        f"timeliness-{by}",
        title,
        columns,
        rows,
        heads=2 if several else 1,
        note=_NOTE,
        folded=True,
        strong=strong,
        sums=sums,
    )
    return BarChart(
        f"timeliness-{by}",
        title,
        _READING,
        table,
        label="share of tasks on time",
        values=[len(columns) - 2],
        by=1 if several else None,
    )


def _whole_shares(frame: pl.DataFrame, ends: Sequence[People]) -> list[Cell]:
    """Return the share on time and the mean days of all parts together."""
    done = pl.col("tasks") - pl.col("undone")
    rows, days, due, on_time = frame.select(
        done.sum().alias("done"),
        days=(pl.col("days_mean") * done).sum(),
        due=pl.col("due").sum(),
        on_time=(pl.col("on_time_rate") * pl.col("due")).sum(),
    ).row(0)
    return [
        rate(on_time / due if due else None, *ends),
        mean(days / rows if rows else None, *ends),
    ]


def _columns(by: str, ends: tuple[str, ...], several: bool) -> Iterator[Column]:
    yield Column(by)
    if several:
        yield Column("plan")
    yield Column("tasks", "count")
    yield from (Column(END_HEADS[end], "count") for end in ends)
    yield Column("share on time", "share")
    yield Column("mean days", "metric")


def _counts(
    name: str, by: str, part: str, row: Mapping[str, int], ends: tuple[str, ...]
) -> list[People]:
    """Return the tasks of a part, which no plan changes, and how they end."""
    return [
        people("tasks", by, part, number=row["tasks"]),
        *(people(*whole_of(name, end), by, part, number=row[end]) for end in ends),
    ]


def _wholes(
    name: str, counts: list[list[People]], ends: tuple[str, ...]
) -> tuple[list[People], list[Sum]]:
    """Return the sums of all parts, and that they are sums, of their parts and of each other."""
    paths = [("tasks",), *(whole_of(name, end) for end in ends)]
    columns = list(zip(*counts, strict=True)) or [()] * len(paths)
    wholes = [
        people(*path, number=sum(part.number or 0 for part in column))
        for path, column in zip(paths, columns, strict=True)
    ]
    sums = [total(whole, column) for whole, column in zip(wholes, columns, strict=True)]
    # What other tables count as on time is that of the tasks that fall due inside the calendar.
    inside = Sum(wholes[1].key, [key_of(name, "tasks_on_time"), key_of(name, "on_time, due later")])
    return wholes, [*sums, total(wholes[0], wholes[1:]), inside]
