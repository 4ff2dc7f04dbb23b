"""One result as people read it."""

from __future__ import annotations

from ..model.instance import Instance
from ..planning import Result
from .columns import PARTS, column, metrics_table
from .document import Block, Document, Listing, Paragraph, Section
from .sections import not_served_lines, origin_section, price_section, size_block
from .tables import Cell, Column, Table, Value
from .words import percent, state

_ADVICE = {
    "infeasible": "No plan keeps all rules. Switch a rule off, or let what is forbidden be priced "
    '(service.undone = "priced", deadlines.late = "priced").',
    "no_plan": "No plan was found, and none is proven impossible. Give more time.",
}


def solved_document(instance: Instance, result: Result) -> Document:
    """Return the report on one result.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        Its result.
    """
    title = f"{result.formulation}, by {result.engine} ({result.engine_reason})"
    first: list[Block] = [_facts(result, title)]
    sections = [Section(title, first)]
    if result.found is None:
        first.append(Paragraph(_ADVICE.get(result.status, "")))
    else:
        like = "What this plan is like"
        table = metrics_table([column("this plan", result)], like)
        served = not_served_lines(instance, result.found)
        sections += [
            Section(like, [table]),
            Section("Not served", [Listing(served)]),
            price_section(result.policy),
        ]
    return Document(
        f"Plan: {result.formulation}", sections, origin_section(result), [size_block(instance)]
    )


def _facts(result: Result, title: str) -> Table:
    rows: list[tuple[Cell, Cell, Cell]] = [("status", "", state(result.status, result.limit))]
    strong: list[int] = []
    if result.has_plan:
        strong.append(len(rows))
        rows.append(("cost", result.priced_sum, "minutes, recomputed by the audit"))
        rows += [
            (f"  {words}", result.objective_parts.get(part), "") for part, words in PARTS.items()
        ]
        if result.order == "lexicographic":
            words = "minutes: the last stage; undone, late and overtime come before it"
            rows.append(("the rest", result.objective, words))
    rows += _bounds(result)
    if result.status == "infeasible":
        words = "reported: the engine says so" if result.certificate is None else "certified"
        rows.append(("no plan", "", words))
    spent = {k: v for k, v in result.seconds.model_dump().items() if v is not None}
    words = ", ".join(f"{name} {value:.1f}" for name, value in spent.items())
    rows.append(("time", f"{sum(spent.values()):,.1f}", f"seconds: {words}"))
    columns = [Column("what"), Column("amount", "minutes"), Column("how it is known")]
    return Table("facts", title, columns, rows, strong=strong)


def _bounds(result: Result) -> list[tuple[Cell, Cell, Cell]]:
    said = {"certified": "reproduced by the audit", "reported": f"{result.engine} says so"}
    if result.bound is None:
        rows: list[tuple[Cell, Cell, Cell]] = [("bound", Value(None, "minutes"), "")]
    else:
        kind = f"minutes; {result.bound_kind}: {said[result.bound_kind]}"
        rows = [("bound", result.bound, kind)]
    if result.gap_minutes is not None:
        rows.append(("gap", result.gap_minutes, _shares(result.gap, result.gap_work)))
    if result.bound_kind == "reported" and result.certified_bound is not None:
        words = "minutes; reproduced by the audit"
        rows.append(("certified bound", result.certified_bound, words))
        if result.certified_gap_minutes is not None:
            shares = _shares(result.certified_gap, result.certified_gap_work)
            rows.append(("certified gap", result.certified_gap_minutes, shares))
    return rows


def _shares(gap: float | None, gap_work: float | None) -> str:
    return f"minutes; {percent(gap, 2)} of the cost, {percent(gap_work, 3)} of the work"
