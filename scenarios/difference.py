"""A reform set beside its baseline: what differs, by how much, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from ..changes import Draw, WrittenChanges, apply
from ..metrics import CATALOGUE
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import changes_currency
from ..planning import Difference, Result, difference
from ..planning.interval import Question
from ..planning.revalue import price_plan
from ..planning.written import (
    LARGE_RESULT,
    Fields,
    Form,
    LeftOut,
    OwnAnswer,
    Sizes,
    WrittenInstance,
    size_up,
)
from .field_differences import FieldDifference, list_differences
from .file import Needs, Reform
from .robustness import Check, Range

# What a comparison of reforms with a baseline found.


Standing = Literal["of these plans", "of all plans of that cost"]
"""Whose difference it is: of the two plans at hand, or, because the ranges on both sides were
computed and are disjoint, of any two plans that cost no more."""


@dataclass(frozen=True)
class MetricDifference:
    """One metric on both sides.

    Parameters
    ----------
    name, unit, better : str
        As in its definition.
    baseline, reform : float or None
        Its values; None where it is not applicable.
    difference : float or None
        Reform less baseline.
    standing : str
        Whose difference it is.
    baseline_range, reform_range : Range or None
        Its range among the plans of that cost, where it was computed.
    """

    name: str
    unit: str
    better: str
    baseline: float | None
    reform: float | None
    difference: float | None
    standing: Standing = "of these plans"
    baseline_range: Range | None = None
    reform_range: Range | None = None


@dataclass(frozen=True)
class Outcome:
    """What followed from one reform.

    Parameters
    ----------
    reform : Reform
        The reform.
    instance, policy : Instance and Policy
        What was asked, the changes made.
    changed : tuple of FieldDifference
        What differs from the baseline, field by field; empty if nothing does.
    result : Result or None
        What was found; None if the solve never began.
    difference : Difference or None
        Reform less baseline, of the plans and as an interval of the optima.
    metrics : tuple of MetricDifference
        Every metric on both sides; empty without two plans.
    at_baseline : float or None
        Cost of the reform's plan at the baseline's prices, clients, tasks and minutes.
    revalued : bool
        Whether the reform changed any of these, so that ``at_baseline`` was looked for.
    checks : tuple of Check
        What became of the verdict when assumptions were changed.
    draws : tuple of Draw
        Which rows the changes of the reform have drawn.
    """

    reform: Reform
    instance: Instance
    policy: Policy
    changed: tuple[FieldDifference, ...]
    result: Result | None
    difference: Difference | None
    metrics: tuple[MetricDifference, ...] = ()
    at_baseline: float | None = None
    revalued: bool = False
    checks: tuple[Check, ...] = ()
    draws: tuple[Draw, ...] = ()

    def metric(self, name: str) -> MetricDifference | None:
        """Return one metric on both sides, None if it is not there."""
        return next((each for each in self.metrics if each.name == name), None)

    @property
    def verdict(self) -> str:
        """Return whether the difference is real, and by whose bounds."""
        each = self.difference
        if self.result is None:
            return "not reached"
        if not self.changed:
            return "not real: it changes nothing"
        if each is None or each.of_plans is None:
            return f"no plan ({self.result.status.replace('_', ' ')})"
        if each.is_real:
            side = "dearer" if each.low is not None and each.low > 0 else "cheaper"
            return f"real ({each.kind}): {side}"
        return "no bound known" if (each.low, each.high) == (None, None) else "not shown to be real"


@dataclass(frozen=True)
class WhatIf(OwnAnswer):
    """A baseline and what followed from each reform.

    Parameters
    ----------
    name : str
        What the baseline is called.
    instance, policy : Instance and Policy
        The baseline, its own changes made.
    baseline : Result
        What was found for it.
    outcomes : tuple of Outcome
        One a reform, in the order of the file.
    seed : int
        Seed of changes and solves.
    draws : tuple of Draw
        Which rows the changes of the baseline have drawn.
    """

    name: str
    instance: Instance
    policy: Policy
    baseline: Result
    outcomes: tuple[Outcome, ...]
    seed: int
    draws: tuple[Draw, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """The results that there are, the baseline's first."""
        found = (outcome.result for outcome in self.outcomes)
        return (self.baseline, *(result for result in found if result is not None))

    kind: ClassVar[str] = "what-if"
    large: ClassVar[LeftOut] = {
        "tables": True,
        "baseline": LARGE_RESULT,
        "reforms": {"__all__": {"result": LARGE_RESULT}},
    }

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _WhatIfForm

    def to_form(self) -> Form:
        """Return what is written: the baseline, and the reforms in their order."""
        return _WhatIfForm(
            instance=size_up(self.instance),
            tables=self.instance,
            baseline=_Baseline(**dict(self.baseline), name=self.name),
            reforms=tuple(map(_reform, self.outcomes)),
            seed=self.seed,
            draws=self.draws,
        )

    def __str__(self) -> str:
        return "\n".join([_line(self.name, self.baseline), *map(_sentence, self.outcomes)])


