"""An agency as arrays: who works there, who is served, and what work comes how often.

Rates, minutes and deadlines are those of the instance's own tasks. Of a kind of work of a program,

- rate = its tasks / (clients who hold the program x months of the instance);
- standard minutes = their mean;
- deadline = the median of due - release over those released after the first period, whose release
  is not cut by the beginning of the instance; over all where there are none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, TypedDict

import numpy as np
import numpy.typing as npt
import polars as pl

from ..model.errors import InputError, InputFault, UnsupportedError
from ..model.instance import Instance
from ..model.policy import Policy
from .parameters import SimulationParameters

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TICKS = 1000
"""Ticks in a minute: times and amounts of work are whole thousandths of a minute."""

NOBODY = -1
"""Stands for no worker."""


class Agency(NamedTuple):
    """The agency at the beginning, indexed by the rows of its tables.

    A seat is a place of work with its hours and qualifications: when its worker leaves it is
    vacant, then somebody else takes it with the same hours and qualifications (assumed).

    Parameters
    ----------
    seat_office, seat_unit : numpy.ndarray
        Indices of offices and units, of shape (seats,).
    day_ticks : numpy.ndarray
        Regular ticks of a day at work, of shape (seats,).
    speaks, knows : numpy.ndarray
        Of shape (seats, languages) and (seats, programs).
    client_office, client_language, client_bundle : numpy.ndarray
        Indices, of shape (clients,).
    owner : numpy.ndarray
        Seats, or ``NOBODY``, of shape (clients,).
    complexity : numpy.ndarray
        Factor on the minutes of a client's tasks, of mean 1; 0 where it is to be drawn, of shape
        (clients,).
    needs : numpy.ndarray
        Whether a bundle holds a program, of shape (bundles, programs).
    kind_program, kind_due : numpy.ndarray
        Program, and periods from the day of arrival to the day due, of shape (kinds,).
    kind_ticks : numpy.ndarray
        Standard ticks, of shape (kinds,).
    kind_contact, kind_same_day : numpy.ndarray
        Whether the client is spoken to; whether the standard hybrid pools it, which are the kinds
        that the policy exempts, or its same-day kinds where it exempts none, of shape (kinds,).
    rates : numpy.ndarray
        Tasks a client and day, of shape (bundles, kinds).
    interpreter : int
        Thousandths by which a contact through an interpreter is longer.
    handoff_ticks : int
        What a hand-off takes.
    speedup : int
        Thousandths by which specialists are faster on pooled work.
    overtime_ticks : int
        Most overtime of a worker and day.
    """

    seat_office: Ints
    seat_unit: Ints
    day_ticks: Ints
    speaks: Bools
    knows: Bools
    client_office: Ints
    client_language: Ints
    client_bundle: Ints
    owner: Ints
    complexity: Floats
    needs: Bools
    kind_program: Ints
    kind_due: Ints
    kind_ticks: Ints
    kind_contact: Bools
    kind_same_day: Bools
    rates: Floats
    interpreter: int
    handoff_ticks: int
    speedup: int
    overtime_ticks: int


class Names(NamedTuple):
    """What the indices of an agency stand for.

    Parameters
    ----------
    programs, languages, offices : tuple of str
        Names by index.
    kinds : tuple of (str, str)
        Program and kind of work.
    """

    programs: tuple[str, ...]
    languages: tuple[str, ...]
    offices: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


def read_agency(
    instance: Instance, policy: Policy, parameters: SimulationParameters
) -> tuple[Agency, Names]:
    """Return an instance and what a policy says of minutes as arrays.

    Parameters
    ----------
    instance : Instance
        The tables.
    policy : Policy
        Interpreter's factor, hand-off minutes, speed-up, overtime and same-day kinds.
    parameters : SimulationParameters
        Business days in a month.

    Raises
    ------
    InputError
        If there are no clients, workers or tasks; every fault is listed.
    UnsupportedError
        If pairs of clients and workers are named, which a simulation does not know.
    """
    instance = only_served(instance)
    _check(instance)
    clients, workers, tasks = instance.clients, instance.workers, instance.tasks
    offices = _index(clients["office"].to_list() + workers["office"].to_list())
    units = _index([str(unit) for unit in workers["unit"].to_list()])
    ignored = not policy.language.enabled or policy.language.match == "ignored"
    languages = _index([] if ignored else clients["language"].to_list())
    programs = _index(
        sorted({*clients["programs"].explode().drop_nulls(), *tasks["program"].drop_nulls()})
    )
    bundles = _index([_bundle(row) for row in clients["programs"].to_list()])
    needs = np.array([[name in _parts(b) for name in programs] for b in bundles], dtype=np.bool_)
    kinds = _read_kinds(instance, needs, programs, bundles, parameters)
    speaks = [[name in row for name in languages] for row in workers["languages"].to_list()]
    knows = [[name in row for name in programs] for row in workers["programs"].to_list()]
    seats = {id: row for row, id in enumerate(workers["id"].to_list())}
    bundle = np.array([bundles[_bundle(row)] for row in clients["programs"].to_list()])
    minutes = kinds.rates @ kinds.ticks / TICKS * parameters.month_days
    same_day = set(policy.continuity.exempt_kinds or policy.continuity.same_day_kinds)
    names = Names(tuple(programs), tuple(languages) or ("any",), tuple(offices), tuple(kinds.names))
    agency = Agency(
        seat_office=_ints([offices[name] for name in workers["office"].to_list()]),
        seat_unit=_ints([units[str(name)] for name in workers["unit"].to_list()]),
        day_ticks=_day_minutes(instance) * TICKS,
        speaks=np.ones((len(seats), 1), np.bool_) if ignored else np.array(speaks, np.bool_),
        knows=np.array(knows, dtype=np.bool_).reshape(len(seats), len(programs)),
        client_office=_ints([offices[name] for name in clients["office"].to_list()]),
        client_language=_ints(
            [0 if ignored else languages[name] for name in clients["language"].to_list()]
        ),
        client_bundle=_ints(bundle),
        owner=_ints([seats.get(id, NOBODY) for id in clients["worker"].to_list()]),
        complexity=_complexity(clients["expected_minutes"], minutes[bundle], bundle),
        needs=needs,
        kind_program=_ints([programs[program] for program, _ in kinds.names]),
        kind_due=kinds.due,
        kind_ticks=kinds.ticks,
        kind_contact=kinds.contact,
        kind_same_day=np.array([kind in same_day for _, kind in kinds.names], dtype=np.bool_),
        rates=kinds.rates,
        **_amounts(policy, ignored),
    )
    return agency, names


def only_served(instance: Instance) -> Instance:
    """Return an instance without the clients of offices in which nobody works."""
    offices = instance.workers["office"].unique()
    clients = instance.clients.filter(pl.col("office").is_in(offices.implode()))
    tasks = instance.tasks.filter(pl.col("client").is_in(clients["id"].implode()))
    return replace(instance, clients=clients, tasks=tasks)


def _day_minutes(instance: Instance) -> Ints:
    """Return the minutes of each worker's longest day, of shape (workers,)."""
    return _ints([max(row, default=0) for row in instance.workers["minutes"].to_list()])


