"""The first screen of a page: the answer in sentences, how sure it is, on whose assumptions.

Counts of people are ``People``, so that the page may leave the agency once small ones are hidden.
For the same reason no word of a sentence tells one from several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..disclosure import Sum
from ..model.policy import Policy
from ..planning import Difference, Result
from .counts import plan_counts, plan_sums
from .document import Block, Listing, Paragraph, Section
from .prices import price_table
from .quantities import AS_STAFF, OF_WORK, SUM, TITLE, Scale, Told, meanings
from .tables import Cell, Column, Kind, People, Table, Value, number_of

ANSWER = "Answer"
"""The heading of the first screen."""

OF_THESE_PLANS, NOT_SHOWN = "of these plans", "not shown to be real"
"""What is known about a difference of two plans in a quantity; the same words for one of 0, which
would otherwise give away a hidden count."""

_STANDS = (
    f"“{OF_THESE_PLANS}”: the best plans of the two standards differ in cost for certain, and "
    "these two differ so in this quantity; another plan of the same cost may differ otherwise. "
    f"“{NOT_SHOWN}”, in grey: the difference in cost is smaller than the gap."
)
_MINUTES_OF_AN_HOUR = 60


def sentence(text: str, *numbers: Value | People) -> Paragraph:
    """Return one sentence of an answer, its numbers named by position."""
    return Paragraph(text, "lead", numbers)


def sentences_of(plan: Told) -> list[Paragraph]:
    """Return what a plan does, in three sentences.

    Parameters
    ----------
    plan : Told
        The plan.
    """
    return [
        sentence(
            # What is due after the calendar can be left undone, too.
            "Of the {} tasks that fall due, {} are done on time under this plan; of all tasks, {} "
            "become late and {} are left undone.",
            *(people(plan, name) for name in ("tasks_due", "tasks_on_time")),
            *(people(plan, name) for name in ("tasks_late", "tasks_undone")),
        ),
        sentence(
            "Of the clients, {} change hands; {} of the {} who are seen meet one worker only, and "
            "{} contacts go through an interpreter.",
            *(people(plan, name) for name in ("owner_changes", "clients_of_one")),
            *(people(plan, name) for name in ("clients_seen", "interpreted_contacts")),
        ),
        sentence(
            "It takes {} hours of overtime; with the work left undone, {} full-time equivalents "
            "are missing.",
            *(amount(plan, name) for name in ("overtime_minutes", "fte_missing")),
        ),
    ]


def sentences_between(one: Told, other: Told, varied: str = "") -> list[Paragraph]:
    """Return what two plans do, in three sentences.

    Parameters
    ----------
    one, other : Told
        The plans.
    varied : str
        What sets them apart, where their names are only its values.
    """
    names = (f"{varied} {plan.name}".strip() for plan in (one, other))
    first, second = (name.replace("{", "{{").replace("}", "}}") for name in names)
    return [
        sentence(
            f"Tasks that fall due and are done on time: {{}} of {{}} with {first}, {{}} of {{}} "
            f"with {second}.",
            *(people(one, name) for name in ("tasks_on_time", "tasks_due")),
            *(people(other, name) for name in ("tasks_on_time", "tasks_due")),
        ),
        sentence(
            f"Clients who change hands: {{}} with {first}, {{}} with {second}; clients who meet "
            "several workers: {} and {}.",
            *(people(plan, "owner_changes") for plan in (one, other)),
            *(people(plan, "clients_of_several") for plan in (one, other)),
        ),
        sentence(
            f"Overtime: {{}} hours with {first}, {{}} with {second}; full-time equivalents "
            "missing, with the work left undone: {} and {}.",
            *(amount(plan, "overtime_minutes") for plan in (one, other)),
            *(amount(plan, "fte_missing") for plan in (one, other)),
        ),
    ]


def answer_section(
    sentences: Sequence[Paragraph],
    sure: Sequence[Paragraph] = (),
    policy: Policy | None = None,
    blocks: Sequence[Block] = (),
    *,
    public: bool = True,
) -> Section:
    """Return the first screen of a page.

    Parameters
    ----------
    sentences : sequence of Paragraph
        The answer, about three sentences of quantities that exist.
    sure : sequence of Paragraph
        How sure it is.
    policy : Policy or None
        Whose prices it rests on; None where there are none.
    blocks : sequence of Block
        What shows the answer at a glance.
    public : bool
        Whether it may leave the agency.
    """
    prices: list[Block] = [] if policy is None else [price_table(policy)]
    return Section(ANSWER, [*sentences, *sure, *prices, *blocks], public, "first")


def how_sure(text: str, *numbers: Value) -> Paragraph:
    """Return how sure an answer is, as a paragraph with a head."""
    return Paragraph(text, numbers=numbers, head="How sure.")


def sure_of(result: Result) -> Paragraph:
    """Return how far a plan is from the best one that there can be.

    Parameters
    ----------
    result : Result
        A result.
    """
    if result.plan is None:
        if result.status != "infeasible":
            return how_sure("No plan was found in time, and none is proven impossible.")
        who = "the engine says so" if result.certificate is None else "certified by the audit"
        return how_sure(f"It is proven that no plan keeps all rules ({who}).")
    if result.gap_minutes is None:
        return how_sure("No bound is known, so a better plan may exist.")
    who = "certified by the audit" if result.bound_kind == "certified" else "the engine says so"
    if not result.gap_minutes:
        return how_sure(
            f"No plan costs less ({who}). Another plan of the same cost may have other quantities."
        )
    plan = Told(result.formulation, result.metrics, result.objective, result.objective_parts)
    return how_sure(
        f"No plan can cost less by more than {{}} minutes, {{}} of the work ({who}). The "
        "quantities are of this plan; another within that gap may have others.",
        Value(round(result.gap_minutes), "count", plan.cost_rests_on()),
        Value(result.gap_work, "percent", plan.cost_rests_on()),
    )


def difference_words(each: Difference, plans: Sequence[Told], scale: Scale | None) -> Paragraph:
    """Return how large a difference of two plans is, and how sure.

    Parameters
    ----------
    each : Difference
        The first less the second.
    plans : sequence of Told
        The two plans, and maybe others.
    scale : Scale or None
        What its minutes are set against, where that is known.
    """
    if each.of_plans is None:
        return how_sure(f"There are no two plans of {each.first} and {each.second} to compare.")
    behind = [key for plan in plans for key in plan.cost_rests_on()]
    numbers = [Value(round(abs(each.of_plans)), "count", behind)]
    more = "more" if each.of_plans >= 0 else "less"
    words = f"At these prices {each.first} costs {{}} minutes {more} than {each.second}"
    if scale is not None:
        numbers.append(Value(scale.share(abs(each.of_plans)), "percent", behind))
        numbers.append(Value(scale.staff(abs(each.of_plans)), "amount", behind))
        words += ", {} of the work or {} full-time equivalents"
    if each.kind != "none":
        ends = (None if end is None else round(end) for end in (each.low, each.high))
        numbers += [Value(end, "count", behind) for end in ends]
    return how_sure(f"{words}. {_interval(each)}", *numbers)


def _interval(each: Difference) -> str:
    """Return between which differences those of the best plans lie, and whether that is real."""
    if each.kind == "none":
        return "No bound is known, so nothing shows that the difference is real."
    between = f"Between the best plans of both lie {{}} to {{}} minutes ({each.kind})"
    if each.is_real:
        return f"{between}: the difference is real."
    return f"{between}: it is smaller than the gap, so nothing shows that it is real."


def meaning_section() -> Section:
    """Return what each quantity of the first screen is."""
    return Section("What the quantities mean", [Listing(meanings())], public=True, where="page")


# Quantities side by side.


@dataclass(frozen=True)
class _Quantity:
    """A row of the first screen.

    Parameters
    ----------
    words : str
        What people read.
    name : str
        The metric, or what follows from one.
    kind : str
        ``people`` counts people or their tasks; ``hours`` are minutes of a metric by 60.
    whole : str
        The quantity that this one is a part of, at which its bar is full; empty for none.
    """

    words: str
    name: str
    kind: Literal["people", "hours", "staff"]
    whole: str = ""


_CHAPTERS: dict[str, tuple[_Quantity, ...]] = {
    "Clients": (
        _Quantity("seen this month", "clients_seen", "people"),
        _Quantity("  by one worker only", "clients_of_one", "people", "clients_seen"),
        _Quantity("  by several workers", "clients_of_several", "people", "clients_seen"),
        _Quantity("who change hands", "owner_changes", "people"),
        _Quantity("without an owner", "clients_without_owner", "people"),
        _Quantity("contacts through an interpreter", "interpreted_contacts", "people"),
    ),
    "Tasks": (
        _Quantity("due", "tasks_due", "people"),
        _Quantity("  done on time", "tasks_on_time", "people", "tasks_due"),
        _Quantity("  not on time", "tasks_not_on_time", "people", "tasks_due"),
        _Quantity("that nobody does", "tasks_undone", "people"),
    ),
    "Staff": (
        _Quantity("overtime, hours", "overtime_minutes", "hours"),
        _Quantity("undone work, hours", "undone_minutes", "hours"),
        _Quantity("full-time equivalents missing", "fte_missing", "staff"),
    ),
}


def people(plan: Told, name: str) -> People:
    """Return a count of people or of their tasks in a plan.

    Parameters
    ----------
    plan : Told
        The plan.
    name : str
        A metric that counts, or a count behind a share, as ``counts.py`` names them.
    """
    number = None if plan.metrics is None else plan_counts(plan.metrics).get(name)
    return People(f"{plan.name}/{name}", number)


def amount(plan: Told, name: str) -> Value:
    """Return hours, or full-time equivalents, of a plan: ``overtime_minutes``, ``fte_missing``."""
    quantity = next(each for rows in _CHAPTERS.values() for each in rows if each.name == name)
    cell = _cell(plan, quantity)
    assert isinstance(cell, Value)
    return cell


def _cell(plan: Told, each: _Quantity) -> Value | People:
    if each.kind == "people":
        return people(plan, each.name)
    value = plan.value(each.name)
    if value is not None and each.kind == "hours":
        value = value / _MINUTES_OF_AN_HOUR
    return Value(value, "amount", plan.rests_on(each.name))


def side_by_side(
    plans: Sequence[Told], scale: Scale | None, difference: Difference | None = None
) -> Table:
    """Return plans side by side, one row a quantity with a bar on one scale for all of them.

    Parameters
    ----------
    plans : sequence of Told
        The plans.
    scale : Scale or None
        What the priced sum is set against, where that is known.
    difference : Difference or None
        The two of them that are set against each other, by their names.
    """
    pair = _pair(plans, difference)
    rows: list[list[Cell]] = []
    chapters: dict[int, str] = {}
    places: dict[str, int] = {}
    bars: dict[int, int] = {}
    for chapter, quantities in _CHAPTERS.items():
        chapters[len(rows)] = chapter
        for each in quantities:
            places[each.name] = len(rows)
            if each.whole or len(plans) > 1:
                bars[len(rows)] = places[each.whole or each.name]
            cells = [_cell(plan, each) for plan in plans]
            rows.append([each.words, *cells, *_against(pair, cells, difference)])
    chapters[len(rows)] = "Priced sum, mostly of assumed prices"
    rows += _sums(plans, scale, pair, difference)
    columns = [Column("quantity"), *(Column(plan.name, "count") for plan in plans)]
    if pair is not None and difference is not None:
        columns += [Column(f"{difference.first} less {difference.second}", "signed")]
        columns += [Column("what is shown")]
    return Table(
        "answer",
        TITLE,
        columns,
        rows,
        note="" if pair is None else _STANDS,
        chapters=chapters,
        sums=[*_sums_of(plans)],
        bars=bars,
        quiet=[at for at, row in enumerate(rows) if row[-1] == NOT_SHOWN],
    )


def _sums_of(plans: Sequence[Told]) -> Iterator[Sum]:
    """Yield which counts are sums of others; what no plan decides is the same in all of them."""
    for plan in plans:
        yield from plan_sums(plan.name, plan.metrics)
    due = [people(plan, "tasks_due") for plan in plans]
    for each in due[1:]:
        if each.number == due[0].number is not None:
            yield Sum(due[0].key, [each.key])


def _pair(plans: Sequence[Told], difference: Difference | None) -> tuple[int, int] | None:
    """Return the places of the two plans that are set against each other."""
    names = [plan.name for plan in plans]
    if difference is None or difference.of_plans is None:
        return None
    return names.index(difference.first), names.index(difference.second)


def _against(
    pair: tuple[int, int] | None, cells: Sequence[Value | People], difference: Difference | None
) -> list[Cell]:
    """Return the difference of two cells, and what is known about it."""
    if pair is None or difference is None:
        return []
    one, other = (cells[place] for place in pair)
    words = OF_THESE_PLANS if difference.is_real else NOT_SHOWN
    apart = _less(number_of(one), number_of(other))
    return [Value(apart, "signed", [*_keys(one), *_keys(other)]), words]


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _keys(cell: Value | People) -> Sequence[str | People]:
    return (cell.key,) if isinstance(cell, People) else cell.rests_on


def _sums(
    plans: Sequence[Told],
    scale: Scale | None,
    pair: tuple[int, int] | None,
    difference: Difference | None,
) -> Iterator[list[Cell]]:
    """Yield the priced sum of each plan in its three forms."""
    sums = [plan.objective for plan in plans]
    behind = [plan.cost_rests_on() for plan in plans]
    forms: list[tuple[str, list[float | None], Kind]] = [(SUM, sums, "minutes")]
    if scale is not None:
        forms.append((OF_WORK, [scale.share(each) for each in sums], "share"))
        forms.append((AS_STAFF, [scale.staff(each) for each in sums], "amount"))
    for words, values, kind in forms:
        row: list[Cell] = [
            words,
            *(Value(each, kind, keys) for each, keys in zip(values, behind, strict=True)),
        ]
        if pair is not None and difference is not None:
            apart = _less(*(values[place] for place in pair))
            words = f"real ({difference.kind})" if difference.is_real else NOT_SHOWN
            both = [key for place in pair for key in behind[place]]
            row += [Value(apart, "share" if kind == "share" else "signed", both), words]
        yield row
