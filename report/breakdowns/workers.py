"""Each worker by name: days, load against capacity, caseload; not for the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ...model.instance import Instance
from ..charts import BarChart, StripChart
from ..document import Section
from ..tables import Cell, Column, Table
from .counted import Found
from .days import day_name
from .distributions import TODAY

_MOST = 60
"""Workers who are drawn one by one; of more, the fullest."""

_STRIPS = (
    "A box is a day, filled as far as the worker's minutes of the day are used; hatched above the "
    "box is overtime, a thin line a day away. Beside each strip stands the share of all minutes "
    "that is used, and after + the days with overtime."
)
_LOAD = (
    "Bars are minutes worked; the line across them is the worker's regular minutes, and what goes "
    "over it is hatched."
)


def workers_section(instance: Instance, found: Found) -> Section:
    """Return every worker's days, load and caseload, or those of the fullest ones."""
    names = _fullest(found)
    workers = next(iter(found.values()))["load"].height
    some = ""
    if workers > len(names):
        some = f" These are the {len(names)} workers with the highest load of all {workers:,}."
    charts = [_days(instance, found, names), _load(found, names), _caseload(found, names)]
    return Section("Each worker", [replace(each, reading=each.reading + some) for each in charts])


def _fullest(found: Found) -> list[str]:
    """Return the workers to be drawn, in the order of the instance."""
    every = next(iter(found.values()))["load"]
    if every.height <= _MOST:
        return every["worker"].to_list()
    load = pl.concat([frames["load"] for frames in found.values()])
    most = load.group_by("worker").agg(pl.col("utilisation").max().fill_null(0))
    chosen = most.sort("utilisation", "worker", descending=[True, False]).head(_MOST)["worker"]
    return every.filter(pl.col("worker").is_in(chosen.implode()))["worker"].to_list()


def _of(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    return frame.filter(pl.col("worker").is_in(list(names)))


def _days(instance: Instance, found: Found, names: Sequence[str]) -> StripChart:
    title = "Every worker, every day"
    frames = [_of(frames["worker_days"], names) for frames in found.values()]
    first = frames[0]
    worked = [frame["worked"].to_list() for frame in frames]
    days = [day_name(instance, period) for period in range(instance.calendar.periods)]
    rows: list[list[Cell]] = [
        [worker, days[period], regular, *(column[at] for column in worked)]
        for at, (worker, period, regular) in enumerate(
            first.select("worker", "period", "regular").iter_rows()
        )
    ]
    columns = [Column("worker"), Column("day"), Column("regular", "amount")]
    columns += [Column(name, "amount") for name in found]
    table = Table("worker-days", title, columns, rows, heads=2, folded=True)
    values = range(3, len(columns))
    return StripChart("worker-days", title, _STRIPS, table, limit=2, values=values)


def _load(found: Found, names: Sequence[str]) -> BarChart:
    title = "Load of each worker against regular minutes"
    frames = {name: _of(frames["load"], names) for name, frames in found.items()}
    first = next(iter(frames.values()))
    columns = [Column("worker"), Column("regular", "amount")]
    columns += [Column(name, "amount") for name in frames]
    worked = [frame["worked"].to_list() for frame in frames.values()]
    rows: list[list[Cell]] = [
        [worker, regular, *(column[at] for column in worked)]
        for at, (worker, regular) in enumerate(first.select("worker", "regular").iter_rows())
    ]
    table = Table("worker-load", title, columns, rows, folded=True)
    return BarChart(
        "worker-load",
        title,
        _LOAD,
        table,
        label="minutes worked",
        values=range(2, len(columns)),
        limit=1,
    )


def _caseload(found: Found, names: Sequence[str]) -> BarChart:
    title = "Clients of each worker, today and planned"
    frames = {name: _of(frames["caseload"], names) for name, frames in found.items()}
    first = next(iter(frames.values()))
    owned = {TODAY: first["clients_today"].to_list()}
    owned |= {name: frame["clients"].to_list() for name, frame in frames.items() if name != TODAY}
    rows: list[list[Cell]] = [
        [worker, *(column[at] for column in owned.values())]
        for at, worker in enumerate(first["worker"].to_list())
    ]
    columns = [Column("worker"), *(Column(name, "count") for name in owned)]
    table = Table("worker-clients", title, columns, rows, folded=True)
    reading = "Bars are the clients that a worker owns, today and in each plan."
    return BarChart(
        "worker-clients",
        title,
        reading,
        table,
        label="clients owned",
        values=range(1, len(columns)),
    )
