"""Whether a verdict survives: ranges of metrics among plans of a cost, and changed assumptions.

A metric that adds up over owners and tasks is put into the objective with a weight: if no plan
has a cost plus w times the metric below B, then no plan that costs at most U has a metric below
(B - U) / w. That holds for every w > 0 and needs no row for the cost, which overtime and lateness,
being slacks, could not stand in. The plans found on the way show what can be attained.

What was assumed, and not measured, is halved and doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from ..formulations import Lowered, embed, lower
from ..model.checks.policy import consistency
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy, milli
from ..model.policy_order import assumed_fields, policy_fields
from ..model.sections import Breakpoint
from ..planning import Difference
from ..planning.answer import answer_problem
from ..planning.many_solves import ManySolves
from ..planning.revalue import lift_caps
from ..problem import Answer, AssignmentProblem, Ints, checked, evaluate

_STEPS = 2
"""Weights that are tried for each end of a range."""
_STRIDE = 8
RANGE_SHARE = 4
"""Solves in whose time the ranges of one side are found."""


@dataclass(frozen=True)
class Range:
    """The values of a metric among the plans that cost at most so much.

    Parameters
    ----------
    metric : str
        Its name.
    low, high : float or None
        No such plan has less, none has more, as far as the engine's bounds go; None: unknown.
    least, greatest : float
        The least and the greatest value of the plans that were found.
    """

    metric: str
    low: float | None
    high: float | None
    least: float
    greatest: float


@dataclass(frozen=True, eq=False)
class _Linear:
    """A metric that adds up: so much for each pair that is used and each item left over."""

    pairs: Ints
    left: Ints
    weight: float

    def value(self, problem: AssignmentProblem, x: Ints) -> int:
        left = problem.count.copy()
        np.subtract.at(left, problem.pair_item, x)
        return int(self.pairs @ x + self.left @ left)

    def most(self, problem: AssignmentProblem) -> Ints:
        """Return the most that each item can add, of shape (items,)."""
        most = np.where(problem.required, 0, self.left)
        np.maximum.at(most, problem.pair_item, self.pairs)
        return most

    def opposite(self, problem: AssignmentProblem) -> _Linear:
        """Return what is lacking to the most."""
        most = self.most(problem)
        left = np.where(problem.required, 0, most - self.left)
        return _Linear(most[problem.pair_item] - self.pairs, left, self.weight)


def find_ranges(
    instance: Instance, policy: Policy, plan: Plan, cost: float, many: ManySolves
) -> tuple[Range, ...]:
    """Return the ranges of the metrics that add up, among the plans of a cost.

    Parameters
    ----------
    instance, policy : Instance and Policy
        What is asked.
    plan : Plan
        A plan of that cost; it is where the search starts.
    cost : float
        In minutes.
    many : ManySolves
        How each is solved; the time is divided evenly among four solves per metric.

    Returns
    -------
    tuple of Range
        One a metric of ``RANGED``.
    """
    section = policy.caseload
    capped = section.enabled and (section.cap is not None or bool(section.caps))
    lowered = lower(instance, policy if capped else lift_caps(policy))
    start = embed(lowered, plan)
    search = _Search(lowered.problem, start, round(cost * MILLI), many)
    return tuple(
        search.range(name, measure(lowered, policy)) for name, measure in _MEASURES.items()
    )


class _Search:
    """Looks for the ends of ranges, and remembers every plan of at most the cost."""

    def __init__(
        self, problem: AssignmentProblem, start: Ints, cost: int, many: ManySolves
    ) -> None:
        self._problem = problem
        self._cost = cost
        self._many = many
        self._left = len(_MEASURES) * 2 * _STEPS
        self._plans = [start]

    def range(self, name: str, linear: _Linear) -> Range:
        """Return the range of one metric."""
        problem = self._problem
        opposite = linear.opposite(problem)
        top = int(linear.most(problem).sum())
        low, above = self._least(linear), self._least(opposite)
        values = [linear.value(problem, x) for x in self._plans]
        return Range(
            metric=name,
            low=None if low is None else float(max(low, 0)),
            high=None if above is None else float(min(top - above, top)),
            least=float(min(values)),
            greatest=float(max(values)),
        )

    def _least(self, linear: _Linear) -> int | None:
        """Return what no plan of the cost is below, from several weights."""
        proven: int | None = None
        weight = max(milli(linear.weight), 1)
        for _ in range(_STEPS):
            if self._many.is_over:
                break
            answer = self._answer(linear, weight)
            if answer.bound is not None:
                # Rounded up, because the metric is a whole number.
                least = -((self._cost - answer.bound) // weight)
                proven = least if proven is None else max(proven, least)
            weight = weight * _STRIDE if self._taken(answer) else max(weight // _STRIDE, 1)
        return proven

    def _taken(self, answer: Answer) -> bool:
        """Keep the answer's plan if it costs no more; return whether it does."""
        if answer.x is None:
            return False
        cost = evaluate(self._problem, answer.x).objective
        fits = cost is not None and cost <= self._cost
        if fits:
            self._plans.append(answer.x)
        return fits

    def _answer(self, linear: _Linear, weight: int) -> Answer:
        problem = self._problem
        priced = checked(
            replace(
                problem,
                pair_cost=problem.pair_cost + weight * linear.pairs,
                unassigned_price=problem.unassigned_price + weight * linear.left,
            )
        )
        options = self._many.options_of("ranges", 1 / self._left)
        self._left -= 1
        return answer_problem(priced, options, start=self._plans[-1])


