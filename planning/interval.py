"""The difference of two optima: an interval from two costs and two bounds."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from ..model.policy_order import differs_in_standard_alone, relaxes
from .result import Result


class Difference(BaseModel):
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
        Of ``low`` and ``high``: ``certified`` when both bounds are, else ``reported``; ``none``
        without both.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: str
    second: str
    of_plans: float | None
    low: float | None
    high: float | None
    relative: float | None
    kind: str
    best_low: float | None = None
    best_high: float | None = None

    @property
    def is_real(self) -> bool:
        """Whether the interval is known on one side of zero at least, and excludes zero."""
        return (self.low is not None and self.low > 0) or (self.high is not None and self.high < 0)


def difference(first: Result, second: Result, names: tuple[str, str]) -> Difference:
    """Return what the first result's standard costs more than the second's.

    Parameters
    ----------
    first, second : Result
        Results for the same instance.
    names : pair of str
        What to call the two standards.

    Returns
    -------
    Difference
        Of the plans, and as an interval of the optima.
    """
    one, other = first.objective, second.objective
    is_certified = None not in (first.certified_bound, second.certified_bound)
    best = _interval(first, second, (first.bound, second.bound))
    bounds = first.certified_bound, second.certified_bound
    low, high = _interval(first, second, bounds) if is_certified else best
    of_plans = _less(one, other)
    is_known = first.bound is not None and second.bound is not None
    return Difference(
        first=names[0],
        second=names[1],
        of_plans=of_plans,
        low=low,
        high=high,
        best_low=best[0],
        best_high=best[1],
        relative=None if of_plans is None or not other else round(of_plans / other, 6),
        kind="certified" if is_certified else "reported" if is_known else "none",
    )


def _interval(
    first: Result, second: Result, bounds: tuple[float | None, float | None]
) -> tuple[float | None, float | None]:
    low = _less(bounds[0], second.objective)
    high = _less(first.objective, bounds[1])
    if relaxes(second.policy, first.policy):
        low = 0.0 if low is None else max(low, 0.0)
    if relaxes(first.policy, second.policy):
        high = 0.0 if high is None else min(high, 0.0)
    return low, high


def inherit(stricter: Result, relaxed: Result) -> Result:
    """Return the stricter result with the relaxed one's bounds where they are better.

    The relaxed one's prices go with its certified bound: under the stricter standard they prove as
    much or more, for they leave fewer ways to serve each client, none of them cheaper.

    Parameters
    ----------
    stricter, relaxed : Result
        Results for the same instance.

    Returns
    -------
    Result
        The stricter result; unchanged where the other standard does not relax it.
    """
    if not relaxes(relaxed.policy, stricter.policy):
        return stricter
    update: dict[str, object] = {}
    # With other prices, or a speed-up of pooled work, the same prices of rows prove something else.
    same_minutes = stricter.policy.skills.specialist_speedup == 0 and differs_in_standard_alone(
        relaxed.policy, stricter.policy
    )
    if _is_better(relaxed.bound, stricter.bound):
        kind = relaxed.bound_kind if same_minutes else "reported"
        update |= {"bound": relaxed.bound, "bound_kind": kind}
        if stricter.objective is not None and _is_least(relaxed.bound, stricter.objective):
            update |= {"status": "optimal", "limit": "none"}
    if same_minutes and _is_better(relaxed.certified_bound, stricter.certified_bound):
        certified = relaxed.certified_bound
        update |= {"certified_bound": certified, "certificate": relaxed.certificate}
    return stricter.model_copy(update=update) if update else stricter


def _is_least(bound: float | None, cost: float) -> bool:
    return bound is not None and bound >= cost


def _is_better(bound: float | None, than: float | None) -> bool:
    return bound is not None and (than is None or bound > than)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 3)
