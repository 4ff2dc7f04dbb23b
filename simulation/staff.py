"""Who is at work, who leaves, who comes after them and how fast they are: drawn, compiled."""

from __future__ import annotations

import numpy as np

from ..solver.compiled import compiled, compiled_part
from .agency import NOBODY, Bools, Ints
from .draws import AWAY, LEAVE, uniform


@compiled
def draw_staff(
    key: int,
    days: int,
    seats: int,
    share: float,
    shortest: int,
    longest: int,
    turnover: float,
    year: int,
    vacancy: int,
    speed: float,
    learning: int,
    month: int,
) -> tuple[Bools, Ints, Ints]:
    """Draw who is at work, who leaves, who comes after them and how fast they are."""
    present = np.ones((seats, days), np.bool_)
    person = np.full((seats, days), NOBODY, np.int64)
    speeds = np.full((seats, days), 1000, np.int64)
    leaves = 1.0 - (1.0 - turnover) ** (1.0 / year)
    people = seats
    for seat in range(seats):
        _draw_absences(key, seat, share, shortest, longest, present)
        who, since, back = seat, -1, -1
        for day in range(days):
            if who != NOBODY and day > 0 and uniform(key, LEAVE, seat, day) < leaves:
                who, back = NOBODY, day + vacancy
            if who == NOBODY and day == back:
                who, since = people, day
                people += 1
            person[seat, day] = who
            present[seat, day] &= who != NOBODY
            served = (day - since) // month
            if who != NOBODY and since >= 0 and served < learning:
                now = speed + (1.0 - speed) * served / learning
                speeds[seat, day] = int(now * 1000.0 + 0.5)
    return present, person, speeds


@compiled_part
def _draw_absences(
    key: int, seat: int, share: float, shortest: int, longest: int, present: Bools
) -> None:
    """Draw the absences of a seat.

    Who is not away begins an absence with the chance p that makes the share of days away
    L p / (L p + 1 - p), where L is the mean length; draws begin long before the first day.
    """
    mean = (shortest + longest) / 2.0
    chance = share / (mean * (1.0 - share) + share)
    before, away = 10 * longest, 0
    for day in range(-before, present.shape[1]):
        if away == 0 and uniform(key, AWAY, seat, 2 * (day + before)) < chance:
            width = longest - shortest + 1
            away = shortest + int(uniform(key, AWAY, seat, 2 * (day + before) + 1) * width)
        if away > 0:
            away -= 1
            if day >= 0:
                present[seat, day] = False
