"""The plan: an owner for every client, a worker and periods for every task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from .policy import Policy

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
