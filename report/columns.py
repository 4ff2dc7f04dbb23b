"""Plans side by side: one column per plan, with cost, bound, gap and metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..metrics import CATALOGUE, Metrics
from ..planning import Result, Today
from .counts import cost_rests_on, metric_cell, part_rests_on, plan_sums
from .document import Listing
from .tables import UNKNOWN, Cell, Column, Kind, Table, Value

PARTS = {
    "change": "changes of owner, chosen",
    "forced": "changes of owner, forced",
    "unowned": "clients without an owner",
    "undone": "work left undone",
    "late": "late minutes",
    "backlog": "late on arrival",
    "overtime": "overtime",
    "utilisation": "above a breakpoint",
    "caseload": "caseloads above a fair share",
    "language": "owners without the language",
    "skills": "owners who lack a program",
    "pairs": "pairs at a price, gains missed",
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
    "forced_changes",
    "chosen_changes",
    "clients_without_owner",
    "bundle_under_owner",
    "bundle_served_by_owner",
    "owners_without_program",
    "on_time_rate",
    "urgent_on_time_rate",
    "tasks_late",
    "backlog_tasks",
    "tasks_undone",
    "periods_to_process_mean",
    "utilisation_mean",
    "utilisation_max",
    "overtime_minutes",
    "missing_minutes",
    "fte_missing",
    "standing_of_fair_share_max",
    "new_clients_max",
    "utilisation_range",
    "utilisation_gini",
    "bilingual_gap",
    "contacts_without_interpreter",
    "interpreter_minutes",
    "owners_without_language",
)
"""The metrics that reports show; ``--json`` has them all."""


_LABELS = {
    "backlog_tasks": "tasks overdue on arrival",
    "coc": "continuity of care index",
    "secon": "sequential continuity index",
    "fte_missing": "full-time equivalents missing",
    "tellings_mean": "tellings of a story, mean",
}
"""Names that people would have to look up."""

_TERMS = (
    *("coc", "secon", "switches_per_100", "hand_offs", "tellings_mean", "bundle_under_owner"),
    *("bundle_served_by_owner", "fte_missing", "standing_of_fair_share_max", "utilisation_gini"),
    *("bilingual_gap", "owners_without_language"),
)
"""The metrics whose names do not say it all."""


def label_of(name: str) -> str:
    """Return a metric's name as people read it."""
    return _LABELS.get(name, name.replace("_", " "))


def terms() -> Listing:
    """Return one line for each metric whose name does not say it all."""
    return Listing([f"{label_of(name)}: {CATALOGUE[name].formula}" for name in _TERMS])


_UNITS = {"full-time equivalents": "full-time", "per 100 tasks": "per 100"}


@dataclass(frozen=True)
class PlanColumn:
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


def column(name: str, result: Result) -> PlanColumn:
    """Return the column of a result, whose plan, if there is one, has passed the audit."""
    violations = 0 if result.has_plan else None
    parts = result.objective_parts
    return PlanColumn(name, result.objective, parts, result.metrics, violations, result)


def today_column(today: Today) -> PlanColumn:
    """Return the column of the plan as things are."""
    violations = len(today.violations)
    return PlanColumn(
        "today", today.objective, today.objective_parts, today.metrics, violations, None
    )


def cost_table(columns: Sequence[PlanColumn], caption: str) -> Table:
    """Return status, cost by parts, bound and the gap, a column per plan."""
    results = [each.result for each in columns]

    def told(of_result: Callable[[Result], Cell]) -> list[Cell]:
        return ["" if result is None else of_result(result) for result in results]

    def beside(field: str, kind: Kind) -> list[Cell]:
        # A bound is often the cost, and the gap tells the one from the other.
        return [
            "" if each.result is None else _beside_cost(each, getattr(each.result, field), kind)
            for each in columns
        ]

    rows: list[list[Cell]] = [
        ["status", "", *map(_status, columns)],
        ["stopped by", "", *told(lambda result: result.limit)],
        ["violations", "", *map(_violations, columns)],
        ["cost", "minutes", *(_cost(each) for each in columns)],
        *_part_rows(columns),
        ["bound", "minutes", *beside("bound", "minutes")],
        ["  who says so", "", *told(_bound_kind)],
        ["gap", "minutes", *beside("gap_minutes", "minutes")],
        ["  of the work", "", *beside("gap_work", "percent")],
    ]
    if any(_has_two_bounds(each) for each in columns):
        rows += [
            ["certified bound", "minutes", *beside("certified_bound", "minutes")],
            ["certified gap", "minutes", *beside("certified_gap_minutes", "minutes")],
            ["  of the work", "", *beside("certified_gap_work", "percent")],
        ]
    heads = [Column("what"), Column("unit"), *(Column(each.name, "minutes") for each in columns)]
    return Table("cost", caption, heads, rows, strong=(3,))


def _part_rows(columns: Sequence[PlanColumn]) -> list[list[Cell]]:
    return [
        [f"  {words}", "minutes", *(_part(each, part) for each in columns)]
        for part, words in PARTS.items()
    ]


def _cost(each: PlanColumn) -> Cell:
    return _beside_cost(each, each.objective, "minutes")


def _beside_cost(each: PlanColumn, number: float | None, kind: Kind) -> Value:
    """Return a number that tells the cost of a plan."""
    return Value(number, kind, cost_rests_on(each.name, each.parts, each.metrics))


def _part(each: PlanColumn, part: str) -> Value:
    return Value(each.parts.get(part), "minutes", part_rests_on(each.name, each.metrics))


def metrics_table(columns: Sequence[PlanColumn], caption: str, note: str = "") -> Table:
    """Return the metrics that reports show, by chapter, with their unit and the better way."""
    plans = [(each.name, each.metrics) for each in columns]
    return metrics_of(plans, caption, note)


def metrics_of(plans: Sequence[tuple[str, Metrics | None]], caption: str, note: str = "") -> Table:
    """Return the metrics that reports show, a column per plan, by chapter.

    Parameters
    ----------
    plans : sequence of (str, Metrics or None)
        Head of the column, and what the plan is like; None without a plan.
    caption, note : str
        Of the table.
    """
    rows: list[list[Cell]] = []
    chapters: dict[int, str] = {}
    for name in SHOWN:
        meaning = CATALOGUE[name]
        if meaning.group not in chapters.values():
            chapters[len(rows)] = meaning.group
        unit = _UNITS.get(meaning.unit, meaning.unit)
        values = [_metric(plan, metrics, name) for plan, metrics in plans]
        rows.append([label_of(name), unit, meaning.better, *values])
    heads = [Column("metric"), Column("unit"), Column("better")]
    heads += [Column(name, "metric") for name, _ in plans]
    sums = [each for name, metrics in plans for each in plan_sums(name, metrics)]
    table = Table("metrics", caption, heads, rows, heads=3, note=note, sums=sums)
    return replace(table, chapters=chapters, sampled=True)


def _status(each: PlanColumn) -> str:
    return "as it is" if each.result is None else each.result.status.replace("_", " ")


def _violations(each: PlanColumn) -> str:
    return "" if each.violations is None else str(each.violations or "none")


def _bound_kind(result: Result) -> str:
    return "" if result.bound is None else result.bound_kind


def _has_two_bounds(each: PlanColumn) -> bool:
    result = each.result
    return result is not None and result.certified_bound not in (None, result.bound)


def _metric(plan: str, metrics: Metrics | None, name: str) -> Cell:
    return UNKNOWN if metrics is None else metric_cell(plan, metrics, name)
