"""What follows from reforms: each is planned on the same instance and set beside the baseline.

A verdict is robust where the ranges of metrics and changed assumptions leave it, on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Unpack, cast

from ..changes import Change, State, apply_recorded
from ..model.errors import InputError, InputFault, typed_arguments
from ..model.instance import Instance
from ..model.io.plain import instance_sha256
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result, difference
from ..planning.interval import Question
from ..planning.many_solves import Job, ManySolves
from ..planning.options import ManyFields, argument_fault
from ..planning.parallel import TimeBudget
from ..planning.price_slopes import narrow
from ..planning.sharing import lend_certificates, share
from ..solver import SolveOptions
from .difference import MetricDifference, Outcome, Standing, WhatIf, describe_outcome
from .file import Reform, Scenarios
from .robustness import (
    RANGE_SHARE,
    Check,
    Range,
    find_ranges,
    list_assumptions,
    name_verdict,
    scale_field,
)
from .sides import solve_sides


@typed_arguments(instance=Instance, policy=Policy, options=SolveOptions, start=Plan)
def what_if(
    instance: Instance,
    policy: Policy,
    scenarios: Scenarios | Sequence[Reform],
    options: SolveOptions | None = None,
    *,
    start: Plan | None = None,
    with_ranges: bool = False,
    with_sensitivity: bool = False,
    **how: Unpack[ManyFields],
) -> WhatIf:
    """Plan every reform and say what it changes against the baseline.

    All solves try equally hard with the same seed; each reform starts from the baseline's plan.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    scenarios : Scenarios or sequence of Reform
        ``samehands.scenarios.read_scenarios`` reads them from a file.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed, which is also that of whatever changes draw.
        By default the processors are shared by the solves at work. The limit is divided evenly
        among baseline, reforms, four more for the ranges of each side, and one for each side and
        changed assumption; solves that run at a time have the same time.
    start : Plan or None
        A plan for the baseline to begin from.
    with_ranges : bool
        Whether to compute the least and the greatest value of the metrics that add up, at the
        cost of each plan. Takes up to four more solves of full length for each side.
    with_sensitivity : bool
        Whether to halve and double each assumed price and minute on both sides and to solve again.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    WhatIf
        The baseline and one outcome a reform.

    Raises
    ------
    InputError
        If an option or a change is wrong; every fault is listed.
    UnsupportedError, EngineUnavailableError, InternalError
        As ``solve`` does.
    """
    asked = _as_scenarios(scenarios)
    faults: list[InputFault] = []
    if not asked.reforms:
        faults.append(argument_fault("scenarios", "no reforms; give one or more"))
    many = ManySolves.of(options, how, faults)
    first, reformed = _make_changes(instance, policy, asked, many.options.seed)
    base, *questions = ((each.instance, each.policy) for each in (first, *reformed))
    names = [reform.name for reform in asked.reforms]
    with many:
        many.share_processors(len(questions))
        after = many.rounds(1 + len(questions)) if with_ranges else 0
        after = after * RANGE_SHARE
        if with_sensitivity:
            after += sensitivity_rounds(many, base, questions)
        whole = TimeBudget(many.budget.left(), many.budget.cancel)
        baseline, results = solve_sides(many, asked.name, base, names, questions, start, after)
        outcomes = [
            describe_outcome(reform, (base, question), (baseline, result), side.draws)
            for reform, side, question, result in zip(
                asked.reforms, reformed, questions, results, strict=True
            )
        ]
        outcomes = [_narrowed(each, base, baseline, whole.is_over) for each in outcomes]
        if with_ranges:
            outcomes = add_ranges(many, base, baseline, outcomes)
        if with_sensitivity:
            outcomes = add_checks(many, base, baseline, outcomes)
    seed = many.options.seed
    return WhatIf(asked.name, *base, baseline, tuple(outcomes), seed, first.draws)


@typed_arguments(instance=Instance, policy=Policy, baseline=Result)
def set_beside(
    instance: Instance,
    policy: Policy,
    baseline: Result,
    reforms: Sequence[tuple[Reform, Result]],
    *,
    seed: int = 0,
) -> WhatIf:
    """Say what reforms that were planned already change against the baseline; nothing is solved.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    baseline : Result
        What was found for them.
    reforms : sequence of (Reform, Result)
        Reforms, and what was found once their changes were made.
    seed : int
        Seed of whatever the changes draw.

    Returns
    -------
    WhatIf
        The baseline and one outcome a reform.

    Raises
    ------
    InputError
        If there is no reform, a change is wrong, or a result is about another question.
    """
    asked = Scenarios(tuple(reform for reform, _ in reforms))
    first, reformed = _make_changes(instance, policy, asked, seed)
    base, *questions = ((each.instance, each.policy) for each in (first, *reformed))
    results = [baseline, *(result for _, result in reforms)]
    names = [asked.name, *(reform.name for reform in asked.reforms)]
    faults = [] if reforms else [argument_fault("reforms", "no reforms; give one or more")]
    for name, question, result in zip(names, [base, *questions], results, strict=True):
        if (result.instance_sha256, result.policy) != (instance_sha256(question[0]), question[1]):
            says = f"the result of {name!r} is about other tables or another policy"
            faults.append(argument_fault("reforms", f"{says}; give that of its changes"))
    if faults:
        raise InputError(faults)
    shared, *others = share([base, *questions], results)
    shared, others = lend_certificates([base, *questions], shared, others)
    outcomes = [
        describe_outcome(reform, (base, question), (shared, result), side.draws)
        for reform, side, question, result in zip(
            asked.reforms, reformed, questions, others, strict=True
        )
    ]
    outcomes = [_narrowed(each, base, shared) for each in outcomes]
    return WhatIf(asked.name, *base, shared, tuple(outcomes), seed, first.draws)


def _narrowed(
    outcome: Outcome,
    base: Question,
    baseline: Result,
    is_over: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Return an outcome with an interval as narrow as prices beyond both sides make it."""
    if outcome.difference is None or outcome.result is None or not outcome.changed:
        return outcome
    questions = ((outcome.instance, outcome.policy), base)
    found = narrow(outcome.difference, (outcome.result, baseline), questions, is_over)
    return replace(outcome, difference=found)


