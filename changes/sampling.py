"""Rows drawn by lot: exact in every stratum, and nested.

The rows a change may draw from are its sampling frame, parted into strata. The seed, the purpose
and the ids put the rows of each stratum in an order; the quota method of apportionment (Balinski
and Young 1975) merges these orders into one, of which the first rows are taken. With N rows, n of
them in a stratum, and a share f, the draw has f N rows, a half rounded up, and of the stratum f n
rows, rounded down or up. That can be had for all f at once: the k-th row is drawn where f N reaches
k - 1/2, and the j-th row of a stratum has to be drawn with f n above j - 1 and up to j, so that
each stratum offers one row at a time, and no stretch of draws has more rows due than it has draws.
Whoever is drawn for a small share is therefore drawn for a larger one too, which the largest
remainders alone do not grant.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil

import polars as pl

from ..model.instance import Instance
from ..model.tables import TableName

Stratum = tuple[str, ...]
"""The values that the rows of a stratum share."""


@dataclass(frozen=True)
class Frame:
    """The rows that a change may draw from.

    Parameters
    ----------
    table : str
        The table they stand in.
    by : tuple of str
        What the strata are told by.
    rows : mapping of str to Stratum
        The stratum of each row, by its id.
    """

    table: TableName
    by: tuple[str, ...]
    rows: Mapping[str, Stratum]


@dataclass(frozen=True)
class StratumCount:
    """How many rows of a stratum were drawn.

    Parameters
    ----------
    stratum : tuple of str
        The values that its rows share.
    rows, drawn : int
        Rows in the frame, and those of them that were drawn.
    """

    stratum: Stratum
    rows: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """Which rows a change has drawn.

    Parameters
    ----------
    change : int
        Place of the change in its list, from 0.
    what : str
        What the rows were drawn for, as in "tasks that come once more".
    table : str
        The table they stand in.
    by : tuple of str
        What the strata are told by.
    strata : tuple of StratumCount
        Every stratum of the frame, in order of its values.
    ids : tuple of str
        The rows drawn, in the order in which they were drawn.
    """

    change: int
    what: str
    table: TableName
    by: tuple[str, ...]
    strata: tuple[StratumCount, ...]
    ids: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Rows in the frame."""
        return sum(each.rows for each in self.strata)


def record(change: int, what: str, frame: Frame, ids: Sequence[str]) -> Draw:
    """Return the record of rows drawn from a frame."""
    drawn = frozenset(ids)
    counts: dict[Stratum, list[int]] = {}
    for id, stratum in frame.rows.items():
        count = counts.setdefault(stratum, [0, 0])
        count[0] += 1
        count[1] += id in drawn
    strata = tuple(StratumCount(each, *counts[each]) for each in sorted(counts))
    return Draw(change, what, frame.table, frame.by, strata, tuple(ids))


# Frames: tasks, clients and workers by what decides who may serve them, or whom they may serve.


def frame_tasks(instance: Instance, meant: pl.Series) -> Frame:
    """Return tasks by program, kind and their client's language.

    Parameters
    ----------
    instance : Instance
        The instance.
    meant : polars.Series
        Which tasks: booleans of shape (tasks,).
    """
    language: dict[str, str] = dict(instance.clients.select("id", "language").iter_rows())
    tasks = instance.tasks.filter(meant).select("id", "program", "kind", "client")
    rows = {id: (program, kind, language[of]) for id, program, kind, of in tasks.iter_rows()}
    return Frame("tasks", ("program", "kind", "language"), rows)


def frame_clients(clients: pl.DataFrame) -> Frame:
    """Return clients by their programs and their language."""
    rows = {
        id: (_joined(programs), language)
        for id, programs, language in clients.select("id", "programs", "language").iter_rows()
    }
    return Frame("clients", ("programs", "language"), rows)


def frame_workers(workers: pl.DataFrame) -> Frame:
    """Return workers by their programs and their languages."""
    rows = {
        id: (_joined(programs), _joined(languages))
        for id, programs, languages in workers.select("id", "programs", "languages").iter_rows()
    }
    return Frame("workers", ("programs", "languages"), rows)


def _joined(names: Iterable[str]) -> str:
    return ";".join(sorted(names))


# How many, and in which order.


def nearest(share: float | Fraction, of: int, by: int = 1) -> int:
    """Return share * of / by, rounded to the nearest whole, a half up; as decimals, exactly."""
    return int(_exact(share) * of / by + Fraction(1, 2))


def rounded_up(share: float, of: int) -> int:
    """Return a share of a number, rounded up; as decimals, exactly: 7 % of 100 are 7."""
    return ceil(_exact(share) * of)


def _exact(number: float | Fraction) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(repr(number))


def split_factor(factor: float) -> tuple[int, Fraction]:
    """Return a factor as a whole number and the rest below 1, as decimals, exactly."""
    whole, rest = divmod(_exact(factor), 1)
    return int(whole), rest


def draw_order(frame: Frame, seed: int, purpose: str) -> list[str]:
    """Return the ids of a frame in the order in which they are drawn.

    The order of the rows in their table has no part in it.

    Parameters
    ----------
    frame : Frame
        The rows, and their strata.
    seed : int
        Seed of the draw.
    purpose : str
        What is drawn for; draws for different purposes have nothing to do with each other.
    """
    strata = _shuffled(frame, seed, purpose)
    total = len(frame.rows)
    coming = [(1, place, 0) for place in range(len(strata))]
    offered: list[tuple[int, int, int, int]] = []
    order: list[str] = []
    for draw in range(1, total + 1):
        while coming and coming[0][0] <= draw:
            _, place, rank = heapq.heappop(coming)
            number, _ = strata[place][rank]
            due = _last_draw(rank + 1, len(strata[place]), total)
            heapq.heappush(offered, (due, number, place, rank))
        due, _, place, rank = heapq.heappop(offered)
        order.append(strata[place][rank][1])
        if rank + 1 < len(strata[place]):
            heapq.heappush(coming, (due + 1, place, rank + 1))
    return order


def _last_draw(number: int, size: int, total: int) -> int:
    """Return the last draw k with (k - 1/2) / total up to number / size."""
    return (2 * total * number + size) // (2 * size)


def deal(frame: Frame, seed: int, purpose: str, hands: int) -> list[list[str]]:
    """Return the ids of a frame dealt out evenly, and those of each stratum too.

    Parameters
    ----------
    frame : Frame
        The rows, and their strata.
    seed : int
        Seed of the lot.
    purpose : str
        What is dealt for.
    hands : int
        Among how many.
    """
    ids = [id for stratum in _shuffled(frame, seed, purpose) for _, id in stratum]
    return [ids[first::hands] for first in range(hands)]


def _shuffled(frame: Frame, seed: int, purpose: str) -> list[list[tuple[int, str]]]:
    """Return the rows of each stratum by lot, each with its number, and the strata by lot too."""
    strata: dict[Stratum, list[tuple[int, str]]] = {}
    for number, id in _numbered(frame.rows, seed, purpose):
        strata.setdefault(frame.rows[id], []).append((number, id))
    return sorted(sorted(each) for each in strata.values())


def _numbered(ids: Iterable[str], seed: int, purpose: str) -> Iterator[tuple[int, str]]:
    for id in ids:
        digest = sha256(f"{seed}|{purpose}|{id}".encode()).digest()
        yield int.from_bytes(digest[:8], "big"), id
