"""Whose clients change hands, and why, as people read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..explanation.wording import join_names
from ..metrics.away import AwayThroughout
from ..model.instance import Instance
from ..planning import Result
from ..planning.moves import OwnerChange
from ..planning.reasons import Why
from .document import Block, Paragraph, Section, Where
from .plan_sheets import NamedPlan
from .tables import Cell, Column, Table, count, minutes

WHY: Mapping[Why, str] = {
    "left": "the owner has left",
    "rule": "the owner may not own the client",
    "tasks": "the owner may not do all of the work",
    "room": "the owner has no room",
    "overtime": "saves overtime",
    "late": "saves lateness",
    "utilisation": "evens out this month's work",
    "standing": "evens out caseloads",
    "language": "speaks the language",
    "programs": "works in all programs",
    "pairs": "a better pair",
    "price": "costs less all in all",
    "continuity": "costs no less, and clients meet fewer workers",
    "open": "costs no less",
}
"""What speaks for another owner than today's, as people read it."""

_UNITS: Mapping[Why, str] = {
    "overtime": "minutes of overtime",
    "late": "minutes a period late",
    "utilisation": "minutes",
    "standing": "standing minutes",
}
_WHOLE: Mapping[Why, str] = {"utilisation": "regular minutes", "standing": "a fair share"}
_HOW = (
    "Each is what would follow if that client alone stayed with today's owner: what the plan would "
    "have more of, and what staying would cost more, the price of the change taken off."
)


def change_words(change: OwnerChange) -> str:
    """Return why a client changes hands, in a few words.

    Parameters
    ----------
    change : OwnerChange
        The change.

    Returns
    -------
    str
        Empty where the reason is not known.
    """
    if change.why is None:
        return ""
    words = WHY[change.why]
    if change.rule is not None:
        return f"{words} ({change.rule})"
    if change.minutes is not None and change.why in _UNITS:
        whole = _WHOLE.get(change.why)
        above = f" above {change.above * 100:g} % of {whole}" if change.above is not None else ""
        return f"{words}: {change.minutes:,.0f} {_UNITS[change.why]}{above}"
    return words


def named_plans(
    instance: Instance, results: Iterable[tuple[str, Result | None]]
) -> list[NamedPlan]:
    """Return the plans of results that have one, with why clients change hands.

    Parameters
    ----------
    instance : Instance
        The instance.
    results : iterable of tuple of str and Result
        Each with its name.
    """
    return [
        NamedPlan(
            name,
            result.plan,
            instance,
            {move.client: change_words(move) for move in result.moves},
        )
        for name, result in results
        if result is not None and result.plan is not None
    ]


def away_lines(away: Sequence[AwayThroughout]) -> list[str]:
    """Return what becomes of the clients of each worker who is away in every period.

    Parameters
    ----------
    away : sequence of AwayThroughout
        The workers.

    Returns
    -------
    list of str
        A sentence per worker.
    """
    return [f"{each.worker} is away in every period: {_becomes(each)}" for each in away]


def _becomes(each: AwayThroughout) -> str:
    taken = f"; takes {count(each.taken, 'client')}" if each.taken else ""
    if not each.clients:
        return f"owns nobody today{taken}"
    moved = ", ".join(f"{number:,} to {owner}" for owner, number in each.moved.items())
    parts = [f"{each.kept:,} stay"]
    parts += [f"{sum(each.moved.values()):,} move ({moved})"] if each.moved else []
    parts += [f"{each.unowned:,} have no owner"] if each.unowned else []
    undone = f"{each.undone:,} of their {count(each.tasks, 'task')} undone"
    of_whom = f"of {count(each.clients, 'client')} owned today {join_names(parts, 'and')}"
    return f"{of_whom}, {undone}{taken}"


def moves_section(changes: Sequence[OwnerChange], most: int, plan: str = "") -> Section:
    """Return who changes hands and why.

    Parameters
    ----------
    changes : sequence of OwnerChange
        The changes; where there are none the section says so.
    most : int
        Most of them that a terminal lists one by one.
    plan : str
        The plan that is one of several, which are for a page alone; empty for the only one.

    Returns
    -------
    Section
        How many for which reason, then one by one.
    """
    title = "Whose clients change hands, and why"
    if plan:
        title = f"{title}: {plan}"
    where: Where = "page" if plan else "everywhere"
    if not changes:
        text = "every client stays with the owner of today"
        return Section(title, [Paragraph(text)], where=where)
    kinds = Counter(each.why for each in changes)
    counts: list[Sequence[Cell]] = [[words, kinds[why]] for why, words in WHY.items() if kinds[why]]
    if kinds[None]:
        counts.append(["no time to find out", kinds[None]])
    rows: list[Sequence[Cell]] = [
        [each.client, each.before or "-", each.owner or "-", change_words(each), savings(each)]
        for each in changes
    ]
    heads = ("client", "from", "to", "why", "saves, in minutes")
    slug, of_plan = (f"-{'-'.join(plan.split())}", f": {plan}") if plan else ("", "")
    blocks: list[Block] = [
        Table(f"why{slug}", title, [Column("why"), Column("clients", "count")], counts),
        Table(f"moves{slug}", f"One by one{of_plan}", [*map(Column, heads)], rows, most=most),
        Paragraph(_HOW, "note"),
    ]
    return Section(title, blocks, where=where)


def savings(change: OwnerChange) -> str:
    """Return what a change saves, in minutes; empty where staying is not possible, or unknown."""
    return "" if change.saves is None else minutes(change.saves)