class _Amounts(TypedDict):
    """What a policy says of minutes, as in ``Agency``."""

    interpreter: int
    handoff_ticks: int
    speedup: int
    overtime_ticks: int


def _amounts(policy: Policy, ignored: bool) -> _Amounts:
    """Return what a policy says of minutes; nothing where a rule is off, or languages ignored."""
    skills, handoffs, overtime = policy.skills, policy.handoffs, policy.overtime
    return {
        "interpreter": 0 if ignored else round((policy.language.interpreter_factor - 1) * 1000),
        "handoff_ticks": handoffs.minutes * TICKS if handoffs.enabled else 0,
        "speedup": round(skills.specialist_speedup * 1000) if skills.enabled else 0,
        "overtime_ticks": overtime.limit * TICKS if overtime.enabled else 0,
    }


class _Kinds(NamedTuple):
    """The kinds of work: names, rates (bundles, kinds) per client and day, ticks, dues, contact."""

    names: list[tuple[str, str]]
    rates: Floats
    ticks: Ints
    due: Ints
    contact: Bools


def _read_kinds(
    instance: Instance,
    needs: Bools,
    programs: dict[str, int],
    bundles: dict[str, int],
    parameters: SimulationParameters,
) -> _Kinds:
    days = pl.col("due") - pl.col("release").clip(lower_bound=0)
    late = pl.col("release") > 0
    found = (
        instance.tasks.group_by("program", "kind")
        .agg(
            pl.len().alias("tasks"),
            pl.col("minutes").mean(),
            days.filter(late).median().fill_null(days.median()).alias("days"),
            pl.col("contact").mean() >= 0.5,
        )
        .sort("program", "kind")
    )
    held = np.bincount(
        [bundles[_bundle(row)] for row in instance.clients["programs"].to_list()],
        minlength=len(bundles),
    )
    program = _ints([programs[name] for name in found["program"].to_list()])
    holders = np.maximum(held @ needs, 1)[program]
    rate = found["tasks"].to_numpy() / (holders * instance.calendar.periods)
    return _Kinds(
        names=list(zip(found["program"].to_list(), found["kind"].to_list(), strict=True)),
        rates=needs[:, program] * rate,
        ticks=np.rint(found["minutes"].to_numpy() * TICKS).astype(np.int64),
        due=np.maximum(np.rint(found["days"].to_numpy()), 0).astype(np.int64),
        contact=found["contact"].to_numpy().astype(np.bool_),
    )


def _complexity(expected: pl.Series, minutes: Floats, bundle: Ints) -> Floats:
    """Return what clients need in a usual month relative to their bundle; 0 where unknown."""
    known = expected.is_not_null().to_numpy() & (minutes > 0)
    given = expected.fill_null(0).to_numpy().astype(np.float64)
    factor = np.where(known, given / np.where(minutes > 0, minutes, 1.0), 0.0)
    count = np.bincount(bundle, known)
    mean = np.bincount(bundle, factor) / np.maximum(count, 1)
    return np.asarray(factor / np.where(mean > 0, mean, 1.0)[bundle], dtype=np.float64)


def _check(instance: Instance) -> None:
    faults: list[InputFault] = []
    for name in ("clients", "workers", "tasks"):
        if not instance.table(name).height:
            says = "has no rows; a simulation needs clients, workers, and tasks to learn rates from"
            faults.append(InputFault(name, None, None, None, says))
    if not faults and not _day_minutes(instance).any():
        says = "nobody has minutes on any day; give the minutes of a day at work"
        faults.append(InputFault("workers", None, None, "minutes", says))
    if faults:
        raise InputError(faults)
    if instance.pairs.height:
        raise UnsupportedError("a simulation does not know the table pairs; leave it out")


def _index(names: list[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(names))}


def _bundle(programs: list[str]) -> str:
    return "\0".join(sorted(programs))


def _parts(bundle: str) -> list[str]:
    return bundle.split("\0")


def _ints(values: object) -> Ints:
    return np.asarray(values, dtype=np.int64).reshape(-1)