def _changes(lowered: Lowered, policy: Policy) -> _Linear:
    problem, view = lowered.problem, lowered.view
    today = np.append(view.today, np.full(view.tasks, -1))[problem.pair_item]
    moved = (today >= 0) & (problem.pair_agent != today)
    moved |= np.append(view.forced, np.zeros(view.tasks, dtype=np.bool_))[problem.pair_item]
    return _Linear(moved.astype(np.int64), _zeros(problem), policy.moves.change_price)


def _without_owner(lowered: Lowered, policy: Policy) -> _Linear:
    problem = lowered.problem
    left = (np.arange(problem.items) < lowered.view.clients).astype(np.int64)
    return _Linear(_zeros(problem, pairs=True), left, policy.service.unowned)


def _undone(lowered: Lowered, policy: Policy) -> _Linear:
    problem, view = lowered.problem, lowered.view
    left = (np.arange(problem.items) >= view.clients).astype(np.int64)
    mean = float(view.minutes.mean()) if view.tasks else 1.0
    weight = round(policy.service.undone_price * mean, 3)
    return _Linear(_zeros(problem, pairs=True), left, weight)


def _undone_minutes(lowered: Lowered, policy: Policy) -> _Linear:
    problem, view = lowered.problem, lowered.view
    left = np.append(np.zeros(view.clients, dtype=np.int64), view.minutes)
    return _Linear(_zeros(problem, pairs=True), left, policy.service.undone_price)


def _zeros(problem: AssignmentProblem, pairs: bool = False) -> Ints:
    return np.zeros(problem.pairs if pairs else problem.items, dtype=np.int64)


_MEASURES: Mapping[str, Callable[[Lowered, Policy], _Linear]] = {
    "owner_changes": _changes,
    "clients_without_owner": _without_owner,
    "tasks_undone": _undone,
    "undone_minutes": _undone_minutes,
}

RANGED = tuple(_MEASURES)
"""The metrics that add up over owners and tasks, and so have a range."""


FACTORS = (0.5, 2.0)
"""By what each assumed price and minute is multiplied."""


@dataclass(frozen=True)
class Check:
    """One assumption changed on both sides.

    Parameters
    ----------
    field : str
        Field of the policy.
    factor : float
        By what it was multiplied.
    difference : Difference
        What followed.
    survives : bool
        Whether the verdict is the same as without.
    """

    field: str
    factor: float
    difference: Difference
    survives: bool


def name_verdict(difference: Difference) -> str:
    """Return ``dearer``, ``cheaper`` or ``not shown`` for a reform less its baseline."""
    if not difference.is_real:
        return "not shown"
    return "dearer" if difference.low is not None and difference.low > 0 else "cheaper"


def list_assumptions(*policies: Policy) -> Iterator[tuple[str, float]]:
    """Yield every field and factor by which at least one of the policies becomes another.

    Left out is what would make a policy contradict itself, e.g. a late minute that is cheaper than
    an overtime minute.
    """
    for field in assumed_fields():
        for factor in FACTORS:
            scaled = [scale_field(policy, field.name, factor) for policy in policies]
            legal = not any(consistency(policy) for policy in scaled)
            if legal and scaled != [*policies]:
                yield field.name, factor


def scale_field(policy: Policy, field: str, factor: float) -> Policy:
    """Return a policy with one assumed field multiplied.

    Parameters
    ----------
    policy : Policy
        The policy.
    field : str
        A field that is assumed.
    factor : float
        The factor; minutes are rounded to whole ones, a half up.
    """
    marked = policy_fields()[field]
    old = marked.value(policy)
    above = 0.0 if marked.assumed is None else marked.assumed.above
    if isinstance(old, tuple):
        points = cast("tuple[Breakpoint, ...]", old)
        new: object = tuple(
            point.model_copy(update={"price": point.price * factor}) for point in points
        )
    elif isinstance(old, dict):
        table = cast("dict[str, int]", old)
        new = {name: int(minutes * factor + 0.5) for name, minutes in table.items()}
    else:
        scaled = above + (cast("float", old) - above) * factor
        new = int(scaled + 0.5) if marked.is_whole else scaled
    return marked.replaced(policy, new)
