"""How many workers clients see, and how load and caseloads are spread over the workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import cast

import polars as pl

from ...disclosure import Sum
from ..charts import ColumnChart
from ..charts.scales import round_ticks
from ..document import Section
from ..tables import Cell, Column, People, Table
from .counted import WORKERS, Found, key_of, people, total, whole_of

_MOST_SEEN = 7
"""Clients who see so many workers or more are counted together."""

SEEN = "workers-seen"
"""What stands in the keys of clients counted by the workers they see."""

_LOADS = (50, 70, 85, 95, 100, 105, 110)
"""Where the bins of the load end, in per cent of the regular minutes."""

TODAY = "today"
"""What the plan as things are is called."""

Counts = Mapping[str, Sequence[int]]
"""By column how many there are in each bin."""


def workers_seen_section(found: Found) -> Section:
    """Return how many clients see how many workers."""
    title = "How many workers a client sees"
    most = max(frames["workers_per_client"].height for frames in found.values())
    bins = [str(at) for at in range(1, min(most, _MOST_SEEN) + 1)]
    if most > _MOST_SEEN:
        bins[-1] = f"{_MOST_SEEN} or more"
    counts = {
        name: _seen(frames["workers_per_client"], len(bins)) for name, frames in found.items()
    }
    chart = _histogram(
        SEEN,
        "Clients by the number of workers they see",
        Column("workers"),
        (bins, counts, "clients with a task done", lambda name: (name, "clients_seen")),
        "Clients with a task done, by the number of workers who do their tasks; one panel a plan, "
        "all on the same scale.",
        "workers who do a task of the client",
    )
    several = [
        Sum(key_of(*whole_of(name, "several_workers")), [key_of(name, SEEN, each) for each in rest])
        for name in found
        if (rest := bins[1:])
    ]
    table = replace(chart.table, sums=[*chart.table.sums, *several])
    return Section(title, [replace(chart, table=table)], public=True)


def _seen(frame: pl.DataFrame, last: int) -> list[int]:
    clients: list[int] = frame["clients"].to_list()
    clients += [0] * (last - len(clients))
    return [*clients[: last - 1], sum(clients[last - 1 :])] if last else []


def load_section(found: Found) -> Section:
    """Return how many workers bear which load."""
    title = "How load is spread over the workers"
    counts = {name: _loads(frames["load"]) for name, frames in found.items()}
    bins = [f"to {_LOADS[0]} %"]
    bins += [f"{low} to {high} %" for low, high in pairwise(_LOADS)]
    bins += [f"over {_LOADS[-1]} %", "away"]
    chart = _histogram(
        "load",
        "Workers by load",
        Column("of regular minutes"),
        (bins, counts, "all workers", lambda _: WORKERS),
        "Workers by the minutes they work as a share of their regular minutes; each bin begins "
        "where the one before ends, and over 100 % is overtime. Away: no regular minutes at all.",
        "minutes worked, of the regular ones",
    )
    return Section(title, [chart], public=True)


def _loads(frame: pl.DataFrame) -> list[int]:
    """Return the workers in each bin, compared in whole minutes, the away ones last."""
    there = frame.filter(pl.col("regular") > 0)
    below = [
        there.filter(pl.col("worked") * 100 <= pl.col("regular") * end).height for end in _LOADS
    ]
    ends = [0, *below, there.height]
    return [
        *(high - low for low, high in pairwise(ends)),
        frame.height - there.height,
    ]


def caseload_section(found: Found) -> Section:
    """Return how many workers own how many clients and standing minutes, today and planned."""
    title = "How caseloads are spread over the workers"
    charts = [
        _caseloads(found, "clients", "clients_today", "clients owned"),
        _caseloads(found, "standing", "standing_today", "standing minutes owned"),
    ]
    return Section(title, charts, public=True)


def _caseloads(found: Found, planned: str, today: str, what: str) -> ColumnChart:
    frames = {name: frames["caseload"] for name, frames in found.items()}
    # Today's owners are the same under every plan.
    owned = {TODAY: next(iter(frames.values()))[today]}
    owned |= {name: frame[planned] for name, frame in frames.items() if name != TODAY}
    most = max((cast("int | None", column.max()) or 0 for column in owned.values()), default=0)
    ends = [int(tick) for tick in round_ticks(0, max(most, 8), 8)]
    bins = ["0", *(f"{low + 1:,} to {high:,}" for low, high in pairwise(ends))]
    counts = {name: _within(column, ends) for name, column in owned.items()}
    slug = f"caseload-{planned}"
    return _histogram(
        slug,
        f"Workers by {what}",
        Column(what),
        (bins, counts, "all workers", lambda _: WORKERS),
        f"Workers by {what}, today and in each plan, all on the same scale.",
        what,
    )


def _within(column: pl.Series, ends: Sequence[int]) -> list[int]:
    below = [int((column <= end).sum()) for end in ends]
    return [below[0], *(high - low for low, high in pairwise(below))]


def _path(plan: str, slug: str, bin: str) -> tuple[str, ...]:
    """Return the path of a bin; clients who see one worker are known by another name too."""
    return whole_of(plan, "one_worker") if (slug, bin) == (SEEN, "1") else (plan, slug, bin)


_Binned = tuple[Sequence[str], Counts, str, Callable[[str], tuple[str, ...]]]
"""Names of the bins, counts, what the sum of all is called, and the path of its key by column."""


def _histogram(
    slug: str, title: str, head: Column, binned: _Binned, reading: str, label: str
) -> ColumnChart:
    """Return a chart of bins, one column of counts and one panel a plan."""
    bins, counts, whole, path = binned
    rows: list[list[Cell]] = [[name] for name in bins]
    last: list[Cell] = [whole]
    sums: list[Sum] = []
    for name, column in counts.items():
        parts = [
            people(*_path(name, slug, each), number=number)
            for each, number in zip(bins, column, strict=True)
        ]
        for row, part in zip(rows, parts, strict=True):
            row.append(part)
        every: People = people(*path(name), number=sum(column))
        last.append(every)
        sums.append(total(every, parts))
    columns = [head, *(Column(name, "count") for name in counts)]
    table = Table(slug, title, columns, [*rows, last], folded=True, strong=(len(rows),), sums=sums)
    values = range(1, len(columns))
    return ColumnChart(slug, title, reading, table, label=label, values=values)
