"""The rows of all tables, of an instance and of a plan, and the types of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

import polars as pl
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .calendar import Weekday
from .checks import cells

MOST_MINUTES = 10_000_000
"""Largest number in one cell, of minutes or periods; keeps every sum of an instance in 64 bits."""

MOST_OVERDUE = 100_000
"""Most periods by which a task may be overdue on arrival; keeps every sum in 64 bits too."""

_Clean = AfterValidator(cells.clean)
Id = Annotated[str, Field(min_length=1, max_length=cells.LONGEST_TEXT), _Clean]
Name = Annotated[str, Field(min_length=1, max_length=cells.LONGEST_TEXT), _Clean]
OptionalId = Annotated[Id | None, BeforeValidator(cells.empty_to_none)]
OptionalName = Annotated[
    str, Field(max_length=cells.LONGEST_TEXT), _Clean, BeforeValidator(cells.none_to_empty)
]
Names = Annotated[
    tuple[Name, ...],
    Field(json_schema_extra={"uniqueItems": True}),
    BeforeValidator(cells.split),
    AfterValidator(cells.distinct),
]
_Number = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Whole = Annotated[_Number, BeforeValidator(cells.whole)]
Due = Annotated[int, Field(ge=-MOST_OVERDUE, le=MOST_MINUTES), BeforeValidator(cells.signed)]
OptionalWhole = Annotated[Whole | None, BeforeValidator(cells.empty_to_none)]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(cells.share)]
OptionalPart = Annotated[float | None, Field(ge=0, le=2), BeforeValidator(cells.part)]
Wholes = Annotated[
    tuple[Whole, ...],
    Field(min_length=1),
    BeforeValidator(
        cells.numbers,
        json_schema_input_type=_Number | Annotated[tuple[_Number, ...], Field(min_length=1)],
    ),
]
Flag = Annotated[bool, BeforeValidator(cells.flag)]
TableName = Literal["clients", "workers", "tasks", "leaves", "pairs", "former"]
"""The name of a table."""

REQUIRED: tuple[TableName, ...] = ("clients", "workers", "tasks")
"""The tables that every instance has; any other may be missing, or have no rows."""


class Row(BaseModel):
    """What all rows share: frozen, no column that is not declared, no value in error messages."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Client(Row):
    """A client of the agency."""

    id: Id = Field(description="Pseudonymous identifier, unique among clients", examples=["c001"])
    office: Name = Field(description="Office that serves the client", examples=["Main"])
    language: Name = Field(description="Language the client speaks", examples=["Spanish"])
    programs: Names = Field(
        default=(),
        description="The bundle: programs the client is entitled to",
        examples=[("CalFresh", "Medi-Cal")],
    )
    worker: OptionalId = Field(
        default=None,
        description="Owner today, if any: a worker, or a former one",
        examples=["w001"],
    )
    groups: Names = Field(
        default=(),
        description="Free labels for equity breakdowns, e.g. homeless, elderly",
        examples=[("elderly",)],
    )
    expected_minutes: OptionalWhole = Field(
        default=None,
        description="Standing minutes: what the client needs in a usual month; left out, the "
        "policy's minutes of the programs count",
        examples=[17],
    )
    household: OptionalId = Field(
        default=None,
        description="Household of the client, if any: a label that its members share",
        examples=["h001"],
    )


class Worker(Row):
    """A worker of the agency."""

    id: Id = Field(description="Pseudonymous identifier, unique among workers", examples=["w001"])
    office: Name = Field(description="Office the worker belongs to", examples=["Main"])
    unit: OptionalName = Field(default="", description="Unit within the office", examples=["A"])
    languages: Names = Field(
        default=(), description="Languages the worker speaks", examples=[("English", "Spanish")]
    )
    programs: Names = Field(
        default=(),
        description="Programs the worker may work in",
        examples=[("CalFresh", "Medi-Cal")],
    )
    minutes: Wholes = Field(
        description="Regular minutes in each period; one number stands for every period, absences "
        "are zeros",
        examples=[[331]],
    )
    caseload_share: OptionalPart = Field(
        default=None,
        description="Share of a usual caseload, from 0 to 2 with three decimals at most, e.g. 0.5 "
        "for a newcomer; a whole one if left out",
        examples=[0.5],
    )


