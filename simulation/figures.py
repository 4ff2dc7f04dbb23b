"""What a replication was like: waits, deadlines, backlog, overtime, and whom clients met.

Tasks that came in after the warm-up count. Waits are in working minutes: from opening to the end of
the longest regular day, nights and overtime left out. A task that nobody had begun by the end has
waited until then, at least.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from .agency import TICKS, Agency, Bools, Floats, Ints, Names
from .parameters import SimulationParameters
from .state import (
    BEGUN,
    HANDOFF,
    LEFT,
    OPEN_TASKS,
    OPEN_WORK,
    OVERTIME,
    PERSON,
    PIECES,
    PLANNED,
    TASK,
    WORKED,
    State,
)
from .world import World

Key = tuple[str, str]
"""A figure, and what it is of: a kind of work, a program, or nothing."""

WINDOWS = (3, 6, 12)
"""Months in which the workers a client meets are counted."""

AFTER_LEAVING = 3
"""Months after a worker left in which the deadlines of the worker's clients are looked at."""


class Definition(NamedTuple):
    """A figure: its unit, which way is better, and what it is in words."""

    unit: str
    better: str
    text: str


FIGURES: Mapping[str, Definition] = {
    "on_time": Definition(
        "share",
        "higher",
        "tasks done by the end of the day they are due, of those due in the time measured",
    ),
    "on_time_same_day": Definition(
        "share", "higher", "tasks on time of those due on the day they come in"
    ),
    "wait_mean": Definition("minutes", "lower", "working minutes until a task is begun, mean"),
    "wait_p50": Definition("minutes", "lower", "working minutes until a task is begun, median"),
    "wait_p90": Definition(
        "minutes", "lower", "working minutes until a task is begun, 90th percentile"
    ),
    "wait_p99": Definition(
        "minutes", "lower", "working minutes until a task is begun, 99th percentile"
    ),
    "backlog": Definition("tasks per worker", "lower", "open tasks at the end of a day, mean"),
    "backlog_end": Definition("tasks per worker", "lower", "open tasks at the end"),
    "growth": Definition(
        "share of a month's minutes",
        "lower",
        "growth of open work per month: slope of the straight line through the ends of days",
    ),
    "overtime": Definition("minutes per worker and day", "lower", "overtime worked"),
    "utilisation": Definition(
        "share", "", "minutes worked, of the regular minutes of those present"
    ),
    "minutes_per_task": Definition(
        "minutes",
        "lower",
        "minutes worked per task done, hand-offs, interpreters and learners included",
    ),
    "workers_met_3": Definition(
        "workers", "lower", "workers who did something for a client in the first 3 months"
    ),
    "workers_met_6": Definition(
        "workers", "lower", "workers who did something for a client in the first 6 months"
    ),
    "workers_met_12": Definition(
        "workers", "lower", "workers who did something for a client in the first 12 months"
    ),
    "one_worker_12": Definition(
        "share", "higher", "clients with one worker only in the first 12 months"
    ),
    "tellings": Definition(
        "per 100 contacts", "lower", "contacts with a worker whom the client has not met before"
    ),
    "handoffs": Definition(
        "per 100 tasks",
        "lower",
        "tasks taken up by somebody else than who last worked for the client",
    ),
    "owner_changes": Definition(
        "per 100 clients and year", "lower", "changes of owner: the owner left, or planned"
    ),
    "left_clients": Definition("per 100 clients and year", "lower", "clients whose owner left"),
    "left_on_time": Definition(
        "share",
        "higher",
        "tasks on time that came to clients in the three months after their owner left",
    ),
}
"""Every figure of a simulation."""

SERIES = ("backlog", "backlog_minutes", "on_time", "overtime", "worked", "arrived")
"""What is told month by month: open tasks and their minutes at the end, the share on time of the
tasks due in the month, overtime and regular minutes worked, tasks that came in."""


class Replication(NamedTuple):
    """What one replication was like under one standard.

    Parameters
    ----------
    figures : mapping
        Numbers by figure and what they are of; None where there is nothing to measure.
    series : numpy.ndarray
        Months as rows, ``SERIES`` as columns; of shape (months, series).
    """

    figures: dict[Key, float | None]
    series: Floats


