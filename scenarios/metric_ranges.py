"""The ranges of metrics on both sides of every reform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ..model.instance import Instance
from ..model.policy import Policy
from ..planning import Result
from .difference import MetricDifference, Outcome, Standing
from .many_solves import Study, gathered
from .monotonicity import Question
from .ranges import Range, ranges


def ranged(
    study: Study, base: Question, baseline: Result, outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """Return the outcomes with the ranges of the metrics that add up, on both sides."""
    sides: list[tuple[Instance, Policy, Result]] = [(*base, baseline)]
    sides += [
        (each.instance, each.policy, each.result)
        for each in outcomes
        if each.result is not None and each.changed
    ]
    calls = [
        partial(ranges, instance, policy, result.found, result.objective, study.options)
        for instance, policy, result in sides
        if result.found is not None and result.objective is not None
    ]
    values = iter(gathered(calls, study.executor, study.cancel))
    found = [
        next(values) if result.found is not None and result.objective is not None else None
        for _, _, result in sides
    ]
    first = found[0] or ()
    rest = iter([its or () for its in found[1:]])
    wide: list[Outcome] = []
    for each in outcomes:
        its = () if each.result is None else next(rest) if each.changed else first
        wide.append(replace(each, metrics=tuple(_with_ranges(each, first, its))))
    return wide


def _with_ranges(
    outcome: Outcome, first: Sequence[Range], second: Sequence[Range]
) -> list[MetricDifference]:
    one = {each.metric: each for each in first}
    other = {each.metric: each for each in second}
    return [
        replace(
            each,
            baseline_range=one.get(each.name),
            reform_range=other.get(each.name),
            standing=_standing(one.get(each.name), other.get(each.name)),
        )
        for each in outcome.metrics
    ]


def _standing(one: Range | None, other: Range | None) -> Standing:
    if one is None or other is None:
        return "of these plans"
    below = one.high is not None and other.low is not None and one.high < other.low
    above = one.low is not None and other.high is not None and one.low > other.high
    return "of all plans of that cost" if below or above else "of these plans"
