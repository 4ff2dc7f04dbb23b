"""What happens whatever the standard: clients who come and go, their work, absences, resignations.

Made once a replication and seed, before anybody decides who does what; every standard meets the
same world, so that differences between standards are differences of standards.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..solver.compiled import compiled, compiled_part
from .agency import NOBODY, Agency, Bools, Floats, Ints, Names
from .draws import (
    ARRIVE,
    AWAY,
    COMPLEXITY,
    KIND,
    LATE,
    LEAVE,
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
)
from .parameters import SimulationParameters

EXIT, ARRIVAL, COMEBACK = 0, 1, 2
"""What clients do: leave, come for the first time, come back."""


class World(NamedTuple):
    """Everything that happens from outside.

    Parameters
    ----------
    days : int
        Business days, the warm-up included.
    day_length : int
        Ticks of the longest day, overtime included: the day d begins at d x day_length.
    client_like : numpy.ndarray
        Row of the agency's client whose office, language and bundle a client has, of shape
        (clients,); those who are there from the beginning come first, as themselves.
    complexity : numpy.ndarray
        Factor on the minutes of a client's tasks, of shape (clients,).
    standing : numpy.ndarray
        Whole minutes a client needs in a usual month, at least 1, of shape (clients,).
    change_day, change_client, change : numpy.ndarray
        What clients do on which day, in the order of days, then clients, of shape (changes,).
    task_at, task_client, task_kind, task_ticks, task_due : numpy.ndarray
        Tick of arrival, client, kind, ticks at full speed and in the client's language, and day
        due, in the order of arrival, then of clients, of shape (tasks,).
    present : numpy.ndarray
        Whether the worker of a seat is at work, of shape (seats, days).
    person : numpy.ndarray
        Who has the seat, or ``NOBODY`` where it is vacant, of shape (seats, days).
    speed : numpy.ndarray
        Thousandths of full speed, of shape (seats, days).
    """

    days: int
    day_length: int
    client_like: Ints
    complexity: Floats
    standing: Ints
    change_day: Ints
    change_client: Ints
    change: Ints
    task_at: Ints
    task_client: Ints
    task_kind: Ints
    task_ticks: Ints
    task_due: Ints
    present: Bools
    person: Ints
    speed: Ints


def make_world(
    agency: Agency,
    names: Names,
    parameters: SimulationParameters,
    months: int,
    seed: int,
    replication: int,
) -> World:
    """Return what happens in a replication.

    Parameters
    ----------
    agency : Agency
        The agency at the beginning.
    names : Names
        What its indices stand for.
    parameters : SimulationParameters
        Rates and shares.
    months : int
        Months that are measured; those of the warm-up come before them.
    seed, replication : int
        The key of all draws.
    """
    days = (months + parameters.warm_up_months) * parameters.month_days
    key = seed * 1_000_003 + replication
    factors = _seasons(parameters, days)
    day_length = int(agency.day_ticks.max() + agency.overtime_ticks)
    stays = _draw_stays(agency, parameters, days, key)
    standing, tasks = _draw_tasks(agency, parameters, names, stays, factors, key)
    order = np.lexsort((tasks[1], tasks[0]))
    staff = draw_staff(
        key,
        days,
        agency.day_ticks.size,
        parameters.absence_share,
        *parameters.absence_spell,
        parameters.turnover,
        12 * parameters.month_days,
        -1 if parameters.vacancy_days is None else parameters.vacancy_days,
        parameters.start_speed,
        parameters.learning_months,
        parameters.month_days,
    )
    changes = np.lexsort((stays.change_client, stays.change_day))
    return World(
        days=days,
        day_length=day_length,
        client_like=stays.like,
        complexity=stays.complexity,
        standing=standing,
        change_day=stays.change_day[changes],
        change_client=stays.change_client[changes],
        change=stays.change[changes],
        task_at=tasks[0][order],
        task_client=tasks[1][order],
        task_kind=tasks[2][order],
        task_ticks=tasks[3][order],
        task_due=tasks[4][order],
        present=staff[0],
        person=staff[1],
        speed=staff[2],
    )


def _seasons(parameters: SimulationParameters, days: int) -> Floats:
    """Return the factor of the season on all rates, of shape (days,)."""
    month = np.arange(days) / parameters.month_days - parameters.warm_up_months
    wave = np.cos(2 * np.pi * (month - parameters.season_peak + 0.5) / 12)
    return np.asarray(1 + parameters.season * wave, dtype=np.float64)


class _Stays(NamedTuple):
    """The clients, and from when to when they are there, of shape (stays,)."""

    like: Ints
    complexity: Floats
    client: Ints
    begin: Floats
    end: Floats
    change_day: Ints
    change_client: Ints
    change: Ints


def _draw_stays(agency: Agency, parameters: SimulationParameters, days: int, key: int) -> _Stays:
    there = agency.client_office.size
    coming = there * parameters.new_clients / parameters.month_days
    leaving = -math.log1p(-min(parameters.exits, 0.999999)) / parameters.month_days
    room = int(there + coming * days + 8 * math.sqrt(coming * days + 1) + 16)
    stays_room = room * 2 + 64
    while True:
        found = draw_stays(
            key,
            there,
            float(days),
            coming,
            leaving,
            parameters.returns,
            float(parameters.return_days),
            room,
            stays_room,
        )
        like, client, begin, end, change_day, change_client, change, clients, stays, changes = found
        if clients <= room and stays <= stays_room and changes <= stays_room * 2:
            break
        room, stays_room = max(room, clients) * 2, max(stays_room, stays, changes) * 2
    complexity = draw_complexity(
        key, like[:clients], there, agency.complexity, parameters.complexity_cv
    )
    return _Stays(
        like[:clients],
        complexity,
        client[:stays],
        begin[:stays],
        end[:stays],
        change_day[:changes],
        change_client[:changes],
        change[:changes],
    )


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


def _draw_tasks(
    agency: Agency,
    parameters: SimulationParameters,
    names: Names,
    stays: _Stays,
    factors: Floats,
    key: int,
) -> tuple[Ints, tuple[Ints, ...]]:
    bundle = agency.client_bundle[stays.like]
    month = agency.rates @ agency.kind_ticks / 1000 * parameters.month_days
    standing = np.maximum(np.rint(month[bundle] * stays.complexity), 1).astype(np.int64)
    by_kind = np.ones((agency.kind_ticks.size, factors.size)) * factors
    for each in parameters.shocks:
        first = parameters.warm_up_months * parameters.month_days + each.first_day
        by_kind[_hit(names, each.kinds), first : first + each.days] *= each.factor
    highest = by_kind.max(axis=1)
    rates = agency.rates * highest
    total = rates.sum(axis=1)
    expected = float((total[bundle[stays.client]] * (stays.end - stays.begin)).sum())
    room = int(expected + 8 * math.sqrt(expected + 1) + 64)
    cumulative = np.cumsum(rates, axis=1)
    arguments = (
        key, stays.client, stays.begin, stays.end, bundle, stays.complexity, cumulative,
        by_kind / np.where(highest > 0, highest, 1.0)[:, None], agency.kind_ticks, agency.kind_due,
        int(agency.day_ticks.max() * parameters.opening_share),
        int(agency.day_ticks.max() + agency.overtime_ticks), parameters.after_close,
        parameters.duration == "exponential", parameters.minutes_cv,
    )  # fmt: skip
    while True:
        *columns, count = draw_tasks(*arguments, room)
        if count <= room:
            return standing, tuple(column[:count] for column in columns)
        room = count + 64


def _hit(names: Names, kinds: tuple[str, ...]) -> Ints:
    """Return the indices of the kinds that a shock hits."""
    hit = [at for at, (_, kind) in enumerate(names.kinds) if not kinds or kind in kinds]
    return np.array(hit, dtype=np.int64)


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
