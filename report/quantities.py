"""Plans in quantities that exist, ahead of their priced sum: overtime, late tasks, hands changed.

The priced sum is a yardstick made of prices, most of them assumed, and a percentage of it has a
base that moves with the prices. So it is told in minutes, as a share of the work, and in
full-time equivalents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..metrics import CATALOGUE, FTE_MINUTES, FTE_PERIODS, Metrics
from ..model.instance import Instance
from ..planning import Difference
from .counts import cost_rests_on, plan_sums, rests_on
from .document import Block, Listing, Paragraph
from .tables import UNKNOWN, Cell, Column, People, Table, Value, minutes, percent

QUANTITIES = {
    "overtime_minutes": "overtime, minutes",
    "tasks_late": "late tasks",
    "owner_changes": "clients who change hands",
    "interpreted_contacts": "contacts through an interpreter",
    "undone_minutes": "undone work, minutes",
    "fte_missing": "full-time equivalents missing",
}
"""The metrics that lead every comparison, as people read them."""

_ONE = {
    "tasks_late": "late task",
    "owner_changes": "client who changes hands",
    "interpreted_contacts": "contact through an interpreter",
}
"""The same for a single one."""

_ACROSS = {
    "overtime_minutes": "overtime",
    "tasks_late": "late tasks",
    "owner_changes": "change hands",
    "interpreted_contacts": "by interpreter",
    "undone_minutes": "undone",
}
"""Heads where a plan is a row; staff missing, which is overtime and undone work again, has none."""

SUM, OF_WORK, AS_STAFF = (
    "priced sum, minutes",
    "as a share of the work",
    "in full-time equivalents",
)
"""The priced sum in its three forms, as people read them."""

TITLE = "In quantities"


@dataclass(frozen=True)
class Scale:
    """What a priced sum is set against.

    Parameters
    ----------
    work : int
        Standard minutes of all tasks.
    periods : int
        Periods of the calendar.
    """

    work: int
    periods: int

    def share(self, amount: float | None) -> float | None:
        """Return minutes as a share of the work; None where there is none of either."""
        return None if amount is None or not self.work else amount / self.work

    def staff(self, amount: float | None) -> float | None:
        """Return minutes as full-time equivalents over the calendar."""
        if amount is None or not self.periods:
            return None
        return amount / (FTE_MINUTES * self.periods / FTE_PERIODS)


def scale_of(instance: Instance) -> Scale:
    """Return the work and the calendar of an instance."""
    return Scale(instance.task_minutes, instance.calendar.periods)


@dataclass(frozen=True)
class Told:
    """One plan that is told in quantities, or the lack of one.

    Parameters
    ----------
    name : str
        What people call it.
    metrics : Metrics or None
        What it is like; None without a plan.
    objective : float or None
        Its priced sum in minutes.
    parts : mapping of str to float, or None
        The parts of that sum in minutes, where they are known.
    """

    name: str
    metrics: Metrics | None
    objective: float | None
    parts: Mapping[str, float] | None = None

    def value(self, metric: str) -> float | None:
        """Return one metric, None without a plan."""
        return None if self.metrics is None else self.metrics.value(metric)

    def rests_on(self, *metrics: str) -> list[str | People]:
        """Return the counts of people that some metrics would give away."""
        return [] if self.metrics is None else rests_on(self.name, self.metrics, *metrics)

    def cost_rests_on(self) -> list[str | People]:
        """Return the counts of people that the priced sum would give away."""
        return cost_rests_on(self.name, self.parts, self.metrics)


def quantity_blocks(plans: Sequence[Told], scale: Scale, slug: str = "quantities") -> list[Block]:
    """Return plans side by side, one row a quantity, and what each quantity means.

    Parameters
    ----------
    plans : sequence of Told
        The plans; of several the last column is the first standard less the last one.
    scale : Scale
        What the priced sum is set against.
    slug : str
        Name of the table.
    """
    rows: list[list[Cell]] = [
        [words, *(_count(plan.value(name), name) for plan in plans)]
        for name, words in QUANTITIES.items()
    ]
    sums = [plan.objective for plan in plans]
    rows.append([SUM, *(Value(each, "minutes") for each in sums)])
    rows.append([OF_WORK, *(_share(scale.share(each)) for each in sums)])
    rows.append([AS_STAFF, *(_staff(scale.staff(each)) for each in sums)])
    columns = [Column("quantity"), *(Column(plan.name, "metric") for plan in plans)]
    table = Table(slug, TITLE, columns, rows, strong=(len(QUANTITIES),))
    return [table, Listing(meanings())]


def quantity_table(
    head: str, plans: Sequence[Told], scale: Scale, base: Told | None = None
) -> Table:
    """Return plans one below another, one column a quantity.

    Parameters
    ----------
    head : str
        What tells the plans apart.
    plans : sequence of Told
        The plans.
    scale : Scale
        What the priced sum is set against.
    base : Told or None
        A plan that all are set against: then the cells are differences, with their signs.
    """
    rows: list[list[Cell]] = []
    for plan in plans:
        amount = plan.objective
        if base is not None:
            amount = _less(amount, base.objective)
        cells = [_quantity(plan, base, name) for name in _ACROSS]
        told = (minutes(amount), _share(scale.share(amount)), _staff(scale.staff(amount)))
        sides = [plan] if base is None else [plan, base]
        behind = [each for side in sides for each in side.cost_rests_on()]
        sums = [Value(_sign(each, amount, base), "text", behind) for each in told]
        rows.append([plan.name, *cells, *sums])
    heads = [head, *_ACROSS.values(), "priced sum", "of the work", "full-time equivalents"]
    caption = "Minutes, tasks, clients and contacts"
    if base is not None:
        caption = f"{caption}: each less {base.name}"
    every = [*plans, *([] if base is None else [base])]
    counted = [each for plan in every for each in plan_sums(plan.name, plan.metrics)]
    return Table("quantities", caption, [*map(Column, heads)], rows, sums=counted)


def meanings() -> list[str]:
    """Return one line a quantity: what it is."""
    lines = [f"{words}: {CATALOGUE[name].formula}" for name, words in QUANTITIES.items()]
    periods = f"{FTE_MINUTES:,} minutes in {FTE_PERIODS} periods"
    return [
        *lines,
        f"{SUM}: all parts of the cost at the prices of the policy, most of them assumed.",
        f"{AS_STAFF}: minutes by those of one full-time worker, an assumed {periods}.",
    ]


def spoken(each: Difference, plans: tuple[Told, Told], scale: Scale) -> Paragraph:
    """Return a difference in words that can be read aloud.

    Parameters
    ----------
    each : Difference
        The first plan less the second.
    plans : pair of Told
        The two plans.
    scale : Scale
        What the priced sum is set against.
    """
    first, second = plans
    if each.of_plans is None:
        return Paragraph(f"there are no two plans of {first.name} and {second.name}.")
    parts = list(_apart(first, second))
    quantities = f"It has {_enumerate(parts)}." if parts else "No quantity above differs."
    if not each.of_plans:
        head = f"{first.name} and {second.name} have the same priced sum."
    else:
        more = "more" if each.of_plans > 0 else "less"
        amount = abs(each.of_plans)
        head = (
            f"{first.name} costs {amount:,.0f} minutes {more} than {second.name} at these "
            f"prices, {_share(scale.share(amount))} of the work or "
            f"{_staff(scale.staff(amount))} full-time equivalents."
        )
    return Paragraph(f"{head} {quantities} {_sure(each)}")


def _sure(each: Difference) -> str:
    if each.is_real:
        return "The difference is real: the bounds of both exclude zero."
    if (each.low, each.high) == (None, None):
        return "No bound is known, so nothing shows that the difference is real."
    return "The difference is smaller than the gap, so nothing shows that it is real."


def _apart(first: Told, second: Told) -> Iterator[str]:
    """Yield the quantities that differ, as the first has more or less of them."""
    for name, words in QUANTITIES.items():
        gone = _less(first.value(name), second.value(name))
        if not gone or name == "fte_missing":
            continue
        number, more = f"{abs(gone):,.0f}", "more" if gone > 0 else "fewer"
        noun = words.removesuffix(", minutes")
        if noun != words:
            more = "more" if gone > 0 else "less"
            yield f"{number} minutes {more} of {noun}"
        else:
            yield f"{number} {more} {noun if abs(gone) != 1 else _ONE[name]}"


def _enumerate(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _quantity(plan: Told, base: Told | None, name: str) -> Cell:
    value, behind = plan.value(name), plan.rests_on(name)
    if base is not None:
        value = _less(value, base.value(name))
        behind += base.rests_on(name)
    return Value(_sign(_count(value, name), value, base), "text", behind)


def _sign(text: str, value: float | None, base: Told | None) -> str:
    return f"+{text}" if base is not None and value is not None and value > 0 else text


def _count(value: float | None, name: str) -> str:
    if value is None:
        return UNKNOWN
    return _staff(value) if name == "fte_missing" else f"{value:,.0f}"


def _share(share: float | None) -> str:
    return percent(share, 2)


def _staff(amount: float | None) -> str:
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other