class Task(Row):
    """A piece of work for one client."""

    id: Id = Field(description="Identifier, unique among tasks", examples=["t0001"])
    client: Id = Field(description="The client the task is for", examples=["c001"])
    program: Name = Field(description="Program the task belongs to", examples=["CalFresh"])
    kind: Name = Field(description="Kind of task, e.g. intake or call", examples=["intake"])
    minutes: Whole = Field(description="Standard minutes the task takes", examples=[25])
    release: Whole = Field(description="First period in which it may be done")
    due: Due = Field(
        description="Last period in which it is on time; beyond the horizon it counts as the last, "
        "below 0 it was late so many periods before the first"
    )
    contact: Flag = Field(description="Whether the client is spoken to", examples=[True])

    @model_validator(mode="after")
    def _due_from_release_on(self) -> Self:
        if self.due < self.release and not self.release == 0 > self.due:
            raise ValueError("due is before release")
        return self


class Leave(Row):
    """Days on which a worker is away, whole or in part."""

    worker: Id = Field(description="The worker who is away", examples=["w001"])
    first: OptionalWhole = Field(
        default=None, description="First period away; the first of the calendar if left out"
    )
    last: OptionalWhole = Field(
        default=None, description="Last period away; the last of the calendar if left out"
    )
    weekday: Annotated[Weekday | None, BeforeValidator(cells.empty_to_none)] = Field(
        default=None,
        description="The day of the week meant, e.g. Friday; every day if left out",
        examples=["Friday"],
    )
    share: Share = Field(
        default=1.0,
        description="Share of the day's minutes away, with three decimals at most; 0 takes none, "
        "e.g. for a telework day",
        examples=[0.5],
    )

    @model_validator(mode="after")
    def _last_from_first_on(self) -> Self:
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("last is before first")
        return self


class Pair(Row):
    """A client and a worker who must not meet, or who meet at a price or with a gain."""

    client: Id = Field(description="The client", examples=["c001"])
    worker: Id = Field(description="The worker", examples=["w001"])
    price: Annotated[str, Field(pattern=cells.PAIR_PRICE), BeforeValidator(cells.pair_price)] = (
        Field(
            description="never, where the two must not meet; else whole minutes that it costs if "
            "the worker owns the client, and again for each task done; below 0 a gain",
            examples=["never"],
        )
    )
    reason: OptionalName = Field(
        default="",
        description="Why, as a code, e.g. conflict_of_interest, kinship or wish",
        examples=["kinship"],
    )


class Former(Row):
    """A worker who has left, and whose clients need another owner."""

    id: Id = Field(description="Identifier, which no worker has who is there", examples=["w090"])


ROWS: Mapping[TableName, type[Row]] = {
    "clients": Client,
    "workers": Worker,
    "tasks": Task,
    "leaves": Leave,
    "pairs": Pair,
    "former": Former,
}
"""The row model of each table."""

_TEXTS = pl.List(pl.String())

SCHEMAS: Mapping[TableName, Mapping[str, pl.DataType]] = {
    "clients": {
        "id": pl.String(),
        "office": pl.String(),
        "language": pl.String(),
        "programs": _TEXTS,
        "worker": pl.String(),
        "groups": _TEXTS,
        "expected_minutes": pl.Int64(),
        "household": pl.String(),
    },
    "workers": {
        "id": pl.String(),
        "office": pl.String(),
        "unit": pl.String(),
        "languages": _TEXTS,
        "programs": _TEXTS,
        "minutes": pl.List(pl.Int64()),
        "caseload_share": pl.Float64(),
    },
    "tasks": {
        "id": pl.String(),
        "client": pl.String(),
        "program": pl.String(),
        "kind": pl.String(),
        "minutes": pl.Int64(),
        "release": pl.Int64(),
        "due": pl.Int64(),
        "contact": pl.Boolean(),
    },
    "leaves": {
        "worker": pl.String(),
        "first": pl.Int64(),
        "last": pl.Int64(),
        "weekday": pl.String(),
        "share": pl.Float64(),
    },
    "pairs": {
        "client": pl.String(),
        "worker": pl.String(),
        "price": pl.String(),
        "reason": pl.String(),
    },
    "former": {"id": pl.String()},
}
"""Column names and types of each table, in order; a test compares them with the row models."""

