"""Timefold's task-assigning instances as clients, workers and tasks.

The rules of the translation:

- customer -> client ``customer-N`` of office ``all`` who speaks ``any``; its bundle is the programs
  of its tasks, so that an owner must be able to do all of them;
- employee -> worker ``employee-N`` of office ``all`` who speaks ``any``; names are left out;
- a task of samehands has one program, while a task type may require several skills: each *set* of
  required skills is a program, named by its skills in the order of the file (``Problem Solving +
  Team Building``; ``no skill`` for none). An employee works in every program all of whose skills
  they have;
- task -> task ``task-N`` of the base duration in minutes, of kind ``minor``, ``major`` or
  ``critical`` (its priority), without contact. There is one period, in which all is released and
  due. A minimal start time is ignored with a warning (it is 0 in the published files);
- affinity -> owner today: among the employees who work in the client's whole bundle the one of the
  highest affinity, LOW or more, the earlier in the file among equals; nobody if there is none.
  Timefold multiplies durations by 1 (HIGH) to 4 (NONE); minutes of samehands do not depend on
  affinity, so here it counts through the price of a change of owner;
- every employee has the same minutes: the least with which all work takes at most 90 % of them
  (assumed; the files have no end of the day);
- a solution that the file holds (``employee``, ``startTime``, ``score``) is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl
from pydantic import Field

from ...calendar import Calendar
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from ...tables import MOST_MINUTES, SCHEMAS, TableName
from ..read import read_frames
from .rows import UNOWNED, Key, Lists, Row, left_out, read_faultless

# The rows of a Timefold task-assigning file, each checked by itself and against the others.


Affinity = Literal["NONE", "LOW", "MEDIUM", "HIGH"]


class Keyed(Row):
    """What all rows share: an ``@id`` that the other lists refer to."""

    key: Key = Field(alias="@id")


class Skill(Keyed):
    """A skill."""

    name: Key


class TaskType(Keyed):
    """A type of task: how long it takes, and the skills it needs."""

    minutes: int = Field(alias="baseDuration", ge=0, le=MOST_MINUTES)
    skills: list[Key] = Field(alias="requiredSkillList")


class Customer(Keyed):
    """A customer."""


class Work(Keyed):
    """A task."""

    type: Key = Field(alias="taskType")
    customer: Key
    start: int = Field(alias="minStartTime", default=0, ge=0)
    priority: Literal["MINOR", "MAJOR", "CRITICAL"]


class Employee(Keyed):
    """An employee, with an affinity to each customer; a customer that is not named has NONE."""

    skills: list[Key] = Field(alias="skillSet")
    affinity: dict[Key, Affinity] = Field(alias="affinityMap")


@dataclass(frozen=True)
class TaskAssigning:
    """The five lists of a file, in its order."""

    skills: Sequence[Skill]
    types: Sequence[TaskType]
    customers: Sequence[Customer]
    tasks: Sequence[Work]
    employees: Sequence[Employee]


def read_rows(data: Mapping[str, object], problems: list[InputFault]) -> TaskAssigning:
    """Check the lists of a file and the references between them.

    Parameters
    ----------
    data : mapping
        The object that the file holds.
    problems : list of InputFault
        Where every fault goes; the table is the name of the list.

    Returns
    -------
    TaskAssigning
        The rows without a fault of their own; references are good only if there is no problem.
    """
    lists = Lists(data, problems, "@id")
    skills = lists.read(Skill, "skillList")
    types = lists.read(TaskType, "taskTypeList")
    customers = lists.read(Customer, "customerList")
    tasks = lists.read(Work, "taskList")
    employees = lists.read(Employee, "employeeList")
    for number, one in types.items():
        names, field = one.skills, "requiredSkillList"
        lists.refer("taskTypeList", number, one.key, field, names, "skillList")
    for number, work in tasks.items():
        lists.refer("taskList", number, work.key, "taskType", [work.type], "taskTypeList")
        lists.refer("taskList", number, work.key, "customer", [work.customer], "customerList")
    for number, employee in employees.items():
        table, key = "employeeList", employee.key
        lists.refer(table, number, key, "skillSet", employee.skills, "skillList")
        lists.refer(table, number, key, "affinityMap", employee.affinity, "customerList")
    return TaskAssigning(
        list(skills.values()),
        list(types.values()),
        list(customers.values()),
        list(tasks.values()),
        list(employees.values()),
    )


UTILISATION = 0.9
"""Share of all minutes that the work takes (assumed)."""
_TENTHS = round(UTILISATION * 10)
_PLACE = "all"
_LANGUAGE = "any"
_NO_SKILL = "no skill"
_AFFINITIES = ("NONE", "LOW", "MEDIUM", "HIGH")


def translate(data: Mapping[str, object]) -> tuple[Instance, Policy]:
    """Translate a task-assigning file of Timefold or OptaPlanner.

    Parameters
    ----------
    data : mapping
        The object of the file, with ``skillList``, ``taskTypeList``, ``customerList``, ``taskList``
        and ``employeeList``.

    Returns
    -------
    instance : Instance
        One period; see the module for the translation.
    policy : Policy
        The default policy with the language rule and the prices of uneven caseloads off.

    Raises
    ------
    InputError
        If anything in the file is wrong; it names every fault.
    """
    return _translated(read_faultless(data, read_rows))


def _translated(source: TaskAssigning) -> tuple[Instance, Policy]:
    needs = {one.key: frozenset(one.skills) for one in source.types}
    programs = _programs(source, set(needs.values()))
    of_type = {key: programs[skills] for key, skills in needs.items()}
    able = [_works_in(employee, programs) for employee in source.employees]
    bundles: dict[str, list[str]] = {customer.key: [] for customer in source.customers}
    for work in source.tasks:
        if of_type[work.type] not in bundles[work.customer]:
            bundles[work.customer].append(of_type[work.type])
    instance, policy = read_frames(
        clients=_clients(source, bundles, able),
        workers=_workers(source, able),
        tasks=_tasks(source, of_type),
        calendar=Calendar(periods=1),
        policy=Policy.model_validate(UNOWNED).without("language"),
    )
    started = sum(work.start > 0 for work in source.tasks)
    says = "tasks have a minimal start time; it is ignored, for there is one period"
    told = left_out("taskList", "minStartTime", started, says)
    return replace(instance, warnings=(*instance.warnings, *told)), policy


def _programs(source: TaskAssigning, needs: set[frozenset[str]]) -> dict[frozenset[str], str]:
    """Name the program of every set of skills that some type of task requires."""
    programs = {
        skills: " + ".join(skill.name for skill in source.skills if skill.key in skills)
        or _NO_SKILL
        for skills in needs
    }
    if len(set(programs.values())) < len(programs):
        says = "two sets of skills have the same name; give every skill a name of its own"
        raise InputError([InputFault("skillList", None, None, "name", says)])
    return programs


def _works_in(employee: Employee, programs: dict[frozenset[str], str]) -> list[str]:
    return sorted(name for skills, name in programs.items() if skills <= set(employee.skills))


def _owner(
    source: TaskAssigning, customer: str, bundle: list[str], able: list[list[str]]
) -> str | None:
    best, owner = 0, None
    for employee, programs in zip(source.employees, able, strict=True):
        affinity = _AFFINITIES.index(employee.affinity.get(customer, "NONE"))
        if affinity > best and set(bundle) <= set(programs):
            best, owner = affinity, _id(employee.key)
    return owner


def _clients(
    source: TaskAssigning, bundles: dict[str, list[str]], able: list[list[str]]
) -> pl.DataFrame:
    count = len(source.customers)
    return _frame(
        "clients",
        id=[_id(customer.key) for customer in source.customers],
        office=[_PLACE] * count,
        language=[_LANGUAGE] * count,
        programs=[sorted(bundles[customer.key]) for customer in source.customers],
        worker=[_owner(source, key, bundle, able) for key, bundle in bundles.items()],
        groups=[list[str]() for _ in range(count)],
    )


def _workers(source: TaskAssigning, able: list[list[str]]) -> pl.DataFrame:
    count = len(source.employees)
    minutes = {one.key: one.minutes for one in source.types}
    total = sum(minutes[work.type] for work in source.tasks)
    each = -(-total * 10 // (_TENTHS * count)) if count else 0
    return _frame(
        "workers",
        id=[_id(employee.key) for employee in source.employees],
        office=[_PLACE] * count,
        unit=[_PLACE] * count,
        languages=[[_LANGUAGE] for _ in range(count)],
        programs=able,
        minutes=[[each] for _ in range(count)],
    )


def _tasks(source: TaskAssigning, of_type: dict[str, str]) -> pl.DataFrame:
    minutes = {one.key: one.minutes for one in source.types}
    count = len(source.tasks)
    return _frame(
        "tasks",
        id=[_id(work.key) for work in source.tasks],
        client=[_id(work.customer) for work in source.tasks],
        program=[of_type[work.type] for work in source.tasks],
        kind=[work.priority.lower() for work in source.tasks],
        minutes=[minutes[work.type] for work in source.tasks],
        release=[0] * count,
        due=[0] * count,
        contact=[False] * count,
    )


def _frame(table: TableName, **columns: object) -> pl.DataFrame:
    schema = {name: dtype for name, dtype in SCHEMAS[table].items() if name in columns}
    return pl.DataFrame(columns, schema=schema)


def _id(key: str) -> str:
    return key.lower().replace("#", "-")
