"""Plans side by side: one column per plan, with cost, bound, gap and metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.table import Table

from ..metrics import CATALOGUE, Metrics
from ..planning import Result, Today
from .layout import add, grid
from .words import UNKNOWN, metric, minutes, percent

PARTS = {
    "change": "changes of owner",
    "unowned": "clients without an owner",
    "undone": "work left undone",
    "late": "late minutes",
    "overtime": "overtime",
    "utilisation": "above a breakpoint",
}
"""The parts of the cost, as people read them."""

SHOWN = (
    "workers_per_client_mean",
    "workers_per_client_max",
    "clients_with_one_worker",
    "tasks_with_owner",
    "coc",
    "secon",
    "switches_per_100",
    "hand_offs",
    "tellings_mean",
    "owner_changes",
    "clients_without_owner",
    "bundle_under_owner",
    "bundle_served_by_owner",
    "on_time_rate",
    "urgent_on_time_rate",
    "tasks_late",
    "tasks_undone",
    "periods_to_process_mean",
    "utilisation_mean",
    "utilisation_max",
    "overtime_minutes",
    "missing_minutes",
    "fte_missing",
    "utilisation_range",
    "utilisation_gini",
    "bilingual_gap",
    "contacts_without_interpreter",
    "interpreter_minutes",
)
"""The metrics that reports show; ``--json`` has them all."""


_UNITS = {"full-time equivalents": "FTE", "per 100 tasks": "per 100"}


@dataclass(frozen=True)
class Column:
    """One plan of a comparison, or the lack of one.

    Parameters
    ----------
    name : str
        Head of the column.
    objective : float or None
        Cost in minutes.
    parts : mapping of str to float
        Parts of the cost; empty without a plan.
    metrics : Metrics or None
        What the plan is like.
    violations : int or None
        Rules broken, how often; None without a plan.
    result : Result or None
        The result behind it; None for the plan as things are.
    """

    name: str
    objective: float | None
    parts: Mapping[str, float]
    metrics: Metrics | None
    violations: int | None
    result: Result | None


def column(name: str, result: Result) -> Column:
    """Return the column of a result, whose plan, if there is one, has passed the audit."""
    violations = 0 if result.has_plan else None
    parts = result.objective_parts
    return Column(name, result.objective, parts, result.metrics, violations, result)


def today_column(today: Today) -> Column:
    """Return the column of the plan as things are."""
    violations = len(today.violations)
    return Column("today", today.objective, today.objective_parts, today.metrics, violations, None)


def cost_table(columns: Sequence[Column]) -> Table:
    """Return status, cost by parts, bound and the gap in its three forms."""
    table = grid(["", "unit", *(each.name for each in columns)], texts=2)
    add(table, "status", "", *(_status(each) for each in columns))
    add(table, "stopped by", "", *(_limit(each) for each in columns))
    add(table, "violations", "", *(_violations(each) for each in columns))
    add(table)
    add(table, "cost", "minutes", *(minutes(each.objective) for each in columns), style="bold")
    for part, words in PARTS.items():
        add(table, f"  {words}", "", *(minutes(each.parts.get(part)) for each in columns))
    add(table)
    add(table, "bound", "minutes", *(_bound(each) for each in columns))
    add(table, "  who says so", "", *(_bound_kind(each) for each in columns))
    add(table, "gap", "minutes", *(_gap(each) for each in columns))
    add(table, "  of the cost", "", *(_gap_of_cost(each) for each in columns))
    add(table, "  of the work", "", *(_gap_of_work(each) for each in columns))
    if any(_has_two_bounds(each) for each in columns):
        add(table, "certified bound", "minutes", *(_certified(each) for each in columns))
        add(table, "certified gap", "minutes", *(_certified_gap(each) for each in columns))
        add(table, "  of the cost", "", *(_certified_of_cost(each) for each in columns))
        add(table, "  of the work", "", *(_certified_of_work(each) for each in columns))
    return table


def metrics_table(columns: Sequence[Column]) -> Table:
    """Return the metrics that reports show, by chapter, with their unit and the better way."""
    table = grid(["", "unit", "better", *(each.name for each in columns)], texts=3)
    chapter = ""
    for name in SHOWN:
        meaning = CATALOGUE[name]
        if meaning.group != chapter:
            chapter = meaning.group
            add(table, chapter, style="italic")
        label = f"  {name.replace('_', ' ')}"
        values = (_metric(each, name, meaning.unit) for each in columns)
        add(table, label, _UNITS.get(meaning.unit, meaning.unit), meaning.better, *values)
    return table


def _status(each: Column) -> str:
    return "as it is" if each.result is None else each.result.status.replace("_", " ")


def _limit(each: Column) -> str:
    return "" if each.result is None else each.result.limit


def _violations(each: Column) -> str:
    return "" if each.violations is None else str(each.violations or "none")


def _bound(each: Column) -> str:
    return "" if each.result is None else minutes(each.result.bound)


def _bound_kind(each: Column) -> str:
    if each.result is None or each.result.bound is None:
        return ""
    return each.result.bound_kind


def _gap(each: Column) -> str:
    return "" if each.result is None else minutes(each.result.gap_minutes)


def _gap_of_cost(each: Column) -> str:
    return "" if each.result is None else percent(each.result.gap, 2)


def _gap_of_work(each: Column) -> str:
    return "" if each.result is None else percent(each.result.gap_work, 3)


def _has_two_bounds(each: Column) -> bool:
    result = each.result
    return result is not None and result.certified_bound not in (None, result.bound)


def _certified(each: Column) -> str:
    return "" if each.result is None else minutes(each.result.certified_bound)


def _certified_gap(each: Column) -> str:
    return "" if each.result is None else minutes(each.result.certified_gap_minutes)


def _certified_of_cost(each: Column) -> str:
    return "" if each.result is None else percent(each.result.certified_gap, 2)


def _certified_of_work(each: Column) -> str:
    return "" if each.result is None else percent(each.result.certified_gap_work, 3)


def _metric(each: Column, name: str, unit: str) -> str:
    return UNKNOWN if each.metrics is None else metric(each.metrics.value(name), unit)