def _as_scenarios(scenarios: Scenarios | Sequence[Reform]) -> Scenarios:
    if isinstance(scenarios, Scenarios):
        return scenarios
    reforms = tuple(scenarios) if isinstance(scenarios, list | tuple) else (scenarios,)
    if not all(isinstance(each, Reform) for each in reforms):
        says = "must be reforms; give [Reform(name, changes), ...], or what read_scenarios returns"
        raise InputError([argument_fault("scenarios", says)])
    return Scenarios(cast("tuple[Reform, ...]", reforms))


def _make_changes(
    instance: Instance, policy: Policy, asked: Scenarios, seed: int
) -> tuple[State, list[State]]:
    """Make all changes, and raise what is wrong with any of them at once."""
    problems: list[InputFault] = []

    def make(name: str, changes: Sequence[Change], base: State) -> State:
        try:
            return apply_recorded(changes, base.instance, base.policy, seed)
        except InputError as error:
            problems.extend(replace(problem, id=name) for problem in error.problems)
            return base

    base = make(asked.name, asked.baseline, State(instance, policy, seed))
    reformed = [make(reform.name, reform.changes, base) for reform in asked.reforms]
    if problems:
        raise InputError(problems)
    return base, reformed


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
        _RangesOf(f"{name}, ranges", question, result.plan, result.objective)
        for name, question, result in sides
        if result.plan is not None and result.objective is not None
    ]
    values = iter(many.all(works))
    found = [
        next(values) if result.plan is not None and result.objective is not None else None
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
        starts.append(baseline.plan)
        jobs += [
            Job(
                f"{each.reform.name}, {name}",
                each.instance,
                scale_field(policy, field, factor),
            )
            for each, policy in sides
        ]
        starts += [each.result.plan if each.result else None for each, _ in sides]
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
