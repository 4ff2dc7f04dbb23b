"""What happens whatever the standard: clients who come and go, their work, absences, resignations.

Made once a replication and seed, before anybody decides who does what; every standard meets the
same world, so that differences between standards are differences of standards.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from .agency import Agency, Bools, Floats, Ints, Names
from .arrivals import draw_complexity, draw_stays, draw_tasks
from .parameters import SimulationParameters
from .staff import draw_staff


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
    pools : numpy.ndarray
        Whether a hybrid standard pools what comes in on a day, of shape (days,).
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
    pools: Bools


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
        pools=_find_pool_days(parameters, days),
    )


def _seasons(parameters: SimulationParameters, days: int) -> Floats:
    """Return the factor of the season on all rates, of shape (days,)."""
    month = np.arange(days) / parameters.month_days - parameters.warm_up_months
    wave = np.cos(2 * np.pi * (month - parameters.season_peak + 0.5) / 12)
    return np.asarray(1 + parameters.season * wave, dtype=np.float64)


def _find_pool_days(parameters: SimulationParameters, days: int) -> Bools:
    """Return the days on which a hybrid standard pools, of shape (days,)."""
    month = np.arange(days) // parameters.month_days - parameters.warm_up_months
    named = np.isin(month % 12 + 1, parameters.pool_months)
    return named if parameters.pool_months else np.ones(days, np.bool_)


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
