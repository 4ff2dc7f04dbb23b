"""Integrated Healthcare Timetabling Competition 2024: nurses for patients, as workers for clients.

The competition decides at once when patients are admitted, in which room they lie, who is operated
on where, and which nurse has which rooms in which shift. What is asked here is the last of these,
for the patients themselves: who cares for whom, and how many nurses a patient meets.

Kept:

- occupants and patients -> clients; shift of a day -> period (day x shifts + shift);
- nurse -> worker with ``max_load`` in the shifts of ``working_shifts``, nothing in all others. A
  nurse of level s works in the programs ``level 0`` to ``level s``;
- each shift of a stay -> a task of ``workload_produced`` and of the program of
  ``skill_level_required``, released and due in that shift, and never done later;
- ``weights.continuity_of_care`` -> minutes of a hand-off: each nurse beyond the first takes so many
  units of work to get to know the patient.

Approximated:

- a unit of work is 30 minutes (assumed);
- a patient is admitted on ``surgery_release_day``, optional ones too; what of the stay lies beyond
  the last day is left out, as in the competition;
- a skill that lacks is a price there and forbidden here; a load above ``max_load`` is a price
  there, and up to an hour of overtime here.

Left out, and counted in a warning: rooms (their gender, age groups, capacity and the rule that one
nurse has a whole room), operating theatres, surgeons. The policy is task-based: no nurse works
around the clock. Any other can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, cast

from pydantic import Field

from ...calendar import Calendar
from ...checks.cells import shown
from ...errors import InputFault
from ...instance import Instance
from ...policy import Policy
from ..read import read_frames
from .rows import UNOWNED, Key, Lists, Row, left_out, read_faultless

UNIT_MINUTES = 30
"""Minutes of a unit of work (assumed)."""

_OFFICE = "all"
_LANGUAGE = "any"
Amount = Annotated[int, Field(ge=0, le=100_000)]
Day = Annotated[int, Field(ge=0, le=3660)]


class Stay(Row):
    """Somebody in a bed: the work and the skill of each shift, from the first of the stay on."""

    id: Key
    days: Annotated[int, Field(ge=1, le=3660)] = Field(alias="length_of_stay")
    work: list[Amount] = Field(alias="workload_produced")
    skill: list[Amount] = Field(alias="skill_level_required")


class Occupant(Stay):
    """Somebody who is there when the calendar begins."""


class Patient(Stay):
    """Somebody who comes."""

    first: Day = Field(alias="surgery_release_day")


class Working(Row):
    """A shift in which a nurse works."""

    day: Day
    shift: Key
    load: Amount = Field(alias="max_load")


class Nurse(Row):
    """A nurse."""

    id: Key
    level: Amount = Field(alias="skill_level")
    shifts: list[Working] = Field(alias="working_shifts")


@dataclass(frozen=True)
class Hospital:
    """What of a file is read."""

    days: int
    shifts: Sequence[str]
    levels: int
    handoff: int
    occupants: Sequence[Occupant]
    patients: Sequence[Patient]
    nurses: Sequence[Nurse]


def translate(data: Mapping[str, object]) -> tuple[Instance, Policy]:
    """Translate an instance of the IHTC 2024.

    Parameters
    ----------
    data : mapping
        The object of the file, with ``days``, ``skill_levels``, ``shift_types``, ``occupants``,
        ``patients``, ``nurses`` and ``weights``.

    Returns
    -------
    instance : Instance
        One period per shift; see the module for the translation.
    policy : Policy
        Task-based with hand-off minutes, language off, nothing late.

    Raises
    ------
    InputError
        If anything in the file is wrong; it names every fault.
    """
    return _translated(read_faultless(data, read_rows), data)


def read_rows(data: Mapping[str, object], problems: list[InputFault]) -> Hospital | None:
    """Return what is read of a file, None if its frame is wrong; every fault goes into the list."""
    days = _number(data, "days", 1, 3660, problems)
    levels = _number(data, "skill_levels", 1, 100, problems)
    shifts = _shifts(data, problems)
    lists = Lists(data, problems)
    occupants = lists.read(Occupant, "occupants")
    patients = lists.read(Patient, "patients")
    nurses = lists.read(Nurse, "nurses")
    if days is None or levels is None or shifts is None:
        return None
    stays: list[tuple[str, Mapping[int, Stay]]] = [("occupants", occupants), ("patients", patients)]
    for table, rows in stays:
        for number, stay in rows.items():
            length = stay.days * len(shifts)
            for field, found in (
                ("workload_produced", stay.work),
                ("skill_level_required", stay.skill),
            ):
                says = f"has {len(found)} numbers; {stay.days} days of {len(shifts)} shifts "
                says += f"need {length}"
                lists.check(table, number, stay.id, field, len(found) == length, says)
            right = all(level < levels for level in stay.skill)
            says = f"a level is not below skill_levels ({levels})"
            lists.check(table, number, stay.id, "skill_level_required", right, says)
    for number, nurse in nurses.items():
        table, key, field = "nurses", nurse.id, "working_shifts"
        for one in nurse.shifts:
            says = f"{shown(one.shift)} is not in shift_types"
            lists.check(table, number, key, field, one.shift in shifts, says)
            says = f"day {one.day} is not below days ({days})"
            lists.check(table, number, key, field, one.day < days, says)
    weights = data.get("weights")
    prices = cast("dict[str, object]", weights) if isinstance(weights, dict) else {}
    handoff = _number(prices, "continuity_of_care", 0, 1000, problems)
    return Hospital(
        days,
        shifts,
        levels,
        0 if handoff is None else handoff,
        list(occupants.values()),
        list(patients.values()),
        list(nurses.values()),
    )


def _number(
    data: Mapping[str, object], field: str, least: int, most: int, problems: list[InputFault]
) -> int | None:
    value = data.get(field)
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    says = f"{shown(value)} is not right" if field in data else "is missing"
    says = f"{says}; it must be a whole number from {least} to {most}"
    problems.append(InputFault("file", None, None, field, says))
    return None


def _shifts(data: Mapping[str, object], problems: list[InputFault]) -> list[str] | None:
    value = data.get("shift_types")
    if isinstance(value, list):
        names = cast("list[object]", value)
        texts = [name for name in names if isinstance(name, str) and name]
        if texts and len(set(texts)) == len(names):
            return texts
    says = "must be a list of different names of shifts"
    problems.append(InputFault("file", None, None, "shift_types", says))
    return None


def _translated(source: Hospital, data: Mapping[str, object]) -> tuple[Instance, Policy]:
    policy = Policy.model_validate(
        {
            **UNOWNED,
            "deadlines": {"late": "forbidden"},
            "handoffs": {"minutes": source.handoff * UNIT_MINUTES},
        }
    ).as_formulation("task-based")
    instance, policy = read_frames(
        _clients(source),
        _workers(source),
        _tasks(source),
        Calendar(periods=source.days * len(source.shifts)),
        policy.without("language"),
    )
    told = [
        InputFault("file", None, None, field, f"{len(rows)} {field} are left out")
        for field in ("rooms", "operating_theaters", "surgeons")
        if (rows := _rows(data, field))
    ]
    optional = sum(
        isinstance(row, dict) and cast("dict[str, object]", row).get("mandatory") is False
        for row in _rows(data, "patients")
    )
    says = "patients are optional; they are admitted all the same, on surgery_release_day"
    told += left_out("patients", "mandatory", optional, says)
    return replace(instance, warnings=(*instance.warnings, *told)), policy


def _stays(source: Hospital) -> list[tuple[str, Stay, int]]:
    """Return everybody in a bed: id of the client, the stay, and its first period."""
    there = [(f"occupant-{stay.id}", stay, 0) for stay in source.occupants]
    shifts = len(source.shifts)
    return [
        *there,
        *((f"patient-{stay.id}", stay, stay.first * shifts) for stay in source.patients),
    ]


def _clients(source: Hospital) -> list[dict[str, object]]:
    return [
        {
            "id": id,
            "office": _OFFICE,
            "language": _LANGUAGE,
            "programs": sorted({f"level {level}" for level in stay.skill}),
            "worker": None,
            "groups": [],
        }
        for id, stay, _ in _stays(source)
    ]


def _workers(source: Hospital) -> list[dict[str, object]]:
    return [
        {
            "id": f"nurse-{nurse.id}",
            "office": _OFFICE,
            "unit": _OFFICE,
            "languages": [_LANGUAGE],
            "programs": [f"level {one}" for one in range(min(nurse.level, source.levels) + 1)],
            "minutes": _loads(source, nurse),
        }
        for nurse in source.nurses
    ]


def _tasks(source: Hospital) -> list[dict[str, object]]:
    return [
        {
            "id": f"{id}-{at}",
            "client": id,
            "program": f"level {level}",
            "kind": source.shifts[at % len(source.shifts)],
            "minutes": work * UNIT_MINUTES,
            "release": first + at,
            "due": first + at,
            "contact": False,
        }
        for id, stay, first in _stays(source)
        for at, (work, level) in enumerate(zip(stay.work, stay.skill, strict=True))
        if work and first + at < source.days * len(source.shifts)
    ]


def _rows(data: Mapping[str, object], field: str) -> list[object]:
    found = data.get(field)
    return cast("list[object]", found) if isinstance(found, list) else []


def _loads(source: Hospital, nurse: Nurse) -> list[int]:
    minutes = [0] * (source.days * len(source.shifts))
    for one in nurse.shifts:
        at = one.day * len(source.shifts) + source.shifts.index(one.shift)
        minutes[at] += one.load * UNIT_MINUTES
    return minutes