def measure(
    agency: Agency,
    names: Names,
    world: World,
    state: State,
    parameters: SimulationParameters,
) -> Replication:
    """Return what a replication was like.

    Parameters
    ----------
    agency, names : Agency and Names
        The agency.
    world : World
        What happened from outside.
    state : State
        What came of it, after the last day.
    parameters : SimulationParameters
        Days of a month and months of warm-up.
    """
    first = parameters.warm_up_months * parameters.month_days
    counted = world.task_at >= first * world.day_length
    tasks = _Tasks(
        waits=_waits(agency, world, state),
        counted=counted,
        due=counted & (world.task_due < world.days),
        on_time=_is_on_time(world, state),
    )
    figures: dict[Key, float | None] = {}
    _measure_tasks(figures, agency, names, world, tasks)
    _measure_staff(figures, agency, world, state, first, parameters)
    _measure_clients(figures, agency, world, state, first, parameters, tasks)
    return Replication(figures, _series(world, state, first, parameters, tasks))


class _Tasks(NamedTuple):
    """Waits in minutes; which tasks count, which are due in the time, which were on time."""

    waits: Floats
    counted: Bools
    due: Bools
    on_time: Bools


def working_ticks(tick: Ints, day_length: int, regular: int) -> Ints:
    """Return how many regular ticks have gone by at a tick."""
    day, rest = np.divmod(tick, day_length)
    return np.asarray(day * regular + np.minimum(rest, regular), dtype=np.int64)


def _waits(agency: Agency, world: World, state: State) -> Floats:
    regular = int(agency.day_ticks.max())
    end = world.days * world.day_length
    begun = np.where(state.first_begun >= 0, state.first_begun, end)
    ticks = working_ticks(begun, world.day_length, regular)
    ticks -= working_ticks(world.task_at, world.day_length, regular)
    return np.asarray(ticks / TICKS, dtype=np.float64)


def _is_on_time(world: World, state: State) -> Bools:
    return np.asarray(
        (state.done_at >= 0) & (state.done_at <= (world.task_due + 1) * world.day_length)
    )


def _measure_tasks(
    figures: dict[Key, float | None], agency: Agency, names: Names, world: World, tasks: _Tasks
) -> None:
    kind_names = [kind for _, kind in names.kinds]
    program = agency.kind_program[world.task_kind]
    figures["on_time", ""] = _mean(tasks.on_time[tasks.due])
    same_day = tasks.due & (agency.kind_due[world.task_kind] == 0)
    figures["on_time_same_day", ""] = _mean(tasks.on_time[same_day])
    for at, name in enumerate(names.programs):
        figures["on_time", name] = _mean(tasks.on_time[tasks.due & (program == at)])
    _add_waits(figures, "", tasks.waits[tasks.counted])
    for name in sorted(set(kind_names)):
        mine = np.array([each == name for each in kind_names])[world.task_kind]
        _add_waits(figures, name, tasks.waits[tasks.counted & mine])


def _add_waits(figures: dict[Key, float | None], of: str, waits: Floats) -> None:
    figures["wait_mean", of] = _mean(waits)
    for percent in (50, 90, 99):
        found = float(np.percentile(waits, percent)) if waits.size else None
        figures[f"wait_p{percent}", of] = found


def _measure_staff(
    figures: dict[Key, float | None],
    agency: Agency,
    world: World,
    state: State,
    first: int,
    parameters: SimulationParameters,
) -> None:
    seats, daily = agency.seat_office.size, state.daily[:, first:]
    days = daily.shape[1]
    present = world.present[:, first:]
    done = int((state.done_at >= first * world.day_length).sum())
    figures["backlog", ""] = float(daily[OPEN_TASKS].mean() / seats)
    figures["backlog_end", ""] = float(daily[OPEN_TASKS, -1] / seats)
    place: Floats = np.arange(days, dtype=np.float64) - (days - 1) / 2
    slope = float(place @ daily[OPEN_WORK]) / max(float(place @ place), 1.0)
    figures["growth", ""] = slope / float(agency.day_ticks.sum())
    worker_days = int(present.sum())
    figures["overtime", ""] = _ratio(daily[OVERTIME].sum() / TICKS, worker_days)
    minutes = float((present * agency.day_ticks[:, None]).sum())
    figures["utilisation", ""] = _ratio(float(daily[WORKED].sum()), minutes)
    figures["minutes_per_task", ""] = _ratio(daily[WORKED].sum() / TICKS, done)


