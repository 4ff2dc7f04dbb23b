"""How robust a verdict is: ranges of metrics and changed assumptions, on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model.plan import Plan
from ..planning import Result, difference
from ..planning.many_solves import Job, ManySolves
from ..planning.monotonicity import Question
from .difference import MetricDifference, Outcome, Standing
from .ranges import Range, find_ranges
from .sensitivity import Check, list_assumptions, name_verdict, scale_field


@dataclass(frozen=True, eq=False)
class _RangesOf:
    """The ranges of one side."""

    name: str
    question: Question
    plan: Plan
    cost: float

    def run(self, many: ManySolves, start: Plan | None) -> tuple[Range, ...]:
        return find_ranges(*self.question, self.plan, self.cost, many)


def add_ranges(
    many: ManySolves, base: Question, baseline: Result, outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """Return the outcomes with the ranges of the metrics that add up, on both sides."""
    sides: list[tuple[str, Question, Result]] = [("baseline", base, baseline)]
    sides += [
        (each.reform.name, (each.instance, each.policy), each.result)
        for each in outcomes
        if each.result is not None and each.changed
    ]
    works = [
        _RangesOf(f"{name}, ranges", question, result.found, result.objective)
        for name, question, result in sides
        if result.found is not None and result.objective is not None
    ]
    values = iter(many.all(works))
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


def sensitivity_rounds(many: ManySolves, base: Question, questions: Sequence[Question]) -> int:
    """Return in how many rounds ``add_checks`` solves, if all reforms change something."""
    changed = list(list_assumptions(base[1], *(policy for _, policy in questions)))
    return many.rounds(len(changed) * (1 + len(questions))) if changed else 0


def add_checks(
    many: ManySolves, base: Question, baseline: Result, outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """Return the outcomes, each with its verdict tried under every changed assumption."""
    sides = [(each, each.policy) for each in outcomes if each.result is not None and each.changed]
    plans = list(list_assumptions(base[1], *(policy for _, policy in sides)))
    jobs: list[Job] = []
    starts: list[Plan | None] = []
    for field, factor in plans:
        name = f"{field} x {factor:g}"
        jobs.append(Job(name, base[0], scale_field(base[1], field, factor)))
        starts.append(baseline.found)
        jobs += [
            Job(
                f"{each.reform.name}, {name}",
                each.instance,
                scale_field(policy, field, factor),
            )
            for each, policy in sides
        ]
        starts += [each.result.found if each.result else None for each, _ in sides]
    found = many.all(jobs, starts)
    checks: dict[str, list[Check]] = {each.reform.name: [] for each in outcomes}
    width = len(sides) + 1
    for number, (field, factor) in enumerate(plans):
        at = number * width
        for place, (each, _) in enumerate(sides, start=1):
            one, other = found[at], found[at + place]
            if one is None or other is None or each.difference is None:
                continue
            pair = (jobs[at], jobs[at + place])
            asked = ((pair[0].instance, pair[0].policy), (pair[1].instance, pair[1].policy))
            new = difference(other, one, ("reform", "baseline"), (asked[1], asked[0]))
            survives = name_verdict(new) == name_verdict(each.difference)
            checks[each.reform.name].append(Check(field, factor, new, survives))
    return [replace(each, checks=tuple(checks[each.reform.name])) for each in outcomes]
