"""Whether a plan is allowed, from the plan and the instance alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import polars as pl

from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.rules import RULES
from ..model.tables import ASSIGNMENTS, OWNERS, WORK, Activity
from .context import Context, prepare_context
from .restate import effective_minutes
from .rules import VIOLATIONS
from .violations import Violation, build_violations

# Whether a plan agrees with itself and with the instance, whatever the policy prices.


def find_contradictions(context: Context) -> list[Violation]:
    """Return where the plan contradicts itself or the instance, under the rule ``plan``.

    Today's owner misstated, work that does not belong to an assignment, minutes other than a task
    takes, work before its release or, with the rule overtime off, in a period without regular
    minutes.
    """
    return [
        *_today(context),
        *_belonging(context),
        *_minutes(context),
        *_release(context),
        *_absence(context),
    ]


def _today(context: Context) -> list[Violation]:
    wrong = context.owners.filter(pl.col("stated").ne_missing(pl.col("today")))
    return build_violations(
        "plan",
        wrong.select("client", "stated", "today", by=pl.lit(1)),
        "owners",
        "client {client}: the plan gives {stated} as the owner today, the instance {today}",
    )


def _belonging(context: Context) -> list[Violation]:
    assigned = context.tasks.select("task", assigned="worker", whose="client")
    rows = (
        context.work.filter(pl.col("activity") == "task")
        .join(assigned, on="task", how="left", maintain_order="left")
        .group_by("task", "worker", "client", "assigned", "whose", maintain_order=True)
        .agg(by=pl.col("minutes").sum())
    )
    undone = rows.filter(pl.col("assigned").is_null())
    another = rows.filter(pl.col("assigned") != pl.col("worker"))
    stranger = rows.filter(pl.col("whose") != pl.col("client"))
    text = "worker {worker} spends {by} min on task {task}, which is "
    return [
        *build_violations("plan", undone, "minutes", text + "left undone"),
        *build_violations("plan", another, "minutes", text + "assigned to {assigned}"),
        *build_violations("plan", stranger, "minutes", text + "of client {whose}, not {client}"),
    ]


def _minutes(context: Context) -> list[Violation]:
    takes = effective_minutes(context.instance, context.policy, context.done)
    spent = (
        context.work.filter(pl.col("activity") == "task")
        .group_by("task")
        .agg(spent=pl.col("minutes").sum())
    )
    wrong = (
        context.done.select("client", "worker", "task")
        .join(takes.drop("worker"), on="task", how="left", maintain_order="left")
        .join(spent, on="task", how="left", maintain_order="left")
        .with_columns(pl.col("spent").fill_null(0))
        .with_columns(by=(pl.col("spent") - pl.col("effective")).abs())
        .filter(pl.col("by") > 0)
    )
    return build_violations(
        "plan",
        wrong,
        "minutes",
        "task {task} of client {client} takes worker {worker} {effective} min, "
        "but {spent} min are spent on it",
    )


def _release(context: Context) -> list[Violation]:
    early = (
        context.work.filter(pl.col("period") < pl.col("release"))
        .group_by("worker", "client", "activity", "task", "period", "release", maintain_order=True)
        .agg(by=pl.col("minutes").sum())
    )
    return build_violations(
        "plan",
        early,
        "minutes",
        "worker {worker} spends {by} min ({activity}) for client {client} in period {period}, "
        "before it can begin in period {release}",
    )


def _absence(context: Context) -> list[Violation]:
    if context.policy.overtime.enabled:
        return []
    names = context.instance.workers["id"].to_list()
    idle = (context.capacity == 0) & (context.worked > 0)
    return [
        Violation(
            "plan",
            {"worker": names[row]},
            int(period),
            int(context.worked[row, period]),
            "minutes",
            f"worker {names[row]} works {context.worked[row, period]} min in period {period}, "
            "which has no regular minutes",
        )
        for row, period in np.argwhere(idle)
    ]


# The form of a plan: can its tables be read against the instance at all?


_MOST = 10**9
"""More minutes than any task can take anyone; keeps all sums inside 64 bits."""


def find_form_faults(instance: Instance, plan: Plan) -> list[Violation]:
    """Return what keeps the plan's tables from being read against the instance, under the rule
    ``plan``.

    Columns missing or of another type; rows missing, doubled or of unknown ids; work outside the
    horizon or of impossible minutes.
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
        *build_violations(
            "plan", doubled, "rows", f"{table}: {key} {{{key}}} has {{by}} row(s) too many"
        ),
        *build_violations(
            "plan",
            missing.with_columns(by=pl.lit(1)),
            "rows",
            f"{table}: {key} {{{key}}} has no row",
        ),
    ]


def _unknown(table: str, key: str, rows: pl.DataFrame, known: pl.DataFrame) -> list[Violation]:
    strange = rows.join(known, on=key, how="anti", maintain_order="left")
    if not strange.height:
        return []
    counted = strange.group_by(key, maintain_order=True).agg(by=pl.len().cast(pl.Int64))
    return build_violations("plan", counted, "rows", f"{table}: there is no {key} {{{key}}}")


def _amounts(work: pl.DataFrame, last: int) -> list[Violation]:
    on_task = pl.col("activity") == "task"
    checks: Sequence[tuple[pl.Expr, str]] = (
        (~pl.col("activity").is_in(get_args(Activity)), "activity {activity} is unknown"),
        (on_task != pl.col("task").is_not_null(), "activity {activity} and task {task} disagree"),
        (~pl.col("period").is_between(0, last), f"period {{period}} is not one of 0 to {last}"),
        (~pl.col("minutes").is_between(1, _MOST), "{minutes} min is not above 0, or too much"),
    )
    faults = work.select(
        wrong.fill_null(True).alias(str(place)) for place, (wrong, _) in enumerate(checks)
    )
    return [
        violation
        for wrong, (_, text) in zip(faults, checks, strict=True)
        if wrong.any()
        for violation in build_violations(
            "plan",
            work.filter(wrong).with_columns(by=pl.lit(1)),
            "rows",
            f"work of worker {{worker}} for client {{client}}: {text}",
        )
    ]


@typed_arguments(instance=Instance, plan=Plan, policy=Policy)
def check(instance: Instance, plan: Plan, policy: Policy | None = None) -> list[Violation]:
    """Return every violation of a plan.

    Parameters
    ----------
    instance : Instance
        The instance the plan is for.
    plan : Plan
        Any plan.
    policy : Policy, optional
        The policy to check under; the plan's own by default.

    Returns
    -------
    list of Violation
        Empty for a legal plan. Faults of the plan itself come first, then the rules in the order
        of the policy file. A plan whose tables cannot be read against the instance (unknown ids,
        rows missing or doubled, impossible amounts) is checked no further.
    """
    unreadable = find_form_faults(instance, plan)
    if unreadable:
        return unreadable
    return find_violations(
        prepare_context(instance, plan, plan.policy if policy is None else policy)
    )


def find_violations(context: Context) -> list[Violation]:
    """Return every violation of a plan that can be read: its own faults, then rule by rule."""
    found = find_contradictions(context)
    for rule in RULES:
        if context.policy.section(rule).enabled:
            found.extend(VIOLATIONS[rule](context))
    calendar = context.instance.calendar
    if calendar.start is None:
        return found
    return [
        each if each.when is None else replace(each, day=calendar.day(each.when)) for each in found
    ]
