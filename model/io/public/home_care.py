"""Home health care routing and scheduling (HHCRSP): visits at home, as tasks of clients.

Two formats are read: JSON files with ``patients``, ``services``, ``caregivers`` and ``distances``
here, and in ``home_care_text`` the text files that begin with ``nbNodes``.

Kept:

- patient -> client, with the programs that are the required services;
- caregiver -> worker, who works in the programs that are the caregiver's abilities;
- required service -> task of kind ``visit``; the hours of the day are the periods. It is released
  in the hour in which the time window opens, and due in the hour in which a visit ends that begins
  when the window closes; later it is late, at the price of the policy;
- a working shift -> minutes in the hours that it covers. Without one a caregiver works all day,
  from the first window to the last and the hours that its visit takes.

Approximated: there are no routes. Each visit takes as many minutes more as the way from the nearest
other place, a patient or where caregivers start: no route needs less. Minutes that depend on the
caregiver are those of the slowest.

Left out, and counted in a warning: that two services of a patient begin together or so many minutes
apart, and caregivers who are not to come to a patient. The policy is client-based: the same person
comes for all services of a patient. Two services that must begin together need two people; ask
``team-2`` for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal, TypeGuard, cast

from pydantic import AliasChoices, Field

from ...calendar import Calendar
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from ..read import read_frames
from .rows import UNOWNED, Key, Lists, Row, left_out

HOUR = 60
"""Minutes of a period."""

_OFFICE = "all"
_LANGUAGE = "any"
MOST = 100_000
"""Largest number of a file: a minute of the day, a way, a count."""
Moment = Annotated[int, Field(ge=0, le=MOST)]
Span = Annotated[list[Moment], Field(min_length=2, max_length=2)]
Way = Annotated[float, Field(ge=0, le=MOST, allow_inf_nan=False)]


class Required(Row):
    """A service that a patient needs."""

    service: Key
    minutes: Annotated[int, Field(ge=1, le=MOST)] | None = Field(alias="duration", default=None)


class Together(Row):
    """How two services of a patient hang together."""

    type: Literal["simultaneous", "sequential"]


class Patient(Row):
    """A patient, with the window in which visits begin."""

    id: Key
    needs: Annotated[list[Required], Field(min_length=1)] = Field(
        validation_alias=AliasChoices("required_caregivers", "required_services")
    )
    window: Span | None = Field(alias="time_window", default=None)
    together: Together | None = Field(alias="synchronization", default=None)
    shunned: list[Key] | None = Field(alias="incompatible_caregivers", default=None)
    place: Moment | None = Field(alias="distance_matrix_index", default=None)


class Service(Row):
    """A service."""

    id: Key
    minutes: Annotated[int, Field(ge=1, le=MOST)] | None = Field(
        alias="default_duration", default=None
    )


class Caregiver(Row):
    """A caregiver."""

    id: Key
    abilities: list[Key]
    shift: Span | None = Field(alias="working_shift", default=None)


@dataclass(frozen=True)
class Visit:
    """A service at a patient's: how long it takes, and when it may begin."""

    service: str
    minutes: int
    opens: int
    closes: int


@dataclass(frozen=True)
class HomeCare:
    """What of a file is read, in either format.

    Parameters
    ----------
    patients : sequence of (str, sequence of Visit)
        Ids, and the visits without the way.
    caregivers : sequence of (str, sequence of str, pair of int or None)
        Ids, abilities, and from when to when they work.
    ways : sequence of int
        Minutes from the nearest other place to each patient.
    together, shunned : int
        How often something that is left out occurs.
    """

    patients: Sequence[tuple[str, Sequence[Visit]]]
    caregivers: Sequence[tuple[str, Sequence[str], tuple[int, int] | None]]
    ways: Sequence[int]
    together: int
    shunned: int


def translate(data: Mapping[str, object]) -> tuple[Instance, Policy]:
    """Translate a JSON file of home health care routing and scheduling.

    Parameters
    ----------
    data : mapping
        The object of the file, with ``patients``, ``services``, ``caregivers`` and ``distances``.

    Returns
    -------
    instance : Instance
        One period per hour; see the module for the translation.
    policy : Policy
        Client-based, language off.

    Raises
    ------
    InputError
        If anything in the file is wrong; it names every fault.
    """
    problems: list[InputFault] = []
    lists = Lists(data, problems)
    services = lists.read(Service, "services")
    caregivers = lists.read(Caregiver, "caregivers")
    patients = lists.read(Patient, "patients")
    usual = {service.id: service.minutes for service in services.values()}
    for number, caregiver in caregivers.items():
        names = caregiver.abilities
        lists.refer("caregivers", number, caregiver.id, "abilities", names, "services")
        right = caregiver.shift is None or caregiver.shift[0] < caregiver.shift[1]
        says = "must begin before it ends"
        lists.check("caregivers", number, caregiver.id, "working_shift", right, says)
    for number, patient in patients.items():
        names = [need.service for need in patient.needs]
        lists.refer("patients", number, patient.id, "required_caregivers", names, "services")
        right = patient.window is None or patient.window[0] <= patient.window[1]
        says = "must open before it closes"
        lists.check("patients", number, patient.id, "time_window", right, says)
        known = all(need.minutes or usual.get(need.service, 1) for need in patient.needs)
        says = "has no duration, and its service no default_duration; give one of the two"
        lists.check("patients", number, patient.id, "required_caregivers", known, says)
    ways = _ways(data, list(patients.values()), problems)
    if problems:
        raise InputError(problems)
    some = patients.values()
    last = max((patient.window[1] for patient in some if patient.window), default=0)
    visits = [[_visit(need, one.window, usual, last) for need in one.needs] for one in some]
    return translated(
        HomeCare(
            [(one.id, mine) for one, mine in zip(some, visits, strict=True)],
            [
                (one.id, one.abilities, None if one.shift is None else (one.shift[0], one.shift[1]))
                for one in caregivers.values()
            ],
            ways,
            sum(one.together is not None for one in some),
            sum(len(one.shunned or ()) for one in some),
        )
    )


