"""The difference of two optima: an interval from two costs and two bounds.

Which of two questions can never be the dearer one clips the interval between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import polars as pl
from pydantic import computed_field

from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import prices_fair_shares, relaxes
from .result import Result
from .written import Fields

Question = tuple[Instance, Policy]
"""What is asked."""


def dominates(one: Question, other: Question) -> bool:
    """Whether every plan of the other question is allowed by the one, at no higher cost.

    Then the optimum of the one is at most that of the other. True is proven; False only means
    that this comparison, field by field and worker by worker, does not show it.

    Parameters
    ----------
    one, other : tuple of Instance and Policy
        The questions.

    Returns
    -------
    bool
        Whether the one is shown never to be the dearer.
    """
    if not relaxes(one[1], other[1]):
        return False
    if one[0] is other[0]:
        return True
    if not _work_is_no_more(one[0], other[0]):
        return False
    if _workers(one[0]).equals(_workers(other[0])) and one[0].tasks.equals(other[0].tasks):
        return True
    # A gap between groups of workers can be broken by more staff or less work.
    if one[1].utilisation.gaps or not _staff_is_no_less(one[0], other[0]):
        return False
    # Who takes over from a worker who has left is free of what limits other changes.
    if _limits_moves(one[1]) and not one[0].former.equals(other[0].former):
        return False
    return not prices_fair_shares(one[1]) or _shares_stay(one, other)


def _limits_moves(policy: Policy) -> bool:
    moves = policy.moves
    limits = moves.limit is not None or moves.limit_share is not None or bool(moves.frozen)
    return moves.enabled and limits


def _shares_stay(one: Question, other: Question) -> bool:
    """Whether fair shares are the same: more staff makes those of all others smaller."""
    regular = [
        each[0]
        .without_leaves()
        .workers.select(
            *("id", "office", pl.col("minutes").list.sum(), pl.col("caseload_share").fill_null(1.0))
        )
        for each in (one, other)
    ]
    if not regular[0].sort("id").equals(regular[1].sort("id")):
        return False
    if one[0].tasks["minutes"].equals(other[0].tasks["minutes"]):
        return True
    # Standing minutes that neither the table nor the policy says are the mean of the tasks.
    unsaid = one[0].clients.filter(pl.col("expected_minutes").is_null())["programs"]
    named = set(one[1].caseload.standing)
    return all(programs and named.issuperset(programs) for programs in unsaid.to_list())


def _workers(instance: Instance) -> pl.DataFrame:
    return instance.without_leaves().workers


def _work_is_no_more(one: Instance, other: Instance) -> bool:
    if not one.pairs.equals(other.pairs):
        return False
    if one.calendar.periods != other.calendar.periods or not one.clients.equals(other.clients):
        return False
    if not one.tasks.drop("minutes").equals(other.tasks.drop("minutes")):
        return False
    return bool((one.tasks["minutes"] <= other.tasks["minutes"]).all())


def _staff_is_no_less(one: Instance, other: Instance) -> bool:
    """Whether every worker of the other is there, in the same office, able to no less.

    Less of a caseload binds where there is a cap.
    """
    mine = {str(row["id"]): row for row in _workers(one).iter_rows(named=True)}
    for row in _workers(other).iter_rows(named=True):
        own = mine.get(str(row["id"]))
        if own is None or own["office"] != row["office"]:
            return False
        if _caseload(own) < _caseload(row):
            return False
        if not {*row["languages"]} <= {*own["languages"]}:
            return False
        if not {*row["programs"]} <= {*own["programs"]}:
            return False
        if any(have < want for have, want in zip(own["minutes"], row["minutes"], strict=True)):
            return False
    return True


def _caseload(row: Mapping[str, object]) -> float:
    said = row["caseload_share"]
    return said if isinstance(said, float) else 1.0


# The interval itself.


class Slope(Fields):
    """How one end of an interval follows from prices beyond one of its sides.

    Attributes
    ----------
    end : str
        Which end: ``low`` or ``high``.
    certificate_of : str
        Whose certificate proves it, the first's or the second's; prices go on beyond that side.
    steps : int
        How often the change of prices is made again beyond it.
    prices : dict from str to float
        The fields of the policy that differ, at these prices, in minutes a unit.
    is_moved : bool
        Whether the certificate is taken with its own prices moved: so often what they are above
        those of the other side's certificate is added, and none of a row is below zero.
    bound : float
        What the certificate proves there: the end is the cost of that side's plan less this, in
        minutes, divided by the steps; with the sign turned for ``low``.
    """

    end: Literal["low", "high"]
    certificate_of: Literal["first", "second"]
    steps: int
    prices: dict[str, float]
    is_moved: bool
    bound: float


class Difference(Fields):
    """What one standard costs more than another, in minutes.

    Each plan costs U and no plan of its standard less than L, so the difference of the two optima
    lies in [L1 - U2, U1 - L2]; below zero is cut off where the second standard allows every plan
    of the first, above zero where the first allows every plan of the second.

    Attributes
    ----------
    first, second : str
        The standards compared: first less second.
    of_plans : float or None
        Difference of the two plans.
    low, high : float or None
        Between them lies the difference of the two optima; None where a bound is unknown. From
        certified bounds where both sides have one.
    best_low, best_high : float or None
        The same from the best bounds, certified or only reported by an engine.
    relative : float or None
        ``of_plans`` as a fraction of the second plan's cost.
    kind : str
        Of ``low`` and ``high``: ``certified`` when all bounds used are, else ``reported``; ``none``
        without any.
    slopes : tuple of Slope
        Where the prices differ alone: what made ``low`` or ``high`` narrower than two bounds do.
    """

    first: str
    second: str
    of_plans: float | None
    low: float | None
    high: float | None
    relative: float | None
    kind: str
    best_low: float | None = None
    best_high: float | None = None
    slopes: tuple[Slope, ...] = ()

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def is_real(self) -> bool:
        """Whether the interval is known on one side of zero at least, and excludes zero."""
        return (self.low is not None and self.low > 0) or (self.high is not None and self.high < 0)


def difference(
    first: Result,
    second: Result,
    names: tuple[str, str],
    questions: tuple[Question, Question] | None = None,
) -> Difference:
    """Return what the first result's question costs more than the second's.

    Parameters
    ----------
    first, second : Result
        The results.
    names : pair of str
        What to call the two.
    questions : pair of Question or None
        What each was asked; None where both are about the same instance.

    Returns
    -------
    Difference
        Of the plans, and as an interval of the optima, clipped at zero where one side is shown
        never to be the dearer.
    """
    bounds = first.bound, second.bound
    certified = first.certified_bound, second.certified_bound
    clips = _clips(first, second, questions)
    best = _interval(first, second, bounds, clips)
    low, high = best if None in certified else _interval(first, second, certified, clips)
    of_plans = subtract(first.objective, second.objective)
    relative = None
    if of_plans is not None and second.objective:
        relative = round(of_plans / second.objective, 6)
    return Difference(
        first=names[0],
        second=names[1],
        of_plans=of_plans,
        low=low,
        high=high,
        best_low=best[0],
        best_high=best[1],
        relative=relative,
        kind=_kind(first, second),
    )


def _clips(
    first: Result, second: Result, questions: tuple[Question, Question] | None
) -> tuple[bool, bool]:
    """Return whether the first, and the second, is never the cheaper one."""
    if questions is not None:
        return dominates(questions[1], questions[0]), dominates(*questions)
    return relaxes(second.policy, first.policy), relaxes(first.policy, second.policy)


def _interval(
    first: Result,
    second: Result,
    bounds: tuple[float | None, float | None],
    clips: tuple[bool, bool],
) -> tuple[float | None, float | None]:
    low = subtract(bounds[0], second.objective)
    high = subtract(first.objective, bounds[1])
    if clips[0]:
        low = max(low or 0.0, 0.0)
    if clips[1]:
        high = min(high or 0.0, 0.0)
    return low, high


def _kind(first: Result, second: Result) -> Literal["certified", "reported", "none"]:
    """Return who says so: where only one side has a bound, whoever says that one."""
    if None not in (first.certified_bound, second.certified_bound):
        return "certified"
    kinds = {each.bound_kind for each in (first, second)} - {"none"}
    if not kinds:
        return "none"
    return "certified" if kinds == {"certified"} else "reported"


def subtract(one: float | None, other: float | None) -> float | None:
    """Return one amount less another, None where either is unknown."""
    return None if one is None or other is None else round(one - other, 3)
