"""Standards side by side, as people read them."""

from __future__ import annotations

from collections.abc import Iterator

from ..metrics.unserved import undone_tasks
from ..model.instance import Instance
from ..planning import Comparison, Difference
from .binding import USED_UP, binding_lines
from .breakdowns import breakdown_sections
from .columns import PlanColumn, column, cost_table, metrics_table, terms, today_column
from .decided import DECIDED, decided_table
from .document import (
    ALL_OWNED,
    Block,
    Document,
    Listing,
    Paragraph,
    Section,
    not_served_lines,
    origin_section,
    price_section,
    size_block,
    undone_line,
)
from .first_screen import (
    amount,
    answer_section,
    difference_words,
    meaning_section,
    people,
    sentence,
    side_by_side,
)
from .moved import moves_section, named_plans
from .plan_sheets import NamedPlan
from .quantities import TITLE, Scale, Told, quantity_blocks, scale_of, spoken
from .tables import Cell, Column, Table, Value, count

_OF_THESE_PLANS = (
    "Differences of metrics are of these plans; another plan of the same cost may differ."
)
_INTERVAL = (
    "[L1 - U2, U1 - L2] with U the cost of a plan and L its bound: the difference of the best "
    "plans lies in it. It is real only if it excludes 0; otherwise it is smaller than the gap."
)
_MOST_MOVES = 10
_TODAY = "today"
_AS_PRICED, _MOVES_FREE = "as priced", "moves free on both sides"


def compared_plans(instance: Instance, comparison: Comparison) -> list[NamedPlan]:
    """Return the plans that were compared, by their standards."""
    return named_plans(instance, zip(comparison.names, comparison.results, strict=True))


def compared_document(
    instance: Instance, comparison: Comparison, *, in_parts: bool = True
) -> Document:
    """Return the report on a comparison.

    Parameters
    ----------
    instance : Instance
        The instance.
    comparison : Comparison
        What was compared on it.
    in_parts : bool
        Whether plans are told in parts too, which only a page shows and which takes a second of an
        office.
    """
    columns = columns_of(comparison)
    like = "What the plans are like"
    title = _title(comparison)
    told = told_plans(comparison)
    scale = scale_of(instance)
    named = {each.name: each for each in told}
    price = comparison.differences[-1]
    words = spoken(price, (named[price.first], named[price.second]), scale)
    sections = [
        answer_to_compare(comparison, scale),
        Section(TITLE, quantity_blocks(told, scale), where="terminal"),
        Section("Cost", [cost_table(columns, "Cost")], public=True),
        Section(title, [_differences(comparison, title, scale), Paragraph(_INTERVAL, "note")]),
        Section(like, [metrics_table(columns, like, _OF_THESE_PLANS), terms()], public=True),
        *_decided(comparison),
        Section("Not served", list(_unserved(instance, comparison))),
        *breakdown_sections(instance, comparison.plans if in_parts else {}),
        *(
            moves_section(result.moves, _MOST_MOVES, name)
            for name, result in zip(comparison.names, comparison.results, strict=True)
            if result.has_plan
        ),
        meaning_section(),
        *_used_up(instance, comparison),
        price_section(comparison.results[0].policy),
        Section("In words", [words]),
    ]
    origin = origin_section(*comparison.results)
    return Document(question_of(comparison), sections, origin, [size_block(instance)])


def question_of(comparison: Comparison) -> str:
    """Return the question that a comparison answers."""
    first, last = comparison.names[0], comparison.names[-1]
    if (first, last) == ("client-based", "task-based"):
        return "What does it cost to keep every client with one worker, and what does it save?"
    return f"What does {first} cost more than {last}, and what does it save?"


