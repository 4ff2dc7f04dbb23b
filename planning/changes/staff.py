"""Rows of workers made, taken away and made alike: what several changes of staff share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from ...model.instance import Instance
from ...model.tables import SCHEMAS
from .names import LEFT, present

FTE_MINUTES_A_PERIOD = 331
"""Minutes for cases of one full-time worker in one period (assumed; 6,960 in 21 periods)."""

Row = dict[str, object]


def added(workers: pl.DataFrame, rows: Sequence[Row]) -> pl.DataFrame:
    """Return a table of workers with more rows."""
    return pl.concat([workers, pl.DataFrame(rows, schema=dict(SCHEMAS["workers"]))])


def free_names(instance: Instance, stem: str, number: int) -> list[str]:
    """Return names that no worker has: the stem and a running number."""
    taken = set(instance.workers["id"].to_list())
    found: list[str] = []
    at = 0
    while len(found) < number:
        at += 1
        if (name := f"{stem}-{at}") not in taken:
            found.append(name)
    return found


def usual(workers: pl.DataFrame, column: str) -> list[str]:
    """Return what at least half of the workers have in a column of lists, in order of name."""
    count = Counter[str](workers[column].explode().drop_nulls().to_list())
    return sorted(name for name, number in count.items() if 2 * number >= workers.height)


def gone(instance: Instance, leavers: Iterable[str]) -> pl.DataFrame:
    """Return the workers with some of them gone.

    Their rows stay, without minutes, languages or programs and in an office of their own, so that
    taking over one of their clients is a change of owner like any other, with its price and its
    transfer minutes.
    """
    left = pl.col("id").is_in(list(leavers))
    return instance.workers.with_columns(
        office=pl.when(left).then(pl.lit(LEFT)).otherwise("office"),
        unit=pl.when(left).then(pl.lit("")).otherwise("unit"),
        languages=pl.when(left).then(pl.col("languages").list.head(0)).otherwise("languages"),
        programs=pl.when(left).then(pl.col("programs").list.head(0)).otherwise("programs"),
        minutes=pl.when(left)
        .then(pl.col("minutes").list.eval(pl.element() * 0))
        .otherwise("minutes"),
    )


def fullness(workers: pl.DataFrame) -> dict[str, int]:
    """Return the regular minutes of each worker over all periods."""
    minutes: list[int] = workers["minutes"].list.sum().to_list()
    return dict(zip(workers["id"].to_list(), minutes, strict=True))


def emptiest_office(instance: Instance) -> Iterator[str]:
    """Yield, again and again, the office with the most task minutes a regular minute.

    Every office that is yielded counts as having one full-time worker more.
    """
    work = (
        instance.tasks.select("minutes", id="client")
        .join(instance.clients.select("id", "office"), on="id", how="left")
        .group_by("office")
        .agg(pl.col("minutes").sum())
    )
    needed: dict[str, int] = dict(work.select("office", "minutes").iter_rows())
    there = present(instance)
    offices = sorted({*instance.clients["office"].to_list(), *there["office"].to_list()})
    staff = dict.fromkeys(offices, 0)
    for office, minutes in there.select("office", pl.col("minutes").list.sum()).iter_rows():
        staff[office] += minutes
    full = FTE_MINUTES_A_PERIOD * instance.calendar.periods
    while True:
        office = max(offices, key=lambda each: (needed.get(each, 0) / max(staff[each], 1), each))
        staff[office] += full
        yield office
