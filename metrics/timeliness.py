"""Timeliness: what is done by its due period, how late the rest is, and what is left undone."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from ..model.instance import Instance
from ..model.plan import Plan
from .facts import Facts
from .table import Definition, Measured, Measurements, floats, largest, mean, mean_by, total

DEFINITIONS = (
    Definition(
        "on_time_rate",
        "timeliness",
        "share",
        "high",
        "Tasks finished by their due period / tasks due inside the calendar, undone ones included, "
        "those overdue on arrival left out; in all, by program and by kind.",
    ),
    Definition(
        "urgent_on_time_rate",
        "timeliness",
        "share",
        "high",
        "On-time rate of the kinds that the policy calls urgent (deadlines.urgent_kinds).",
    ),
    Definition(
        "late_minutes",
        "timeliness",
        "minute-periods",
        "low",
        "Sum over all minutes worked, switching included, of the periods between due and work; for "
        "work overdue on arrival, of the periods since the first one.",
    ),
    Definition(
        "tasks_late",
        "timeliness",
        "tasks",
        "low",
        "Tasks that become late: done, not overdue on arrival, and finished after their due "
        "period.",
    ),
    Definition(
        "periods_late_mean",
        "timeliness",
        "periods",
        "low",
        "Mean of max(0, finish - due) over done tasks that are not overdue on arrival.",
    ),
    Definition(
        "periods_late_max",
        "timeliness",
        "periods",
        "low",
        "Largest max(0, finish - due) of a done task that is not overdue on arrival.",
    ),
    Definition(
        "tasks_undone",
        "timeliness",
        "tasks",
        "low",
        "Tasks that nobody does.",
    ),
    Definition(
        "undone_minutes",
        "timeliness",
        "minutes",
        "low",
        "Standard minutes of the tasks that nobody does.",
    ),
    Definition(
        "periods_to_process_mean",
        "timeliness",
        "periods",
        "low",
        "Mean of finish - release over done tasks.",
    ),
    Definition(
        "backlog_tasks",
        "timeliness",
        "tasks",
        "",
        "Tasks overdue on arrival, due before the calendar's first period, done or not; they are "
        "left out of on-time rates and of what becomes late.",
    ),
    Definition(
        "backlog_minutes",
        "timeliness",
        "minutes",
        "",
        "Standard minutes of the tasks overdue on arrival, done or not.",
    ),
    Definition(
        "backlog_minute_periods",
        "timeliness",
        "minute-periods",
        "low",
        "Sum over all minutes worked on tasks overdue on arrival of the periods between due and "
        "the calendar's first one; later periods count among the late minutes.",
    ),
    Definition(
        "tasks_due_later",
        "timeliness",
        "tasks",
        "",
        "Tasks due after the calendar's last period; they count as due in it and are left out of "
        "on-time rates.",
    ),
)


def measure_timeliness(facts: Facts, urgent_kinds: Collection[str]) -> Measurements:
    """Measure timeliness against the due periods of the instance.

    Parameters
    ----------
    facts : Facts
        The instance and the plan.
    urgent_kinds : collection of str
        Kinds whose on-time rate is shown apart.
    """
    tasks = facts.tasks
    due = tasks.filter("due_inside").with_columns(
        (pl.col("periods_late") == 0).fill_null(False).alias("on_time")
    )
    urgent = due.filter(pl.col("kind").is_in(list(urgent_kinds)))
    done, backlog = tasks.filter("done"), tasks["overdue"] > 0
    could_become_late = done.filter(pl.col("overdue") == 0)["periods_late"]
    return {
        "on_time_rate": [
            mean(due["on_time"]),
            *mean_by(due, "program", "on_time", "program"),
            *mean_by(due, "kind", "on_time", "kind"),
        ],
        "urgent_on_time_rate": [mean(urgent["on_time"])],
        "late_minutes": [_late_minutes(facts)],
        "tasks_late": [total((tasks["periods_late"] > 0).fill_null(False))],
        "periods_late_mean": [mean(could_become_late)],
        "periods_late_max": [largest(could_become_late)],
        "tasks_undone": [total(~tasks["done"])],
        "undone_minutes": [Measured(undone_minutes(facts), tasks.height)],
        "periods_to_process_mean": [mean(done["finish"] - done["release"])],
        "backlog_tasks": [total(backlog)],
        "backlog_minutes": [_total_minutes(tasks.filter(backlog)["minutes"], tasks.height)],
        "backlog_minute_periods": [
            _total_minutes(facts.work["minutes"] * facts.work["overdue"], tasks.height)
        ],
        "tasks_due_later": [total(~tasks["due_inside"] & ~backlog)],
    }


def undone_minutes(facts: Facts) -> float:
    """Return the standard minutes of the tasks that nobody does."""
    return float(floats(facts.tasks.filter(~pl.col("done"))["minutes"]).sum())


def _late_minutes(facts: Facts) -> Measured:
    late = facts.work.filter(pl.col("period") > pl.col("due"))
    return _total_minutes((late["period"] - late["due"]) * late["minutes"], facts.tasks.height)


def _total_minutes(minutes: pl.Series, tasks: int) -> Measured:
    return Measured(float(floats(minutes).sum()), tasks)


def list_on_time_tasks(instance: Instance, plan: Plan) -> frozenset[str]:
    """Return the tasks that a plan does on time, or in the first period if due before it."""
    ends = plan.work.filter(pl.col("task").is_not_null()).group_by("task")
    last = instance.calendar.last
    frame = (
        instance.tasks.select(pl.col("id").alias("task"), pl.col("due").clip(0, last))
        .join(plan.assignments, on="task", how="left")
        .join(ends.agg(pl.col("period").max().alias("end")), on="task", how="left")
    )
    done = frame.filter(
        pl.col("worker").is_not_null() & (pl.col("end").fill_null(0) <= pl.col("due"))
    )
    return frozenset[str](done["task"].to_list())