OPENED = "opened"
"""Column of tasks that is read and not kept: the day on which the work came."""

READ_ONLY: Mapping[TableName, tuple[str, ...]] = {"tasks": (OPENED,)}
"""Columns that a table may have when it is read, and that others are made of."""

UNFILLED: Mapping[TableName, tuple[str, ...]] = {
    "clients": ("expected_minutes", "household"),
    "workers": ("caseload_share",),
}
"""Columns that count for nothing, and are not written, where no cell of them is filled."""


def filled_columns(table: TableName, frame: pl.DataFrame) -> list[str]:
    """Return the columns of a table but those that may be left out and hold nothing."""
    return [
        name
        for name in SCHEMAS[table]
        if name not in UNFILLED.get(table, ()) or frame[name].null_count() < frame.height
    ]


def empty(table: TableName) -> pl.DataFrame:
    """Return a table without rows."""
    return pl.DataFrame(schema=dict(SCHEMAS[table]))


# The three tables of a plan, as files hold them.


Activity = Literal["task", "transfer", "handoff"]
"""What minutes are spent on: a task, taking a client over, or getting to know a client."""

OWNERS: Mapping[str, pl.DataType] = {
    "client": pl.String(),
    "owner": pl.String(),
    "owner_today": pl.String(),
}
"""Columns of ``Plan.owners``."""

ASSIGNMENTS: Mapping[str, pl.DataType] = {"task": pl.String(), "worker": pl.String()}
"""Columns of ``Plan.assignments``."""

WORK: Mapping[str, pl.DataType] = {
    "worker": pl.String(),
    "client": pl.String(),
    "activity": pl.String(),
    "task": pl.String(),
    "period": pl.Int64(),
    "minutes": pl.Int64(),
}
"""Columns of ``Plan.work``."""


class OwnerRow(Row):
    """Who owns a client."""

    client: Id = Field(description="Id of the client")
    owner: OptionalId = Field(default=None, description="Worker who owns the client, if any")
    owner_today: OptionalId = Field(default=None, description="Owner today, if any")


class AssignmentRow(Row):
    """Who does a task."""

    task: Id = Field(description="Id of the task")
    worker: OptionalId = Field(
        default=None, description="Worker who does the task; none if it stays undone"
    )


class WorkRow(Row):
    """Minutes that a worker spends in one period."""

    worker: Id = Field(description="Id of the worker")
    client: Id = Field(description="Id of the client the minutes are spent for")
    activity: Activity = Field(
        description="What the minutes are spent on: task, transfer (taking a client over) or "
        "handoff (getting to know a client of another owner)"
    )
    task: OptionalId = Field(default=None, description="Id of the task if the activity is task")
    period: Whole = Field(description="Period in which the minutes are spent")
    minutes: Annotated[int, Field(ge=1, le=MOST_MINUTES), BeforeValidator(cells.whole)] = Field(
        description="Minutes spent"
    )


PLAN_SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "owners": OWNERS,
    "assignments": ASSIGNMENTS,
    "work": WORK,
}
"""Column names and types of the parts of a plan."""

PLAN_ROWS: Mapping[str, type[Row]] = {
    "owners": OwnerRow,
    "assignments": AssignmentRow,
    "work": WorkRow,
}
"""The row model of each part of a plan."""
