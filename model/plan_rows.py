"""The rows of a plan's three tables, as files hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import polars as pl
from pydantic import BeforeValidator, Field

from . import cells
from .plan import ASSIGNMENTS, OWNERS, WORK, Activity
from .tables import MOST_MINUTES, Id, OptionalId, Row, Whole


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