def _line(name: str, result: Result) -> str:
    if result.objective is None:
        return f"{name}: no plan ({result.status})"
    bound = "unknown" if result.bound is None else f"{result.bound:,.2f} ({result.bound_kind})"
    return f"{name}: {result.objective:,.2f} minutes, bound {bound}"


def _sentence(outcome: Outcome) -> str:
    name, each = outcome.reform.name, outcome.difference
    if outcome.result is None or each is None or each.of_plans is None:
        status = "not reached" if outcome.result is None else outcome.result.status
        return f"{name}: no difference known ({status.replace('_', ' ')})"
    low = "unknown" if each.low is None else f"{each.low:,.2f}"
    high = "unknown" if each.high is None else f"{each.high:,.2f}"
    real = f"real ({each.kind})" if each.is_real else "not shown to be real"
    return (
        f"{name}: {each.of_plans:+,.2f} minutes of these plans, [{low}, {high}] of the best: {real}"
    )


def describe_outcome(
    reform: Reform,
    sides: tuple[Question, Question],
    results: tuple[Result, Result | None],
    draws: tuple[Draw, ...] = (),
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
    draws : tuple of Draw
        What the changes of the reform have drawn.

    Returns
    -------
    Outcome
        Effective difference, interval, metrics, and the cost at the baseline's prices.
    """
    base, question = sides
    baseline, result = results
    changed = list_differences(base, question)
    again = _changes_prices(base, question, changed)
    at_baseline = None
    if result is not None and result.plan is not None and again:
        staff = replace(base[0], workers=question[0].workers)
        at_baseline = price_plan(staff, base[1], result.plan)
    names = ("reform", "baseline")
    apart = None if result is None else difference(result, baseline, names, (question, base))
    return Outcome(
        reform=reform,
        instance=question[0],
        policy=question[1],
        changed=changed,
        result=result,
        difference=apart,
        metrics=() if result is None else _metrics(baseline, result),
        at_baseline=at_baseline,
        revalued=again,
        draws=draws,
    )


def _changes_prices(base: Question, question: Question, changed: Sequence[FieldDifference]) -> bool:
    """Whether prices, minutes, clients or tasks differ, so that one currency is wanted."""
    if any(changes_currency(each.field) for each in changed):
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


# What is written of them.


class _Baseline(Result):
    name: str


class _Reform(Fields):
    name: str
    question: str
    needs: Needs | None
    answers: tuple[str, ...]
    changes: WrittenChanges
    changed: tuple[FieldDifference, ...]
    verdict: str
    difference: Difference | None
    at_baseline_prices: float | None
    revalued: bool
    metrics: dict[str, MetricDifference]
    sensitivity: tuple[Check, ...]
    draws: tuple[Draw, ...] = ()
    result: Result | None

    def outcome(self, base: Question, seed: int) -> Outcome:
        """Return the outcome; the changes are made again."""
        if self.result is not None:
            self.result.answer()
        instance, policy = apply(self.changes, *base, seed=seed)
        return Outcome(
            reform=Reform(self.name, self.changes, self.question, self.answers, self.needs),
            instance=instance,
            policy=policy,
            changed=self.changed,
            result=self.result,
            difference=self.difference,
            metrics=tuple(self.metrics.values()),
            at_baseline=self.at_baseline_prices,
            revalued=self.revalued,
            checks=self.sensitivity,
            draws=self.draws,
        )


class _WhatIfForm(Form):
    """A baseline and its reforms as they are written; ``tables`` are those of the baseline."""

    instance: Sizes
    tables: WrittenInstance
    baseline: _Baseline
    reforms: tuple[_Reform, ...]
    seed: int
    draws: tuple[Draw, ...] = ()

    def answer(self) -> WhatIf:
        """Return the baseline and what followed from each reform."""
        baseline = self.baseline.narrowed()
        instance = replace(self.tables, warnings=tuple(self.instance.warnings))
        base = (instance, baseline.policy)
        outcomes = tuple(each.outcome(base, self.seed) for each in self.reforms)
        return WhatIf(self.baseline.name, *base, baseline, outcomes, self.seed, self.draws)


def _reform(outcome: Outcome) -> _Reform:
    reform = outcome.reform
    return _Reform(
        name=reform.name,
        question=reform.question,
        needs=reform.needs,
        answers=reform.answers,
        changes=reform.changes,
        changed=outcome.changed,
        verdict=outcome.verdict,
        difference=outcome.difference,
        at_baseline_prices=outcome.at_baseline,
        revalued=outcome.revalued,
        metrics={each.name: each for each in outcome.metrics},
        sensitivity=outcome.checks,
        draws=outcome.draws,
        result=outcome.result,
    )
