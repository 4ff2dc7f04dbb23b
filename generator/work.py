"""The tasks: what has to be done for whom, from when, until when, and in how many minutes.

The horizon is a stretch of an agency in steady state that keeps its deadlines (assumed): work
arrived before the first period and goes on arriving after the last one. Each task has a completion
date planned at random, uniformly, between its release and its due period, and belongs to the
horizon if that date does. So

- the tasks of a month are as many as the rates say, for every length of the deadlines, and their
  minutes are scaled by one factor to what the rates and mean minutes say;
- tasks released before the horizon are there from period 0 on (the backlog), with what is left of
  their deadline; none is overdue at the start (``overdue_share`` makes some so afterwards);
- of the tasks released late with a due period beyond the end, only those planned for this horizon
  are in it, so that a due period that counts as the last one makes no rush at the end; the table
  keeps the true due period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draw import Floats, Ints, triangular_days, unit_lognormal
from .kinds import Kind, compute_expected
from .parameters import GeneratorParameters
from .people import People, find_holders


@dataclass(frozen=True)
class Work:
    """The tasks as columns, sorted by release, client and kind.

    Parameters
    ----------
    client, kind, program : numpy.ndarray
        Indices of the clients, of ``parameters.kinds``, and of the program in the client's bundle,
        of shape (tasks,).
    minutes : numpy.ndarray
        Whole minutes, at least 1, of shape (tasks,).
    release, due : numpy.ndarray
        Periods, of shape (tasks,); releases are at least 0, dues may lie beyond the horizon.
    """

    client: Ints
    kind: Ints
    program: Ints
    minutes: Ints
    release: Ints
    due: Ints


def draw_work(
    rng: np.random.Generator, people: People, months: int, parameters: GeneratorParameters
) -> Work:
    """Draw the tasks of a horizon.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream to draw from.
    people : People
        The clients.
    months : int
        Length of the horizon.
    parameters : GeneratorParameters
        Kinds, arrivals and variation.

    Returns
    -------
    Work
        The tasks.
    """
    parts = [
        _draw_kind(rng, number, kind, people, months, parameters)
        for number, kind in enumerate(parameters.kinds)
    ]
    columns = [np.zeros((5, 0), dtype=np.int64), *(part[0] for part in parts)]
    minutes = np.concatenate([np.zeros(0), *(part[1] for part in parts)])
    client, kind, program, release, due = np.concatenate(columns, axis=1)
    order = np.lexsort((kind, client, release))
    return Work(
        client[order],
        kind[order],
        program[order],
        _calibrate(minutes, people, months, parameters)[order],
        release[order],
        due[order],
    )


def compute_standing(people: People, parameters: GeneratorParameters) -> Ints:
    """Return what each client needs in a usual month, in whole minutes.

    Parameters
    ----------
    people : People
        The clients.
    parameters : GeneratorParameters
        The rates and mean minutes, from which the tasks are drawn too.

    Returns
    -------
    numpy.ndarray
        The minutes of the bundle times the client's complexity, at least 1, of shape (clients,).
    """
    each = [compute_expected(bundle, parameters.kinds)[1] for bundle in parameters.bundles]
    minutes = np.array(each)[people.bundle] * people.complexity
    return np.maximum(np.rint(minutes), 1).astype(np.int64)


def _calibrate(
    minutes: Floats, people: People, months: int, parameters: GeneratorParameters
) -> Ints:
    """Scale the minutes of all tasks by one factor to the total that the rates promise.

    Without it a small agency would be idle or overrun by the luck of its draws: the factor of a
    unit is within about 6 % of 1, that of an office within about 1.5 %.
    """
    held = np.bincount(people.bundle, minlength=len(parameters.bundles))
    each = [compute_expected(bundle, parameters.kinds)[1] for bundle in parameters.bundles]
    factor = months * float(held @ np.array(each)) / max(float(minutes.sum()), 1.0)
    return np.maximum(np.rint(minutes * factor), 1).astype(np.int64)


def _draw_kind(
    rng: np.random.Generator,
    number: int,
    kind: Kind,
    people: People,
    months: int,
    parameters: GeneratorParameters,
) -> tuple[Ints, Floats]:
    """Return the tasks of one kind: the whole columns of ``Work`` but the minutes, and these."""
    clients = np.flatnonzero(find_holders(parameters, kind.program)[people.bundle])
    length = parameters.month_days
    days = kind.working_days(parameters.calendar_ratio)
    widest = max(days, length - 1) if kind.due_unit == "month end" else days
    before = (length - 1 + widest) // length
    client, arrived = _draw_arrivals(rng, kind, clients, range(-before, months), parameters)
    due = arrived + days
    if kind.due_unit == "month end":
        due = np.maximum(due, (arrived // length + 1) * length - 1)
    planned = rng.integers(arrived, due, endpoint=True)
    minutes = kind.minutes * unit_lognormal(rng, parameters.minutes_cv, client.size)
    minutes *= people.complexity[client]
    program = _draw_programs(rng, kind, people.bundle[client], parameters)
    stays = (planned >= 0) & (planned < months * length)
    code = np.full(client.size, number, dtype=np.int64)
    columns = (client, code, program, np.maximum(arrived, 0), due)
    return np.stack(columns)[:, stays], minutes[stays]


def _draw_arrivals(
    rng: np.random.Generator,
    kind: Kind,
    clients: Ints,
    months: range,
    parameters: GeneratorParameters,
) -> tuple[Ints, Ints]:
    """Return the clients and the days of arrival of all tasks of a kind in the months given."""
    length = parameters.month_days
    if kind.arrival == "any day":
        count = rng.poisson(kind.rate * clients.size * len(months))
        first, last = months.start * length, months.stop * length
        who = clients[rng.integers(0, clients.size, count)] if count else clients[:0]
        return who, rng.integers(first, last, count)
    parts = [clients[rng.random(clients.size) < kind.rate] for _ in months]
    start = np.repeat(np.array(months, dtype=np.int64) * length, [part.size for part in parts])
    who = np.concatenate(parts)
    if kind.arrival == "visit":
        return who, start + rng.integers(0, length, who.size)
    first_day = (0, 0, 0)
    days = {"report": parameters.report_days, "form": parameters.form_days}
    return who, start + triangular_days(rng, days.get(kind.arrival, first_day), who.size)


def _draw_programs(
    rng: np.random.Generator, kind: Kind, bundle: Ints, parameters: GeneratorParameters
) -> Ints:
    """Return where in the client's bundle the program of each task stands."""
    if kind.program is None:
        sizes = np.array([len(row.programs) for row in parameters.bundles])
        return rng.integers(0, sizes[bundle])
    places = [
        row.programs.index(kind.program) if kind.program in row.programs else 0
        for row in parameters.bundles
    ]
    return np.array(places, dtype=np.int64)[bundle]
