"""The form of a plan: can its tables be read against the instance at all?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import polars as pl

from ..model.instance import Instance
from ..model.plan import ASSIGNMENTS, OWNERS, WORK, Activity, Plan
from .violations import Violation, each_row

_MOST = 10**9
"""More minutes than any task can take anyone; keeps all sums inside 64 bits."""


def faults(instance: Instance, plan: Plan) -> list[Violation]:
    """Return what keeps the plan's tables from being read against the instance.

    Parameters
    ----------
    instance : Instance
        The instance the plan is for.
    plan : Plan
        Any plan.

    Returns
    -------
    list of Violation
        Under the rule ``plan``: columns missing or of another type; rows missing, doubled or of
        unknown ids; work outside the horizon or of impossible minutes.
    """
    columns = [
        *_columns("owners", plan.owners, OWNERS),
        *_columns("assignments", plan.assignments, ASSIGNMENTS),
        *_columns("work", plan.work, WORK),
    ]
    if columns:
        return columns
    clients = instance.clients.select(client="id")
    tasks = instance.tasks.select(task="id")
    workers = instance.workers.select(worker="id")
    owners = plan.owners.select("client", worker="owner")
    return [
        *_one_row_each("owners", "client", owners, clients),
        *_one_row_each("assignments", "task", plan.assignments, tasks),
        *_unknown("owners", "worker", owners.drop_nulls("worker"), workers),
        *_unknown("assignments", "worker", plan.assignments.drop_nulls("worker"), workers),
        *_unknown("work", "worker", plan.work, workers),
        *_unknown("work", "client", plan.work, clients),
        *_unknown("work", "task", plan.work.drop_nulls("task"), tasks),
        *_amounts(plan.work, instance.calendar.last),
    ]


def _columns(table: str, frame: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> list[Violation]:
    wrong = [name for name, kind in schema.items() if frame.schema.get(name) != kind]
    return [
        Violation("plan", {}, None, 1, "columns", f"{table}: column {name} is missing or mistyped")
        for name in wrong
    ]


def _one_row_each(table: str, key: str, rows: pl.DataFrame, known: pl.DataFrame) -> list[Violation]:
    doubled = (
        rows.drop_nulls(key)
        .group_by(key, maintain_order=True)
        .agg(by=pl.len().cast(pl.Int64) - 1)
        .filter(pl.col("by") > 0)
    )
    missing = known.join(rows, on=key, how="anti", maintain_order="left")
    return [
        *_unknown(table, key, rows, known),
        *each_row("plan", doubled, "rows", f"{table}: {key} {{{key}}} has {{by}} row(s) too many"),
        *each_row(
            "plan",
            missing.with_columns(by=pl.lit(1)),
            "rows",
            f"{table}: {key} {{{key}}} has no row",
        ),
    ]


def _unknown(table: str, key: str, rows: pl.DataFrame, known: pl.DataFrame) -> list[Violation]:
    strange = (
        rows.join(known, on=key, how="anti", maintain_order="left")
        .group_by(key, maintain_order=True)
        .agg(by=pl.len().cast(pl.Int64))
    )
    return each_row("plan", strange, "rows", f"{table}: there is no {key} {{{key}}}")


def _amounts(work: pl.DataFrame, last: int) -> list[Violation]:
    on_task = pl.col("activity") == "task"
    checks: Sequence[tuple[pl.Expr, str]] = (
        (~pl.col("activity").is_in(get_args(Activity)), "activity {activity} is unknown"),
        (on_task != pl.col("task").is_not_null(), "activity {activity} and task {task} disagree"),
        (~pl.col("period").is_between(0, last), f"period {{period}} is not one of 0 to {last}"),
        (~pl.col("minutes").is_between(1, _MOST), "{minutes} min is not above 0, or too much"),
    )
    return [
        violation
        for wrong, text in checks
        for violation in each_row(
            "plan",
            work.filter(wrong.fill_null(True)).with_columns(by=pl.lit(1)),
            "rows",
            f"work of worker {{worker}} for client {{client}}: {text}",
        )
    ]
