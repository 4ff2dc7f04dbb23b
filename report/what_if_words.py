"""Reforms and their verdicts in words."""

from __future__ import annotations

from ..metrics import CATALOGUE, FTE_MINUTES, FTE_PERIODS
from ..planning import Difference
from ..scenarios import MetricDifference, Outcome, Range
from .words import NOT_APPLICABLE, UNKNOWN, metric, minutes

COST = "cost"
"""The name in a reform's answers that stands for the cost."""


def verdict_words(outcome: Outcome) -> str:
    """Return whether the difference is real, and by whose bounds."""
    each = outcome.difference
    if outcome.result is None:
        return "not reached"
    if not outcome.changed:
        return "not real: it changes nothing"
    if each is None or each.of_plans is None:
        return f"no plan ({outcome.result.status.replace('_', ' ')})"
    if each.is_real:
        side = "dearer" if each.low is not None and each.low > 0 else "cheaper"
        return f"real ({each.kind}): {side}"
    return "no bound known" if (each.low, each.high) == (None, None) else "not shown to be real"


def signed(value: float | None, unit: str) -> str:
    """Return a difference of a metric with its sign, as its unit asks."""
    if value is None:
        return NOT_APPLICABLE
    text = metric(value, unit)
    return text if value < 0 else f"+{text}"


def fte(difference: Difference, periods: int) -> float | None:
    """Return a difference of minutes as full-time equivalents over the calendar."""
    if difference.of_plans is None:
        return None
    return round(difference.of_plans / (FTE_MINUTES * periods / FTE_PERIODS), 4)


def range_words(each: Range | None, unit: str) -> str:
    """Return between which values a metric lies at a cost; empty where nobody looked."""
    if each is None:
        return ""
    low = UNKNOWN if each.low is None else metric(each.low, unit)
    high = UNKNOWN if each.high is None else metric(each.high, unit)
    return f"{low} to {high}"


def answer_words(outcome: Outcome, name: str) -> str:
    """Return one answer of a reform, with numbers and unit.

    Parameters
    ----------
    outcome : Outcome
        What followed from the reform.
    name : str
        A metric, or ``cost``.
    """
    if name == COST:
        each = outcome.difference
        if each is None or each.of_plans is None:
            return f"cost: {verdict_words(outcome)}"
        sign = "+" if each.of_plans >= 0 else ""
        low, high = minutes(each.low), minutes(each.high)
        return (
            f"cost: {sign}{minutes(each.of_plans)} minutes of these plans, [{low}, {high}] of the "
            f"best plans, {verdict_words(outcome)}"
        )
    value = outcome.metric(name)
    label = name.replace("_", " ")
    if value is None:
        return f"{label}: {UNKNOWN}"
    return f"{label}: {_sides(value)}"


def _sides(value: MetricDifference) -> str:
    unit = "" if value.unit in ("share", "index") else f" {CATALOGUE[value.name].unit}"
    before, after = metric(value.baseline, value.unit), metric(value.reform, value.unit)
    gone = signed(value.difference, value.unit)
    return f"{before} -> {after}{unit} ({gone}), {value.standing}"
