"""The plan: an owner for every client, a worker and periods for every task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

import polars as pl
from pydantic import BeforeValidator, Field

from .checks import parsers as cells
from .policy import Policy
from .tables import MOST_MINUTES, Id, OptionalId, Row, Whole

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


@dataclass(frozen=True, eq=False)
class Plan:
    """Who owns whom, who does what, and when; with the policy it was made under.

    Parameters
    ----------
    policy : Policy
        The whole effective policy, so that the plan can be checked alone.
    owners : polars.DataFrame
        One row a client, in the order of the instance: ``client``, ``owner`` (null: none),
        ``owner_today`` (null: none).
    assignments : polars.DataFrame
        One row a task, in the order of the instance: ``task``, ``worker`` (null: undone).
    work : polars.DataFrame
        Minutes spent: ``worker``, ``client``, ``activity`` (task, transfer or handoff), ``task``
        (null unless the activity is task), ``period``, ``minutes`` (above 0); sorted by worker,
        period, client, activity and task.
    """

    policy: Policy
    owners: pl.DataFrame
    assignments: pl.DataFrame
    work: pl.DataFrame

    def equals(self, other: Plan) -> bool:
        """Whether two plans say the same under the same policy."""
        return (
            self.policy == other.policy
            and self.owners.equals(other.owners)
            and self.assignments.equals(other.assignments)
            and self.work.equals(other.work)
        )


# The rows of a plan's three tables, as files hold them.


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
