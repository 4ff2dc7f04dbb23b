"""The rows of a Timefold task-assigning file, each checked by itself and against the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...model.privacy import shown
from ...model.problems import Problem
from ...model.tables import MOST_MINUTES

Key = Annotated[str, Field(min_length=1, max_length=200)]
Affinity = Literal["NONE", "LOW", "MEDIUM", "HIGH"]


class Row(BaseModel):
    """What all rows share: an ``@id`` that the other lists refer to; other fields are ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    key: Key = Field(alias="@id")


class Skill(Row):
    """A skill."""

    name: Key


class TaskType(Row):
    """A type of task: how long it takes, and the skills it needs."""

    minutes: int = Field(alias="baseDuration", ge=0, le=MOST_MINUTES)
    skills: list[Key] = Field(alias="requiredSkillList")


class Customer(Row):
    """A customer."""


class Work(Row):
    """A task."""

    type: Key = Field(alias="taskType")
    customer: Key
    start: int = Field(alias="minStartTime", default=0, ge=0)
    priority: Literal["MINOR", "MAJOR", "CRITICAL"]


class Employee(Row):
    """An employee, with an affinity to each customer; a customer that is not named has NONE."""

    skills: list[Key] = Field(alias="skillSet")
    affinity: dict[Key, Affinity] = Field(alias="affinityMap")


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class TaskAssigning:
    """The five lists of a file, in its order."""

    skills: Sequence[Skill]
    types: Sequence[TaskType]
    customers: Sequence[Customer]
    tasks: Sequence[Work]
    employees: Sequence[Employee]


def read_rows(data: Mapping[str, object], problems: list[Problem]) -> TaskAssigning:
    """Check the lists of a file and the references between them.

    Parameters
    ----------
    data : mapping
        The object that the file holds.
    problems : list of Problem
        Where every fault goes; the table is the name of the list.

    Returns
    -------
    TaskAssigning
        The rows without a fault of their own; references are good only if there is no problem.
    """
    lists = _Lists(data, problems)
    skills = lists.read(Skill, "skillList")
    types = lists.read(TaskType, "taskTypeList")
    customers = lists.read(Customer, "customerList")
    tasks = lists.read(Work, "taskList")
    employees = lists.read(Employee, "employeeList")
    for number, one in types.items():
        for skill in one.skills:
            lists.refer("taskTypeList", number, one, "requiredSkillList", skill, "skillList")
    for number, work in tasks.items():
        lists.refer("taskList", number, work, "taskType", work.type, "taskTypeList")
        lists.refer("taskList", number, work, "customer", work.customer, "customerList")
    for number, employee in employees.items():
        for skill in employee.skills:
            lists.refer("employeeList", number, employee, "skillSet", skill, "skillList")
        for customer in employee.affinity:
            lists.refer("employeeList", number, employee, "affinityMap", customer, "customerList")
    return TaskAssigning(
        list(skills.values()),
        list(types.values()),
        list(customers.values()),
        list(tasks.values()),
        list(employees.values()),
    )


class _Lists:
    """The lists of a file while they are read, with the ``@id`` of every row, faulty or not."""

    def __init__(self, data: Mapping[str, object], problems: list[Problem]) -> None:
        self._data = data
        self._problems = problems
        self._known: dict[str, set[str]] = {}

    def read(self, kind: type[R], table: str) -> dict[int, R]:
        """Return the rows of a list without a fault, by their number from 1 on."""
        found = self._data.get(table)
        if not isinstance(found, list):
            says = "must be a list" if table in self._data else "the list is missing"
            self._problems.append(Problem("file", None, None, table, says))
            return {}
        known = self._known.setdefault(table, set())
        rows: dict[int, R] = {}
        for number, raw in enumerate(cast("list[object]", found), start=1):
            key = _key(raw)
            if key in known:
                self._problems.append(Problem(table, number, key, "@id", "stands here twice"))
            try:
                rows[number] = kind.model_validate(raw)
            except ValidationError as error:
                self._problems.extend(_faults(error, table, number, key))
            if key is not None:
                known.add(key)
        return rows

    def refer(self, table: str, number: int, row: Row, field: str, key: str, target: str) -> None:
        """Record a reference to a row that is not there."""
        if target in self._known and key not in self._known[target]:
            says = f"{shown(key)} is not in {target}"
            self._problems.append(Problem(table, number, row.key, field, says))


def _key(raw: object) -> str | None:
    key = cast("dict[str, object]", raw).get("@id") if isinstance(raw, dict) else None
    return key if isinstance(key, str) else None


def _faults(error: ValidationError, table: str, number: int, key: str | None) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_context=False):
        field = ".".join(str(part) for part in detail["loc"] if part != "[key]") or None
        if detail["type"] == "missing":
            says = "the field is missing"
        elif field is None:
            says = f"must be an object, not {shown(detail['input'])}"
        else:
            says = f"{shown(detail['input'])} is not right: {detail['msg']}"
        yield Problem(table, number, key, field, says)
