"""A reform set beside its baseline: what differs, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ..metrics import CATALOGUE
from ..planning import Difference, Result
from .dearness import Question, never_dearer
from .differ import FieldDifference, differences
from .file import Reform
from .outcome import MetricDifference, Outcome
from .valued import valued

_PRICES = (
    "interpreter_factor",
    "price",
    "unowned",
    "change_price",
    "breakpoints",
    "minutes",
    "months_served",
    "specialist_speedup",
)
"""Endings of the policy's fields that say what something costs or how long it takes."""


def outcome_of(
    reform: Reform, sides: tuple[Question, Question], results: tuple[Result, Result | None]
) -> Outcome:
    """Set a reform beside its baseline.

    Parameters
    ----------
    reform : Reform
        The reform.
    sides : pair of questions
        The baseline and the reform, changes made.
    results : pair of Result
        What was found for each; None where the solve never began.

    Returns
    -------
    Outcome
        Effective difference, interval, metrics, and the cost at the baseline's prices.
    """
    base, question = sides
    baseline, result = results
    changed = differences(base, question)
    again = _changes_prices(base, question, changed)
    at_baseline = None
    if result is not None and result.found is not None and again:
        staff = replace(base[0], workers=question[0].workers)
        at_baseline = valued(result.found, staff, base[1])
    return Outcome(
        reform=reform,
        instance=question[0],
        policy=question[1],
        changed=changed,
        result=result,
        difference=None if result is None else difference_of(sides, (baseline, result)),
        metrics=() if result is None else _metrics(baseline, result),
        at_baseline=at_baseline,
        revalued=again,
    )


def difference_of(sides: tuple[Question, Question], results: tuple[Result, Result]) -> Difference:
    """Return what the second side costs more than the first, of the plans and of the optima.

    Parameters
    ----------
    sides : pair of questions
        The baseline and the reform.
    results : pair of Result
        What was found for each.

    Returns
    -------
    Difference
        From certified bounds where both sides have one, else from the best there are; clipped at
        zero where one side is shown never to be the dearer. ``kind`` is that of the bounds used,
        also where only one of them is known.
    """
    baseline, result = results
    certified = (baseline.certified_bound, result.certified_bound)
    best = _interval(sides, results, (baseline.bound, result.bound))
    low, high = best if None in certified else _interval(sides, results, certified)
    of_plans = _less(result.objective, baseline.objective)
    relative = None
    if of_plans is not None and baseline.objective:
        relative = round(of_plans / baseline.objective, 6)
    return Difference(
        first="reform",
        second="baseline",
        of_plans=of_plans,
        low=low,
        high=high,
        best_low=best[0],
        best_high=best[1],
        relative=relative,
        kind=_kind(baseline, result),
    )


def _interval(
    sides: tuple[Question, Question],
    results: tuple[Result, Result],
    bounds: tuple[float | None, float | None],
) -> tuple[float | None, float | None]:
    base, question = sides
    baseline, result = results
    low = _less(bounds[1], baseline.objective)
    high = _less(result.objective, bounds[0])
    if never_dearer(base, question):
        low = max(low or 0.0, 0.0)
    if never_dearer(question, base):
        high = min(high or 0.0, 0.0)
    return low, high


def _kind(baseline: Result, result: Result) -> Literal["certified", "reported", "none"]:
    """Return who says so: where only one side has a bound, whoever says that one."""
    if None not in (baseline.certified_bound, result.certified_bound):
        return "certified"
    kinds = {each.bound_kind for each in (baseline, result)} - {"none"}
    if not kinds:
        return "none"
    return "certified" if kinds == {"certified"} else "reported"


def _changes_prices(base: Question, question: Question, changed: Sequence[FieldDifference]) -> bool:
    """Whether prices, minutes, clients or tasks differ, so that one currency is wanted."""
    fields = [each.field for each in changed if not each.field.startswith("worker ")]
    if any(field.endswith(_PRICES) for field in fields):
        return True
    one, other = base[0], question[0]
    return not (one.clients.equals(other.clients) and one.tasks.equals(other.tasks))


def _metrics(baseline: Result, result: Result) -> tuple[MetricDifference, ...]:
    one, other = baseline.metrics, result.metrics
    if one is None or other is None:
        return ()
    found: list[MetricDifference] = []
    for name, meaning in CATALOGUE.items():
        # A metric of parts only has no value of the whole.
        wholes = [
            next((v.value for v in side.values if v.name == name and v.breakdown is None), None)
            for side in (one, other)
        ]
        before, after = wholes
        gone = None if before is None or after is None else after - before
        found.append(MetricDifference(name, meaning.unit, meaning.better, before, after, gone))
    return tuple(found)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 3)
