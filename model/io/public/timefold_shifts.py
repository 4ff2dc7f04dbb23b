"""Timefold's employee scheduling: shifts at places, as tasks of clients.

Kept:

- place (``location``) -> client: who goes there again and again should be the same person;
- employee -> worker, who works in the programs that are the employee's skills;
- shift -> task of the place, of the program ``requiredSkill`` and of kind ``shift``, as long as the
  shift. It is released and due on the day on which the shift begins, and may not be done later;
- day -> period, from the first shift to the last. On a day in ``unavailableDates`` the employee has
  no minutes.

Approximated: Timefold allows one shift per day and employee, and ten hours between shifts. Here an
employee has on every day the minutes of the longest shift, and no overtime; so two short shifts may
fit into a day.

Left out, and counted in a warning: days that employees desire or not, and an assignment that the
file holds. The policy is task-based, for nobody is at a place on every day; any other can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from ...calendar import Calendar
from ...errors import InputFault
from ...instance import Instance
from ...policy import Policy
from ...tables import MOST_MINUTES
from ..read import read_frames
from .rows import UNOWNED, Key, Lists, Row, left_out, read_faultless

_LANGUAGE = "any"
_OFFICE = "all"
_MOST_DAYS = 3660
_MINUTE = timedelta(minutes=1)


def _moment(value: object) -> object:
    """Return an ISO text as a date and time without a zone: the hour is that of the place."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            pass
    raise ValueError(_RIGHT_MOMENT)


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(_RIGHT_DAY)


_RIGHT_MOMENT = "must be a date and time such as 2027-02-01T06:00:00"
_RIGHT_DAY = "must be a date such as 2027-02-01"
Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]


class Employee(Row):
    """An employee, with the days on which nothing may be given to them."""

    name: Key
    skills: list[Key]
    unavailable: list[Day] = Field(alias="unavailableDates", default_factory=list[date])
    undesired: list[Day] = Field(alias="undesiredDates", default_factory=list[date])
    desired: list[Day] = Field(alias="desiredDates", default_factory=list[date])


class Shift(Row):
    """A shift that one employee is to take."""

    id: Key
    start: Moment
    end: Moment
    location: Key
    skill: Key = Field(alias="requiredSkill")
    employee: object = None

    @property
    def minutes(self) -> int:
        """Minutes of the shift."""
        return (self.end - self.start) // _MINUTE


@dataclass(frozen=True)
class Schedule:
    """The two lists of a file."""

    employees: Sequence[Employee]
    shifts: Sequence[Shift]

    @property
    def first(self) -> date:
        """The day of the first shift."""
        return min(shift.start.date() for shift in self.shifts)

    @property
    def days(self) -> int:
        """Days from the first shift to the last."""
        return 1 + max((shift.start.date() - self.first).days for shift in self.shifts)


def translate(data: Mapping[str, object]) -> tuple[Instance, Policy]:
    """Translate an employee scheduling file of Timefold.

    Parameters
    ----------
    data : mapping
        The object of the file, with ``employees`` and ``shifts``.

    Returns
    -------
    instance : Instance
        One period per day; see the module for the translation.
    policy : Policy
        Task-based, language off, no overtime, nothing late.

    Raises
    ------
    InputError
        If anything in the file is wrong; it names every fault.
    """
    return _translated(read_faultless(data, read_rows))


def read_rows(data: Mapping[str, object], problems: list[InputFault]) -> Schedule:
    """Return the employees and shifts of a file; every fault goes into the list."""
    lists = Lists(data, problems)
    employees = lists.read(Employee, "employees", "name")
    shifts = lists.read(Shift, "shifts")
    for number, shift in shifts.items():
        long = f"must be later than the start, and at most {MOST_MINUTES} minutes"
        right = 1 <= shift.minutes <= MOST_MINUTES
        lists.check("shifts", number, shift.id, "end", right, long)
    if "shifts" in data and not shifts and not problems:
        problems.append(InputFault("file", None, None, "shifts", "the list has no shifts"))
    source = Schedule(list(employees.values()), list(shifts.values()))
    if not problems and source.days > _MOST_DAYS:
        says = f"the shifts lie {source.days} days apart; at most {_MOST_DAYS} can be read"
        problems.append(InputFault("shifts", None, None, "start", says))
    return source


def _translated(source: Schedule) -> tuple[Instance, Policy]:
    places = list(dict.fromkeys(shift.location for shift in source.shifts))
    number = {place: f"place-{at}" for at, place in enumerate(places, start=1)}
    policy = Policy.model_validate(
        {**UNOWNED, "overtime": {"limit": 0}, "deadlines": {"late": "forbidden"}}
    ).as_formulation("task-based")
    instance, policy = read_frames(
        _clients(source, number),
        _workers(source),
        _tasks(source, number),
        Calendar(periods=source.days),
        policy.without("language"),
    )
    wishes = sum(len(one.desired) + len(one.undesired) for one in source.employees)
    given = sum(shift.employee is not None for shift in source.shifts)
    told = [
        *left_out("employees", "desiredDates", wishes, "days desired or undesired are left out"),
        *left_out("shifts", "employee", given, "shifts are assigned in the file; that is left out"),
    ]
    return replace(instance, warnings=(*instance.warnings, *told)), policy


def _clients(source: Schedule, number: Mapping[str, str]) -> list[dict[str, object]]:
    return [
        {
            "id": id,
            "office": _OFFICE,
            "language": _LANGUAGE,
            "programs": sorted({one.skill for one in source.shifts if one.location == place}),
            "worker": None,
            "groups": [place],
        }
        for place, id in number.items()
    ]


def _workers(source: Schedule) -> list[dict[str, object]]:
    longest = max(shift.minutes for shift in source.shifts)
    return [
        {
            "id": f"employee-{at}",
            "office": _OFFICE,
            "unit": _OFFICE,
            "languages": [_LANGUAGE],
            "programs": sorted(set(employee.skills)),
            "minutes": _minutes(source, employee, longest),
        }
        for at, employee in enumerate(source.employees, start=1)
    ]


def _tasks(source: Schedule, number: Mapping[str, str]) -> list[dict[str, object]]:
    days = [(shift.start.date() - source.first).days for shift in source.shifts]
    return [
        {
            "id": f"shift-{at}",
            "client": number[shift.location],
            "program": shift.skill,
            "kind": "shift",
            "minutes": shift.minutes,
            "release": day,
            "due": day,
            "contact": False,
        }
        for at, (shift, day) in enumerate(zip(source.shifts, days, strict=True), start=1)
    ]


def _minutes(source: Schedule, employee: Employee, longest: int) -> list[int]:
    away = {(day - source.first).days for day in employee.unavailable}
    return [0 if day in away else longest for day in range(source.days)]
