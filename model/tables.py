"""The rows of the three tables, and the column types that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
TableName = Literal["clients", "workers", "tasks"]

MOST_MINUTES = 10_000_000
"""Largest amount of minutes in one cell; keeps every sum of an instance inside 64 bits."""


class Row(BaseModel):
    """What all rows share: frozen, and no column that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Client(Row):
    """A client of the agency."""

    id: Id = Field(description="Pseudonymous identifier, unique among clients")
    office: Name = Field(description="Office that serves the client")
    language: Name = Field(description="Language the client speaks")
    programs: tuple[Name, ...] = Field(
        default=(), description="The bundle: programs the client is entitled to"
    )
    worker: Id | None = Field(default=None, description="Owner today, if any")
    groups: tuple[Name, ...] = Field(
        default=(), description="Free labels for equity breakdowns, e.g. homeless, elderly"
    )


class Worker(Row):
    """A worker of the agency."""

    id: Id = Field(description="Pseudonymous identifier, unique among workers")
    office: Name = Field(description="Office the worker belongs to")
    unit: Name = Field(default="", min_length=0, description="Unit within the office")
    languages: tuple[Name, ...] = Field(default=(), description="Languages the worker speaks")
    programs: tuple[Name, ...] = Field(default=(), description="Programs the worker may work in")
    minutes: tuple[Annotated[int, Field(ge=0, le=MOST_MINUTES)], ...] = Field(
        description="Regular minutes in each period; one number stands for every period, absences "
        "are zeros"
    )


class Task(Row):
    """A piece of work for one client."""

    id: Id = Field(description="Identifier, unique among tasks")
    client: Id = Field(description="The client the task is for")
    program: Name = Field(description="Program the task belongs to")
    kind: Name = Field(description="Kind of task, e.g. intake or call")
    minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] = Field(
        description="Standard minutes the task takes"
    )
    release: Annotated[int, Field(ge=0)] = Field(description="First period in which it may be done")
    due: Annotated[int, Field(ge=0)] = Field(
        description="Last period in which it is on time; beyond the horizon it counts as the last"
    )
    contact: bool = Field(description="Whether the client is spoken to")


ROWS: Mapping[TableName, type[Row]] = {"clients": Client, "workers": Worker, "tasks": Task}
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
    },
    "workers": {
        "id": pl.String(),
        "office": pl.String(),
        "unit": pl.String(),
        "languages": _TEXTS,
        "programs": _TEXTS,
        "minutes": pl.List(pl.Int64()),
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
}
"""Column names and types of each table, in order; a test compares them with the row models."""


def empty(table: TableName) -> pl.DataFrame:
    """Return a table without rows."""
    return pl.DataFrame(schema=dict(SCHEMAS[table]))
