"""Standards side by side, as people read them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from ..model.instance import Instance
from ..model.plan import Plan
from ..planning import Comparison, Difference
from .columns import Column, column, cost_table, metrics_table, today_column
from .layout import add, grid, indented, paragraph, section
from .prices import price_words
from .solved import instance_words
from .unserved import ALL_OWNED, undone_line, undone_tasks, unowned_clients, unowned_lines
from .words import UNKNOWN, count, minutes, percent

_OF_THESE_PLANS = (
    "Differences of metrics are of these plans; another plan of the same cost may differ."
)
_INTERVAL = (
    "[L1 - U2, U1 - L2] with U the cost of a plan and L its bound: the difference of the best "
    "plans lies in it. It is real only if it excludes 0; otherwise it is smaller than the gap."
)
_TODAY = "today"
_AS_PRICED, _MOVES_FREE = "as priced", "moves free on both sides"


def compared_report(instance: Instance, comparison: Comparison) -> Iterator[RenderableType]:
    """Yield the parts of the report on a comparison.

    Parameters
    ----------
    instance : Instance
        The instance.
    comparison : Comparison
        What was compared on it.
    """
    columns = columns_of(comparison)
    yield paragraph(instance_words(instance))
    yield section("Cost", cost_table(columns))
    yield section(_title(comparison), _differences(comparison), paragraph(_INTERVAL, "dim"))
    yield section(
        "What the plans are like", metrics_table(columns), paragraph(_OF_THESE_PLANS, "dim")
    )
    yield section("Not served", *_unserved(instance, comparison))
    policy = comparison.results[0].policy
    yield section("Prices in minutes", paragraph(price_words(policy)))


def columns_of(comparison: Comparison) -> list[Column]:
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


def _differences(comparison: Comparison) -> Table:
    several = len(comparison.differences) > 1
    table = grid(["", "these plans", "", "best plans", "minutes"], texts=1)
    table.columns[4].justify = "left"
    for how, differences in (
        (_AS_PRICED, comparison.differences),
        (_MOVES_FREE, comparison.unmoved),
    ):
        if several and differences:
            add(table, how, style="italic")
        for each in differences:
            label = f"  {each.first} less {each.second}" if several else how
            add(table, label, *_cells(each), style="" if each.is_real else "dim")
            if each.kind == "certified" and (each.best_low, each.best_high) != (
                each.low,
                each.high,
            ):
                interval = f"[{minutes(each.best_low)}, {minutes(each.best_high)}]"
                add(table, "    by reported bounds", "", "", interval, style="dim")
    return table


def _cells(each: Difference) -> tuple[str, str, str, str]:
    interval = f"[{minutes(each.low)}, {minutes(each.high)}]"
    share = "" if each.relative is None else percent(each.relative)
    if each.of_plans is None:
        return UNKNOWN, "", interval, ""
    return minutes(each.of_plans), share, interval, _verdict(each)


def _verdict(each: Difference) -> str:
    if each.is_real:
        return f"real ({each.kind})"
    return "no bound known" if each.kind == "none" else f"smaller than the gap ({each.kind})"


def _unserved(instance: Instance, comparison: Comparison) -> Iterator[RenderableType]:
    for name, plan in plans_of(comparison):
        yield paragraph(name, "italic")
        if name == _TODAY:
            unowned = plan.owners["owner"].null_count()
            lines = [f"{count(unowned, 'client')} without an owner"] if unowned else []
        else:
            lines = unowned_lines(instance, unowned_clients(instance, plan))
        for line in (*(lines or [ALL_OWNED]), undone_line(instance, undone_tasks(plan))):
            yield indented(line)
