"""Intervals of what reforms change: side by side, drawn, and why they are as narrow as they are."""

from __future__ import annotations

from ..planning.interval import Slope
from ..scenarios import WhatIf
from .charts import IntervalChart
from .document import Paragraph, Section
from .quantities import AS_STAFF, OF_WORK, Scale
from .tables import Column, Table, count, minutes, number_of

_INTERVAL = (
    "[L1 - U2, U1 - L2] with U the cost of a plan and L its bound: the difference of the best "
    "plans lies in it, cut off at 0 where one side allows all that the other does at no higher "
    "cost. It is called real only if it excludes 0."
)


def differences_section(found: WhatIf, scale: Scale) -> Section:
    """Return the differences of reforms from their baseline, as a chart where there are any.

    Parameters
    ----------
    found : WhatIf
        The baseline and what followed from each reform.
    scale : Scale
        What priced sums are set against.
    """
    table = _differences(found, scale)
    chart = _chart(table)
    block = table if chart is None else chart
    return Section("Differences", [block, Paragraph(_INTERVAL, "note")])


_OF_PLANS, _LOW = 2, 5
"""Columns of the differences: of these plans, and the lower end of the best ones."""


def _differences(found: WhatIf, scale: Scale) -> Table:
    rows = [
        (
            each.reform.name,
            None if each.result is None else each.result.objective,
            None if each.difference is None else each.difference.of_plans,
            None if each.difference is None else scale.share(each.difference.of_plans),
            None if each.difference is None else scale.staff(each.difference.of_plans),
            None if each.difference is None else each.difference.low,
            None if each.difference is None else each.difference.high,
            each.verdict,
        )
        for each in found.outcomes
    ]
    return Table(
        slug="differences",
        caption=f"Cost of each reform less that of {found.name}, in minutes",
        columns=(
            Column("reform"),
            Column("cost", "amount"),
            Column("these plans", "amount"),
            Column(OF_WORK, "percent"),
            Column(AS_STAFF, "ratio"),
            Column("best plans from", "amount"),
            Column("to", "amount"),
            Column("verdict"),
        ),
        rows=rows,
    )


def _chart(table: Table) -> IntervalChart | None:
    if all(number_of(row[_OF_PLANS]) is None for row in table.rows):
        return None
    reading = (
        "The bar is the interval of the best plans, with an arrow where an end is unknown; the "
        "mark is the difference of these plans; a solid bar excludes zero, a hatched one does not."
    )
    return IntervalChart(
        "differences",
        table.caption,
        reading,
        table,
        label="reform less baseline, minutes",
        low=_LOW,
        high=_LOW + 1,
        point=_OF_PLANS,
        verdict=_LOW + 2,
    )


def slope_words(slope: Slope) -> str:
    """Return how an end of an interval follows from prices beyond one of its sides."""
    side = "the reform" if slope.certificate_of == "first" else "the baseline"
    prices = " and ".join(f"{name} = {price:g}" for name, price in slope.prices.items())
    end = "lower" if slope.end == "low" else "upper"
    steps = count(slope.steps, "step", "steps")
    its = f"the certificate of {side}{', its prices moved alike,' if slope.is_moved else ''}"
    return (
        f"The {end} end of the interval: with {prices}, {steps} beyond {side}, {its} proves a "
        f"bound of {minutes(slope.bound)} minutes; its cost less this is shared by the steps, for "
        "the least cost is concave in prices."
    )
