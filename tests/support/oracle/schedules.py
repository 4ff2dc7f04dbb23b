"""One worker's schedules: all of them for a few minutes, and day by day for many.

Nothing here knows how the library schedules; both answers come from the meaning of the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple


class Chunk(NamedTuple):
    """Work that may begin in period ``release`` and is due at the end of period ``due``."""

    release: int
    due: int
    minutes: int


class Prices(NamedTuple):
    """Thousandths of a minute; ``late`` is None where nothing may be late."""

    late: int | None
    overtime: int


Split = tuple[int, ...]
"""Minutes of one piece of work in every period."""

Schedule = tuple[int, tuple[Split, ...]]
"""What a schedule costs, and one split for each piece of work."""


@cache
def cheapest(
    chunks: tuple[Chunk, ...], regular: Split, extra: Split, prices: Prices
) -> Schedule | None:
    """Return the cheapest of all schedules in whole minutes.

    Parameters
    ----------
    chunks : tuple of Chunk
        The work.
    regular, extra : tuple of int
        Regular minutes of each period, and most overtime.
    prices : Prices
        Price of a minute late by a period, and of an overtime minute.

    Returns
    -------
    Schedule or None
        None if nothing fits.
    """
    room = tuple(a + b for a, b in zip(regular, extra, strict=True))
    # Schedules that fill the periods alike differ only in what is late, so the best of them stays.
    states: dict[Split, Schedule] = {(0,) * len(room): (0, ())}
    for chunk in chunks:
        grown: dict[Split, Schedule] = {}
        for used, (cost, before) in states.items():
            for split in _splits(chunk, used, room, prices.late is None):
                filled = tuple(a + b for a, b in zip(used, split, strict=True))
                total = cost + _late(chunk, split) * (prices.late or 0)
                if filled not in grown or total < grown[filled][0]:
                    grown[filled] = total, (*before, split)
        states = grown
    found = [
        (cost + prices.overtime * over(used, regular), splits)
        for used, (cost, splits) in states.items()
    ]
    return min(found, default=None)


def over(used: Sequence[int], regular: Sequence[int]) -> int:
    """Return the minutes above the regular ones."""
    return sum(max(0, a - b) for a, b in zip(used, regular, strict=True))


def _late(chunk: Chunk, split: Split) -> int:
    return sum(minutes * max(0, period - chunk.due) for period, minutes in enumerate(split))


def _splits(chunk: Chunk, used: Split, room: Split, on_time: bool) -> Iterator[Split]:
    last = min(chunk.due, len(room) - 1) if on_time else len(room) - 1
    free = [
        room[period] - used[period] if chunk.release <= period <= last else 0
        for period in range(len(room))
    ]

    def rest(period: int, left: int) -> Iterator[Split]:
        if period == len(free) - 1:
            if left <= free[period]:
                yield (left,)
            return
        for minutes in range(min(left, free[period]) + 1):
            for tail in rest(period + 1, left - minutes):
                yield (minutes, *tail)

    return rest(0, chunk.minutes)


def fewest_short_pieces(
    chunks: Sequence[Chunk], punctual: Sequence[bool], room: Sequence[int], late: int, least: int
) -> int | None:
    """Return the fewest short pieces of all schedules with so many minutes times periods late.

    Parameters
    ----------
    chunks : sequence of Chunk
        The work.
    punctual : sequence of bool
        Which of it must not be late.
    room : sequence of int
        Minutes of each period.
    late : int
        Minutes times periods late, at most.
    least : int
        Minutes of a piece that is not short; what lies in one period is no piece.

    Returns
    -------
    int or None
        None if there is no such schedule.
    """
    states: dict[tuple[Split, int], int] = {((0,) * len(room), 0): 0}
    for chunk, is_punctual in zip(chunks, punctual, strict=True):
        grown: dict[tuple[Split, int], int] = {}
        for (used, so_far), short in states.items():
            for split in _splits(chunk, used, tuple(room), is_punctual):
                filled = tuple(a + b for a, b in zip(used, split, strict=True))
                key = filled, so_far + _late(chunk, split)
                pieces = [minutes for minutes in split if minutes]
                more = sum(minutes < least for minutes in pieces) if len(pieces) > 1 else 0
                if key[1] <= late:
                    grown[key] = min(grown.get(key, short + more), short + more)
        states = grown
    return min(states.values(), default=None)


def simulated(chunks: Sequence[Chunk], minutes: Sequence[int]) -> tuple[int, int]:
    """Work day by day, minute by minute, always on what is due first.

    Parameters
    ----------
    chunks : sequence of Chunk
        The work.
    minutes : sequence of int
        Minutes of each day.

    Returns
    -------
    late, unfinished : int
        Minutes times periods late, and minutes left at the end.
    """
    left = [chunk.minutes for chunk in chunks]
    late = 0
    for day, available in enumerate(minutes):
        begun = [n for n, chunk in enumerate(chunks) if chunk.release <= day]
        for number in sorted(begun, key=lambda n: chunks[n].due):
            spent = min(left[number], available)
            left[number] -= spent
            available -= spent
            late += spent * max(0, day - chunks[number].due)
    return late, sum(left)


def frugal_overtime(chunks: Sequence[Chunk], regular: Split, extra: Split) -> list[int]:
    """Return the overtime of a worker who is late as little as possible, with as little of it.

    All overtime is granted first; then, from the first day to the last, as much is taken back as
    leaves lateness where it is. Overtime late in a window serves every later window too, so taking
    back the early minutes first leaves the least.
    """
    granted = list(extra)
    aim = simulated(chunks, [a + b for a, b in zip(regular, granted, strict=True)])
    for day in range(len(granted)):
        low, high = 0, granted[day]
        while low < high:
            granted[day] = (low + high) // 2
            now = simulated(chunks, [a + b for a, b in zip(regular, granted, strict=True)])
            low, high = (low, granted[day]) if now == aim else (granted[day] + 1, high)
        granted[day] = low
    return granted
