"""Standards side by side, as people read them."""

from __future__ import annotations

from collections.abc import Iterator

from ..metrics.unserved import undone_tasks, unowned_clients
from ..model.hashing import instance_sha256
from ..model.instance import Instance
from ..model.plan import Plan
from ..planning import Comparison, Difference, Result, Today
from .columns import PlanColumn, column, cost_table, metrics_table, today_column
from .document import Block, Document, Listing, Paragraph, Section
from .sections import (
    ALL_OWNED,
    not_served_lines,
    origin_section,
    price_section,
    size_block,
    undone_line,
)
from .tables import Cell, Column, Table, Value
from .words import count

_OF_THESE_PLANS = (
    "Differences of metrics are of these plans; another plan of the same cost may differ."
)
_INTERVAL = (
    "[L1 - U2, U1 - L2] with U the cost of a plan and L its bound: the difference of the best "
    "plans lies in it. It is real only if it excludes 0; otherwise it is smaller than the gap."
)
_TODAY = "today"
_AS_PRICED, _MOVES_FREE = "as priced", "moves free on both sides"


def compared_document(instance: Instance, comparison: Comparison) -> Document:
    """Return the report on a comparison.

    Parameters
    ----------
    instance : Instance
        The instance.
    comparison : Comparison
        What was compared on it.
    """
    columns = columns_of(comparison)
    like = "What the plans are like"
    title = _title(comparison)
    sections = [
        Section("Cost", [cost_table(columns, "Cost")]),
        Section(title, [_differences(comparison, title), Paragraph(_INTERVAL, "note")]),
        Section(like, [metrics_table(columns, like, _OF_THESE_PLANS)]),
        Section("Not served", list(_unserved(instance, comparison))),
        price_section(comparison.results[0].policy),
    ]
    names = ", ".join(comparison.names)
    origin = origin_section(*comparison.results)
    return Document(f"Comparison: {names}", sections, origin, [size_block(instance)])


def columns_of(comparison: Comparison) -> list[PlanColumn]:
    """Return the columns of a comparison: today, if it is there, and each standard."""
    first = [] if comparison.today is None else [today_column(comparison.today)]
    pairs = zip(comparison.names, comparison.results, strict=True)
    return [*first, *(column(name, result) for name, result in pairs)]


def plans_of(comparison: Comparison) -> Iterator[tuple[str, Plan]]:
    """Yield the plans of a comparison by the names of their columns."""
    if comparison.today is not None:
        yield _TODAY, comparison.today.plan
    for name, result in zip(comparison.names, comparison.results, strict=True):
        if result.found is not None:
            yield name, result.found


def _title(comparison: Comparison) -> str:
    price = comparison.differences[-1]
    return f"Price of continuity: what {price.first} costs more than {price.second}"


def _differences(comparison: Comparison, caption: str) -> Table:
    rows: list[list[Cell]] = []
    chapters: dict[int, str] = {}
    for how, differences in (
        (_AS_PRICED, comparison.differences),
        (_MOVES_FREE, comparison.unmoved),
    ):
        if differences:
            chapters[len(rows)] = how
        for each in differences:
            rows.append([f"{each.first} less {each.second}", *_cells(each)])
            if each.kind == "certified" and (each.best_low, each.best_high) != (
                each.low,
                each.high,
            ):
                ends = (Value(each.best_low, "minutes"), Value(each.best_high, "minutes"))
                rows.append(["  by reported bounds", "", "", *ends, ""])
    columns = [
        Column("minutes"),
        Column("these plans", "minutes"),
        Column("of the cost", "share"),
        Column("best plans from", "minutes"),
        Column("to", "minutes"),
        Column("verdict"),
    ]
    return Table("differences", caption, columns, rows, chapters=chapters)


def _cells(each: Difference) -> list[Cell]:
    share = "" if each.relative is None else each.relative
    verdict = "" if each.of_plans is None else _verdict(each)
    return [each.of_plans, share, each.low, each.high, verdict]


def _verdict(each: Difference) -> str:
    if each.is_real:
        return f"real ({each.kind})"
    return "no bound known" if each.kind == "none" else f"smaller than the gap ({each.kind})"


def _unserved(instance: Instance, comparison: Comparison) -> Iterator[Block]:
    for name, plan in plans_of(comparison):
        yield Paragraph(name)
        if name == _TODAY:
            unowned = plan.owners["owner"].null_count()
            first = f"{count(unowned, 'client')} without an owner" if unowned else ALL_OWNED
            yield Listing([first, undone_line(instance, undone_tasks(plan))])
        else:
            yield Listing(not_served_lines(instance, plan))


# A comparison as plain data, for JSON.


def compared_to_dict(
    instance: Instance, comparison: Comparison, full: bool = False
) -> dict[str, object]:
    """Return a comparison as plain data.

    Parameters
    ----------
    instance : Instance
        The instance.
    comparison : Comparison
        What was compared on it.
    full : bool
        Whether plans, certificates and traces are in it.

    Returns
    -------
    dict
        ``instance``, ``columns`` by name, ``price_of_continuity`` (as priced, and with moves free
        on both sides), ``differences``, ``metrics_are``.
    """
    columns: dict[str, object] = {}
    if comparison.today is not None:
        columns["today"] = _today(instance, comparison.today, full)
    for name, result in zip(comparison.names, comparison.results, strict=True):
        columns[name] = _column(instance, result, full)
    priced = [_difference(each, "as_priced") for each in comparison.differences]
    unmoved = [_difference(each, "moves_free") for each in comparison.unmoved]
    return {
        "instance": instance_to_dict(instance),
        "columns": columns,
        "price_of_continuity": {
            "as_priced": priced[-1],
            "moves_free": unmoved[-1] if unmoved else None,
        },
        "differences": priced + unmoved,
        "metrics_are": "of these plans",
    }


def instance_to_dict(instance: Instance) -> dict[str, object]:
    """Return fingerprint, sizes and warnings of an instance."""
    return {
        "sha256": instance_sha256(instance),
        "clients": instance.clients.height,
        "workers": instance.workers.height,
        "tasks": instance.tasks.height,
        "periods": instance.calendar.periods,
        "task_minutes": instance.task_minutes,
        "regular_minutes": int(instance.capacity.sum()),
        "warnings": [warning.as_dict() for warning in instance.warnings],
    }


def _today(instance: Instance, today: Today, full: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "objective": today.objective,
        "objective_parts": today.objective_parts,
        "metrics": today.metrics.to_dict(),
        "policy": today.plan.policy.model_dump(mode="json"),
        "violations": [violation.as_dict() for violation in today.violations],
        **_compared_json_unserved(instance, today.plan),
    }
    return {**data, "plan": today.plan.to_dict()} if full else data


def _column(instance: Instance, result: Result, full: bool) -> dict[str, object]:
    # Every plan of a result has passed the audit, or the solve would have failed.
    violations: list[object] | None = [] if result.has_plan else None
    data = {**result.to_dict(full=full), "violations": violations}
    return {**data, **_compared_json_unserved(instance, result.found)}


def _compared_json_unserved(instance: Instance, plan: Plan | None) -> dict[str, object]:
    if plan is None:
        return {"undone_tasks": None, "unowned": None}
    unowned = [each.as_dict() for each in unowned_clients(instance, plan)]
    return {"undone_tasks": undone_tasks(plan), "unowned": unowned}


def _difference(each: Difference, how: str) -> dict[str, object]:
    return {**each.model_dump(), "how": how, "is_real": each.is_real}
