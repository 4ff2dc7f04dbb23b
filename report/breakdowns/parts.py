"""Quantities by office, program bundle, language and group of the client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from ...disclosure import Sum
from ...metrics.breakdowns import PARTS
from ..charts import BarChart
from ..document import Block, Section
from ..tables import Cell, Column, People, Table
from .counted import ALL, Found, key_of, people, rate, total, whole_of
from .timeliness import END_HEADS, shown_ends

_TITLES = {
    "office": "By office",
    "bundle": "By program bundle",
    "language": "By language of the client",
    "group": "By group of the client",
}
_READING = (
    "Bars are the share of clients who see one worker only, of those with a task done in the plan."
)
_OVERLAP = "A client of several groups counts in each, so groups do not add up to all clients."


def part_sections(found: Found) -> list[Section]:
    """Return a section for each way to tell clients apart that tells some apart."""
    frames = {name: frames["parts"] for name, frames in found.items()}
    return [
        Section(_TITLES[by], _blocks(parts, by), public=True)
        for by in PARTS
        if (parts := {name: frame.filter(pl.col("by") == by) for name, frame in frames.items()})
        and next(iter(parts.values())).height > (0 if by == "group" else 1)
    ]


def _blocks(parts: Mapping[str, pl.DataFrame], by: str) -> list[Block]:
    clients, tasks = f"Clients: {_TITLES[by].lower()}", f"Tasks: {_TITLES[by].lower()}"
    several = len(parts) > 1
    table = _table(parts, by, clients, "clients", _CLIENTS)
    chart = BarChart(
        table.slug,
        clients,
        _READING,
        table,
        label="share of clients who see one worker",
        values=[len(table.columns) - 1],
        by=1 if several else None,
    )
    ends = tuple((end, END_HEADS[end]) for end in shown_ends(parts))
    return [chart, _table(parts, by, tasks, "tasks", (*ends, *_CONTACTS))]


_CLIENTS = (
    ("one_worker", "see one worker"),
    ("several_workers", "see several"),
    ("no_task", "no task done"),
    ("changed", "change hands"),
    ("unowned", "without an owner"),
)
_CONTACTS = (("spoken", "contacts in own language"), ("interpreted", "contacts by interpreter"))
_ADDED = {
    "clients": ("one_worker", "several_workers", "no_task"),
    "tasks": ("on_time", "late", "overdue", "undone"),
}
"""Which counts add up to the first one of the table."""


def _with_rests(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        no_task=pl.col("clients") - pl.col("one_worker") - pl.col("several_workers"),
        spoken=pl.col("contacts") - pl.col("interpreted"),
    )


def _table(
    parts: Mapping[str, pl.DataFrame],
    by: str,
    caption: str,
    what: str,
    counted: Sequence[tuple[str, str]],
) -> Table:
    """Return a table of one row a part and plan; its first count is that of all of them."""
    several, is_clients = len(parts) > 1, what == "clients"
    frames = {name: _with_rests(frame) for name, frame in parts.items()}
    rows: list[list[Cell]] = []
    sums: list[Sum] = []
    by_plan: dict[str, list[list[People]]] = {name: [] for name in frames}
    for part in next(iter(frames.values()))["part"].to_list():
        for name, frame in frames.items():
            row = frame.row(by_predicate=pl.col("part") == part, named=True)
            cells = [people(what, by, part, number=row[what])]
            cells += [
                people(*whole_of(name, field), by, part, number=row[field]) for field, _ in counted
            ]
            by_plan[name].append(cells)
            sums.append(total(cells[0], _added(cells, what, counted)))
            sums += _outside(name, what, cells, counted) if by == "group" else []
            shares = [_one_worker(row, cells)] if is_clients else []
            rows.append([part, *([name] if several else []), *cells, *shares])
    last = len(rows)
    if by != "group":
        for name, each in by_plan.items():
            wholes = list(_wholes(name, what, each, counted))
            sums += [
                total(whole, column)
                for whole, column in zip(wholes, zip(*each, strict=True), strict=True)
            ]
            sums.append(total(wholes[0], _added(wholes, what, counted)))
            rows.append([ALL, *([name] if several else []), *wholes, *([""] if is_clients else [])])
    columns = [Column(by), *([Column("plan")] if several else []), Column(what, "count")]
    columns += [Column(head, "count") for _, head in counted]
    columns += [Column("share with one worker", "share")] if is_clients else []
    return Table(
        f"{what}-by-{by}",
        caption,
        columns,
        rows,
        heads=2 if several else 1,
        note=_OVERLAP if by == "group" else "",
        folded=True,
        strong=range(last, len(rows)),
        sums=sums,
    )


def _one_worker(row: Mapping[str, int], cells: Sequence[People]) -> Cell:
    seen = row["one_worker"] + row["several_workers"]
    return rate(row["one_worker"] / seen if seen else None, *cells[1:3])


def _added(
    cells: Sequence[People], what: str, counted: Sequence[tuple[str, str]]
) -> Iterator[People]:
    """Yield the counts that add up to the first one."""
    for cell, (field, _) in zip(cells[1:], counted, strict=True):
        if field in _ADDED[what]:
            yield cell


def _outside(
    name: str, what: str, cells: Sequence[People], counted: Sequence[tuple[str, str]]
) -> Iterator[Sum]:
    """Yield that whoever knows a group and all together knows those outside of the group."""
    for path, cell in zip(_paths(name, what, counted), cells, strict=True):
        yield Sum(key_of(*path), [cell.key, f"{cell.key}/outside"])


def _paths(name: str, what: str, counted: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return what the sums of all parts are called."""
    return [(what,), *(whole_of(name, field) for field, _ in counted)]


def _wholes(
    name: str,
    what: str,
    counts: Sequence[Sequence[People]],
    counted: Sequence[tuple[str, str]],
) -> Iterator[People]:
    paths = _paths(name, what, counted)
    for path, column in zip(paths, zip(*counts, strict=True), strict=True):
        yield people(*path, number=sum(part.number or 0 for part in column))