def answer_to_compare(comparison: Comparison, scale: Scale | None = None) -> Section:
    """Return the first screen of the report on a comparison.

    Parameters
    ----------
    comparison : Comparison
        What was compared.
    scale : Scale or None
        What priced sums are set against, where that is known.
    """
    plans = [
        Told(each.name, each.metrics, each.objective, each.parts) for each in columns_of(comparison)
    ]
    named = {each.name: each for each in plans}
    price = comparison.differences[-1]
    one, other = named[price.first], named[price.second]
    sentences = [
        sentence(
            f"With the same staff, clients and work, a {one.name} plan does {{}} of the {{}} tasks "
            f"that fall due on time, a {other.name} plan {{}}.",
            people(one, "tasks_on_time"),
            people(one, "tasks_due"),
            people(other, "tasks_on_time"),
        ),
        sentence(
            f"With {one.name}, {{}} of the clients change hands now, and {{}} of the {{}} who are "
            f"seen meet several workers; with {other.name}, {{}} change hands and {{}} meet "
            "several.",
            *(people(one, name) for name in ("owner_changes", "clients_of_several")),
            people(one, "clients_seen"),
            *(people(other, name) for name in ("owner_changes", "clients_of_several")),
        ),
        sentence(
            f"Overtime is {{}} hours with {one.name} and {{}} with {other.name}; with the work "
            "left undone, {} and {} full-time equivalents are missing.",
            *(amount(plan, "overtime_minutes") for plan in (one, other)),
            *(amount(plan, "fte_missing") for plan in (one, other)),
        ),
    ]
    return answer_section(
        sentences,
        [difference_words(price, (one, other), scale)],
        comparison.results[0].policy,
        [side_by_side(plans, scale, price)],
    )


def columns_of(comparison: Comparison) -> list[PlanColumn]:
    """Return the columns of a comparison: today, if it is there, and each standard."""
    first = [] if comparison.today is None else [today_column(comparison.today)]
    pairs = zip(comparison.names, comparison.results, strict=True)
    return [*first, *(column(name, result) for name, result in pairs)]


def told_plans(comparison: Comparison) -> list[Told]:
    """Return the plans of a comparison as they are told in quantities."""
    return [
        Told(each.name, each.metrics, each.objective, each.parts) for each in columns_of(comparison)
    ]


def _title(comparison: Comparison) -> str:
    price = comparison.differences[-1]
    return f"Price of continuity: what {price.first} costs more than {price.second}"


def _differences(comparison: Comparison, caption: str, scale: Scale) -> Table:
    rows: list[list[Cell]] = []
    chapters: dict[int, str] = {}
    for how, differences in (
        (_AS_PRICED, comparison.differences),
        (_MOVES_FREE, comparison.unmoved),
    ):
        if differences:
            chapters[len(rows)] = how
        for each in differences:
            rows.append([f"{each.first} less {each.second}", *_cells(each, scale)])
            if each.kind == "certified" and (each.best_low, each.best_high) != (
                each.low,
                each.high,
            ):
                ends = (Value(each.best_low, "minutes"), Value(each.best_high, "minutes"))
                rows.append(["  by reported bounds", "", "", "", *ends, ""])
    columns = [
        Column("minutes"),
        Column("these plans", "minutes"),
        Column("of the work", "percent"),
        Column("full-time equivalents", "ratio"),
        Column("best plans from", "minutes"),
        Column("to", "minutes"),
        Column("verdict"),
    ]
    return Table("differences", caption, columns, rows, chapters=chapters)


def _cells(each: Difference, scale: Scale) -> list[Cell]:
    share, staff = scale.share(each.of_plans), scale.staff(each.of_plans)
    told = ["" if each is None else each for each in (share, staff)]
    verdict = "" if each.of_plans is None else _verdict(each)
    return [each.of_plans, *told, each.low, each.high, verdict]


def _verdict(each: Difference) -> str:
    if each.is_real:
        return f"real ({each.kind})"
    return "no bound known" if each.kind == "none" else f"smaller than the gap ({each.kind})"


def _decided(comparison: Comparison) -> Iterator[Section]:
    """Yield how far the figures that the cost leaves open are decided."""
    table = decided_table(comparison.names, comparison.results)
    if table is not None:
        yield Section(DECIDED, [table])


def _used_up(instance: Instance, comparison: Comparison) -> Iterator[Section]:
    """Yield the limits that the plans have used up, if there are any."""
    blocks: list[Block] = []
    for name, result in zip(comparison.names, comparison.results, strict=True):
        lines = binding_lines(instance, result)
        if lines is not None:
            blocks += [Paragraph(name), lines]
    if blocks:
        yield Section(USED_UP, blocks)


def _unserved(instance: Instance, comparison: Comparison) -> Iterator[Block]:
    for name, plan in comparison.plans.items():
        yield Paragraph(name)
        if name == _TODAY:
            unowned = plan.owners["owner"].null_count()
            first = f"{count(unowned, 'client')} without an owner" if unowned else ALL_OWNED
            yield Listing([first, undone_line(instance, undone_tasks(plan))])
        else:
            yield Listing(not_served_lines(instance, plan))
