"""One result as people read it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from ..metrics.unserved import undone_tasks, unowned_clients
from ..model.instance import Instance
from ..planning import Result
from .columns import PARTS, column, metrics_table
from .layout import add, grid, indented, paragraph, section
from .unserved import ALL_OWNED, undone_line, unowned_lines
from .words import count, minutes, percent, price_words, state

_ADVICE = {
    "infeasible": "No plan keeps all rules. Switch a rule off, or let what is forbidden be priced "
    '(service.undone = "priced", deadlines.late = "priced").',
    "no_plan": "No plan was found, and none is proven impossible. Give more time.",
}


def solved_report(instance: Instance, result: Result) -> Iterator[RenderableType]:
    """Yield the parts of the report on one result.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        Its result.
    """
    yield paragraph(instance_words(instance))
    yield section(
        f"{result.formulation}, by {result.engine} ({result.engine_reason})", _facts(result)
    )
    if result.found is None:
        yield paragraph("")
        yield paragraph(_ADVICE.get(result.status, ""))
        return
    table = metrics_table([column("this plan", result)])
    yield section("What this plan is like", table)
    unowned = unowned_clients(instance, result.found)
    lines = unowned_lines(instance, unowned) or [ALL_OWNED]
    lines.append(undone_line(instance, undone_tasks(result.found)))
    yield section("Not served", *map(indented, lines))
    yield section("Prices in minutes", paragraph(price_words(result.policy)))


def instance_words(instance: Instance) -> str:
    """Return the sizes of an instance in one line."""
    return (
        f"{count(instance.clients.height, 'client')}, {count(instance.workers.height, 'worker')}, "
        f"{count(instance.tasks.height, 'task')} of {count(instance.task_minutes, 'minute')}, "
        f"{count(instance.calendar.periods, 'period')}"
    )


def _facts(result: Result) -> RenderableType:
    table = grid(["", "", ""], texts=1)
    table.columns[0].no_wrap = True
    table.columns[2].justify, table.columns[2].no_wrap = "left", False
    add(table, "status", "", state(result.status, result.limit))
    if result.has_plan:
        add(table, "cost", minutes(result.priced_sum), "minutes, recomputed by the audit")
        for part, words in PARTS.items():
            add(table, f"  {words}", minutes(result.objective_parts.get(part)))
        if result.order == "lexicographic":
            words = "minutes: the last stage; undone, late and overtime come before it"
            add(table, "the rest", minutes(result.objective), words)
    said = {"certified": "reproduced by the audit", "reported": f"{result.engine} says so"}
    if result.bound is None:
        add(table, "bound", minutes(None))
    else:
        kind = f"minutes; {result.bound_kind}: {said[result.bound_kind]}"
        add(table, "bound", minutes(result.bound), kind)
    if result.gap_minutes is not None:
        add(table, "gap", minutes(result.gap_minutes), _shares(result.gap, result.gap_work))
    if result.bound_kind == "reported" and result.certified_bound is not None:
        words = "minutes; reproduced by the audit"
        add(table, "certified bound", minutes(result.certified_bound), words)
        if result.certified_gap_minutes is not None:
            shares = _shares(result.certified_gap, result.certified_gap_work)
            add(table, "certified gap", minutes(result.certified_gap_minutes), shares)
    if result.status == "infeasible":
        words = "reported: the engine says so" if result.certificate is None else "certified"
        add(table, "no plan", "", words)
    spent = {k: v for k, v in result.seconds.model_dump().items() if v is not None}
    words = ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    add(table, "time", f"{sum(spent.values()):,.1f}", f"seconds: {words}")
    return table


def _shares(gap: float | None, gap_work: float | None) -> str:
    return f"minutes; {percent(gap, 2)} of the cost, {percent(gap_work, 3)} of the work"