def _measure_clients(
    figures: dict[Key, float | None],
    agency: Agency,
    world: World,
    state: State,
    first: int,
    parameters: SimulationParameters,
    tasks: _Tasks,
) -> None:
    piece = state.piece[:, : int(state.counter[PIECES])]
    begin = first * world.day_length
    client = world.task_client[piece[TASK]]
    people = int(world.person.max()) + 1
    for months in WINDOWS:
        end = begin + months * parameters.month_days * world.day_length
        if end > world.days * world.day_length:
            continue
        inside = (piece[BEGUN] >= begin) & (piece[BEGUN] < end)
        pairs = np.unique(client[inside] * people + piece[PERSON, inside])
        each = np.unique(pairs // people, return_counts=True)[1]
        figures[f"workers_met_{months}", ""] = _mean(each)
        if months == max(WINDOWS):
            figures[f"one_worker_{months}", ""] = _mean(each == 1)
    _add_tellings(figures, agency, world, state, piece, begin, people)
    began = piece[BEGUN] >= begin
    handoffs = _mean(piece[HANDOFF, began])
    figures["handoffs", ""] = None if handoffs is None else 100 * handoffs
    years = (world.days - first) / (12 * parameters.month_days)
    clients = max(int(state.is_here.sum()), 1)
    moved = state.moved[:, first:].sum(axis=1)
    figures["owner_changes", ""] = float(100 * (moved[LEFT] + moved[PLANNED]) / clients / years)
    figures["left_clients", ""] = float(100 * moved[LEFT] / clients / years)
    left = state.owner_left[world.task_client]
    days = world.task_at // world.day_length - left
    soon = (left >= first) & (days >= 0) & (days < AFTER_LEAVING * parameters.month_days)
    figures["left_on_time", ""] = _mean(tasks.on_time[tasks.due & soon])


def _add_tellings(
    figures: dict[Key, float | None],
    agency: Agency,
    world: World,
    state: State,
    piece: Ints,
    begin: int,
    people: int,
) -> None:
    """Count contacts with a worker whom the client has not met; the first owner is known."""
    contact = agency.kind_contact[world.task_kind[piece[TASK]]]
    met = piece[:, contact]
    pair = world.task_client[met[TASK]] * people + met[PERSON]
    place = np.unique(pair, return_index=True)[1]
    is_first = np.zeros(pair.size, np.bool_)
    is_first[place] = True
    there = agency.owner.size
    known = np.flatnonzero(agency.owner >= 0) * people + agency.owner[agency.owner >= 0]
    assert there <= world.client_like.size
    is_first &= ~np.isin(pair, known)
    share = _mean(is_first[met[BEGUN] >= begin])
    figures["tellings", ""] = None if share is None else 100 * share


def _series(
    world: World, state: State, first: int, parameters: SimulationParameters, tasks: _Tasks
) -> Floats:
    month = parameters.month_days
    months = (world.days - first) // month
    found = np.full((months, len(SERIES)), np.nan)
    arrived = world.task_at // world.day_length
    for at in range(months):
        start, end = first + at * month, first + (at + 1) * month
        due = (world.task_due >= start) & (world.task_due < end)
        share = _mean(tasks.on_time[due])
        found[at] = (
            state.daily[OPEN_TASKS, end - 1],
            state.daily[OPEN_WORK, end - 1] / TICKS,
            np.nan if share is None else share,
            state.daily[OVERTIME, start:end].sum() / TICKS,
            state.daily[WORKED, start:end].sum() / TICKS,
            ((arrived >= start) & (arrived < end)).sum(),
        )
    return found


def _mean(values: Floats | Ints | Bools) -> float | None:
    return float(values.mean()) if values.size else None


def _ratio(amount: float, of: float) -> float | None:
    return float(amount / of) if of > 0 else None