def _visit(
    need: Required, window: Sequence[int] | None, usual: Mapping[str, int | None], last: int
) -> Visit:
    opens, closes = (0, last) if window is None else (window[0], window[1])
    return Visit(need.service, need.minutes or usual[need.service] or 0, opens, closes)


def _ways(
    data: Mapping[str, object], patients: Sequence[Patient], problems: list[InputFault]
) -> list[int]:
    """Return the minutes from the nearest other place to each patient."""
    matrix = data.get("distances")
    table: list[list[float]] = []
    if isinstance(matrix, list):
        for row in cast("list[object]", matrix):
            cells = cast("list[object]", row) if isinstance(row, list) else []
            table.append([cell for cell in cells if _is_way(cell)])
    size = len(table)
    if not size or any(len(row) != size for row in table):
        says = "must be as many lists of numbers of minutes as each has numbers"
        problems.append(InputFault("file", None, None, "distances", says))
        return []
    if size <= len(patients):
        says = f"has {size} rows; {len(patients)} patients and a place to start from need more"
        problems.append(InputFault("file", None, None, "distances", says))
        return []
    # Places to start from come first where patients do not say their own row.
    before = size - len(patients)
    found: list[int] = []
    for number, patient in enumerate(patients):
        row = before + number if patient.place is None else patient.place
        if row >= size:
            says = f"{row} is not a row of distances, which has {size}"
            problems.append(InputFault("patients", number + 1, patient.id, "place", says))
            row = 0
        found.append(nearest(table, row))
    return found


def _is_way(cell: object) -> TypeGuard[float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell <= MOST


def nearest(table: Sequence[Sequence[float]], place: int) -> int:
    """Return the least whole minutes from any other place to this one."""
    others = [row[place] for at, row in enumerate(table) if at != place]
    return math.floor(min(others, default=0))


def translated(source: HomeCare) -> tuple[Instance, Policy]:
    """Return the tables of what was read, in either format, and the policy that is asked."""
    first = min((visit.opens for visit in _visits(source)), default=0) // HOUR
    last = max((visit.closes + visit.minutes for visit in _visits(source)), default=0)
    last = max([last, *(shift[1] for _, _, shift in source.caregivers if shift)])
    periods = max(-(-last // HOUR) - first, 1)
    instance, policy = read_frames(
        _clients(source),
        _workers(source, range(first, first + periods)),
        _tasks(source, first),
        Calendar(periods=periods),
        Policy.model_validate(UNOWNED).without("language"),
    )
    together = "patients have services that hang together in time; that is left out"
    shunned = "pairs of patients and caregivers who are not to meet are left out"
    told = [
        *left_out("patients", "synchronization", source.together, together),
        *left_out("patients", "incompatible_caregivers", source.shunned, shunned),
    ]
    return replace(instance, warnings=(*instance.warnings, *told)), policy


def _clients(source: HomeCare) -> list[dict[str, object]]:
    return [
        {
            "id": f"patient-{id}",
            "office": _OFFICE,
            "language": _LANGUAGE,
            "programs": sorted({visit.service for visit in visits}),
            "worker": None,
            "groups": ["together"] if len(visits) > 1 else [],
        }
        for id, visits in source.patients
    ]


def _workers(source: HomeCare, hours: range) -> list[dict[str, object]]:
    return [
        {
            "id": f"caregiver-{id}",
            "office": _OFFICE,
            "unit": _OFFICE,
            "languages": [_LANGUAGE],
            "programs": sorted(set(abilities)),
            "minutes": [_overlap(hour, shift) for hour in hours],
        }
        for id, abilities, shift in source.caregivers
    ]


def _tasks(source: HomeCare, first: int) -> list[dict[str, object]]:
    return [
        {
            "id": f"patient-{id}-{at}",
            "client": f"patient-{id}",
            "program": visit.service,
            "kind": "visit",
            "minutes": visit.minutes + way,
            "release": visit.opens // HOUR - first,
            "due": (visit.closes + visit.minutes - 1) // HOUR - first,
            "contact": True,
        }
        for (id, visits), way in zip(source.patients, source.ways, strict=True)
        for at, visit in enumerate(visits, start=1)
    ]


def _visits(source: HomeCare) -> Iterator[Visit]:
    for _, visits in source.patients:
        yield from visits


def _overlap(hour: int, shift: tuple[int, int] | None) -> int:
    """Return how many minutes of an hour of the day lie in a shift."""
    if shift is None:
        return HOUR
    return max(min((hour + 1) * HOUR, shift[1]) - max(hour * HOUR, shift[0]), 0)
