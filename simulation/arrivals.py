"""Clients who come, leave and come back, and the work that they bring: drawn, compiled."""

from __future__ import annotations

import math

import numpy as np

from ..solver.compiled import compiled, compiled_part
from .agency import Floats, Ints
from .draws import (
    ARRIVE,
    COMPLEXITY,
    KIND,
    LATE,
    NEW,
    RETURN,
    STAY,
    TEMPLATE,
    THIN,
    TIME,
    WORK,
    exponential,
    gamma,
    lognormal,
    uniform,
)  # fmt: skip

EXIT, ARRIVAL, COMEBACK = 0, 1, 2
"""What clients do: leave, come for the first time, come back."""


@compiled
def draw_stays(
    key: int,
    there: int,
    days: float,
    coming: float,
    leaving: float,
    returns: float,
    return_days: float,
    room: int,
    stays_room: int,
) -> tuple[Ints, Ints, Floats, Floats, Ints, Ints, Ints, int, int, int]:
    """Draw who comes when, leaves when and comes back when; counts say how much room is needed."""
    like = np.zeros(room, np.int64)
    client = np.zeros(stays_room, np.int64)
    begin = np.zeros(stays_room, np.float64)
    end = np.zeros(stays_room, np.float64)
    changes = np.zeros((3, stays_room * 2), np.int64)
    clients, stays, count = 0, 0, 0
    now = 0.0
    while clients < there or coming > 0.0:
        if clients >= there:
            now += exponential(key, NEW, clients, 0) / coming
            if math.ceil(now) >= days:
                break
        if clients < room:
            new = int(uniform(key, TEMPLATE, clients, 0) * there)
            like[clients] = clients if clients < there else new
        since, at, what = np.ceil(now), 0, ARRIVAL
        while since < days:
            if clients >= there or at > 0:
                count = _note(changes, count, since, clients, what)
            until = days
            if leaving > 0.0:
                until = since + math.ceil(exponential(key, STAY, clients, at) / leaving)
            count = _note(changes, count, until, clients, EXIT) if until < days else count
            if stays < stays_room:
                client[stays], begin[stays], end[stays] = clients, since, min(until, days)
            stays += 1
            since = _come_back(key, clients, at, until, returns, return_days)
            at, what = at + 1, COMEBACK
        clients += 1
    return like, client, begin, end, changes[0], changes[1], changes[2], clients, stays, count


@compiled_part
def _note(changes: Ints, count: int, day: float, client: int, what: int) -> int:
    """Write down a change, if there is room, and return how many there are."""
    if count < changes.shape[1]:
        changes[0, count], changes[1, count], changes[2, count] = int(day), client, what
    return count + 1


@compiled_part
def _come_back(
    key: int, client: int, at: int, until: float, returns: float, return_days: float
) -> float:
    """Return when a client who leaves comes back: infinity for never."""
    if uniform(key, RETURN, client, 2 * at) >= returns:
        return np.inf
    return until + 1.0 + math.floor(uniform(key, RETURN, client, 2 * at + 1) * return_days)


@compiled
def draw_complexity(key: int, like: Ints, there: int, given: Floats, cv: float) -> Floats:
    """Return each client's factor: the given one where it is known, else a gamma number."""
    found = np.empty(like.size, np.float64)
    for client in range(like.size):
        if client < there and given[client] > 0.0:
            found[client] = given[client]
        else:
            found[client] = gamma(key, COMPLEXITY, client, cv)
    return found


@compiled
def draw_tasks(
    key: int,
    stay_client: Ints,
    stay_begin: Floats,
    stay_end: Floats,
    bundle: Ints,
    complexity: Floats,
    cumulative: Floats,
    thinning: Floats,
    kind_ticks: Ints,
    kind_due: Ints,
    opening: int,
    day_length: int,
    after_close: float,
    is_exponential: bool,
    cv: float,
    room: int,
) -> tuple[Ints, Ints, Ints, Ints, Ints, int]:
    """Draw the work of all stays: Poisson arrivals, thinned by seasons and shocks."""
    found = np.zeros((5, room), np.int64)
    count, last, number = 0, -1, 0
    days = thinning.shape[1]
    for stay in range(stay_client.size):
        who = stay_client[stay]
        row = cumulative[bundle[who]]
        total = row[row.size - 1]
        if who != last:
            last, number = who, 0
        now = stay_begin[stay]
        while total > 0.0 and now < stay_end[stay]:
            now += exponential(key, ARRIVE, who, number) / total
            kind = _find_kind(row, uniform(key, KIND, who, number) * total)
            is_kept = now < stay_end[stay]
            is_kept = is_kept and uniform(key, THIN, who, number) < thinning[kind, int(now)]
            late = uniform(key, LATE, who, number) < after_close
            day = int(now) + 1 if late else int(now)
            if is_kept and day < days:
                if count < room:
                    tick = 0 if late else int(uniform(key, TIME, who, number) * opening)
                    factor = _factor(key, who, number, is_exponential, cv) * complexity[who]
                    found[0, count] = day * day_length + tick
                    found[1, count], found[2, count] = who, kind
                    found[3, count] = max(1, int(np.rint(kind_ticks[kind] * factor)))
                    found[4, count] = day + kind_due[kind]
                count += 1
            number += 1
    return found[0], found[1], found[2], found[3], found[4], count


@compiled_part
def _find_kind(cumulative: Floats, point: float) -> int:
    """Return the first kind whose sum of rates is above a point."""
    kind = 0
    while cumulative[kind] <= point and kind < cumulative.size - 1:
        kind += 1
    return kind


@compiled_part
def _factor(key: int, client: int, number: int, is_exponential: bool, cv: float) -> float:
    if is_exponential:
        return exponential(key, WORK, client, number)
    return lognormal(key, WORK, client, number, cv)
