"""One point of a curve: what was asked there, what is known, and the law that curves keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import computed_field

from ..metrics import Metrics
from ..model.plan import Plan
from ..planning import Result
from ..planning.restricted import Outcome
from ..planning.result import BoundKind
from ..planning.written import Fields, LeftOut
from ..problem import Limit, Status

Value = str | int | float | bool
"""What is varied from point to point."""

LARGE_POINTS: LeftOut = {"points": {"__all__": {"plan"}}}
"""What the short form of a curve leaves out."""


class Point(Fields):
    """What is known at one point of a curve.

    Attributes
    ----------
    value : str, int, float or bool
        What was varied.
    label : str
        What to call the point.
    status, limit : str
        As in ``Result``.
    objective, bound : float or None
        Cost of the plan, and a cost that no plan is below, in minutes.
    bound_kind : str
        ``certified``, ``reported`` or ``none``.
    objective_parts : mapping of str to float
        Parts of the cost, in minutes.
    inherited : tuple of str
        What another point gave: ``plan``, ``bound``.
    metrics : Metrics or None
        What the plan is like.
    plan : Plan or None
        The plan, if there is one.
    """

    value: Value
    label: str
    status: Status
    limit: Limit
    objective: float | None
    objective_parts: Mapping[str, float]
    bound: float | None
    bound_kind: BoundKind
    inherited: tuple[str, ...] = ()
    metrics: Metrics | None = None
    plan: Plan | None = None

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def gap_minutes(self) -> float | None:
        """Cost of the plan less the bound, in minutes; None where either is unknown."""
        if self.objective is None or self.bound is None:
            return None
        return round(self.objective - self.bound, 3)

    def metric(self, name: str) -> float | None:
        """Return a metric of the plan, None without a plan or where it is not defined."""
        return None if self.metrics is None else self.metrics.value(name)


def point_of_result(value: Value, label: str, result: Result) -> Point:
    """Return the point of a result."""
    return Point(
        value=value,
        label=label,
        status=result.status,
        limit=result.limit,
        objective=result.objective,
        bound=result.bound,
        bound_kind=result.bound_kind,
        objective_parts=result.objective_parts,
        metrics=result.metrics,
        plan=result.plan,
    )


def point_of_outcome(value: Value, label: str, outcome: Outcome) -> Point:
    """Return the point of a narrowed solve; only the engine vouches for its bound."""
    return Point(
        value=value,
        label=label,
        status=outcome.status,
        limit=outcome.limit,
        objective=outcome.objective,
        bound=outcome.bound,
        bound_kind="none" if outcome.bound is None else "reported",
        objective_parts=outcome.parts,
        metrics=outcome.metrics,
        plan=outcome.plan,
    )


def enforce_monotonicity(
    points: Sequence[Point], carry: Callable[[Point, Point], Outcome | None]
) -> tuple[Point, ...]:
    """Let each point take over what the law gives it: plans downhill, bounds uphill.

    Every point allows every plan of the one before it at no higher cost, so it costs no more, and
    no bound of it lies above a bound of the one before.

    Parameters
    ----------
    points : sequence of Point
        From the strictest to the most relaxed.
    carry : callable
        Takes a stricter and a more relaxed point, and values the stricter one's plan at the other;
        None where it cannot.

    Returns
    -------
    tuple of Point
        The points in the same order, costs falling and bounds falling.
    """
    eased: list[Point] = []
    for point in points:
        last = next((each for each in reversed(eased) if each.objective is not None), None)
        eased.append(point if last is None else _with_plan(point, last, carry))
    proven: list[Point] = []
    for point in reversed(eased):
        proven.append(_with_bound(point, proven[-1]) if proven else point)
    return tuple(_closed(point) for point in reversed(proven))


def _with_plan(
    point: Point, stricter: Point, carry: Callable[[Point, Point], Outcome | None]
) -> Point:
    if stricter.objective is None:
        return point
    if point.objective is not None and point.objective <= stricter.objective:
        return point
    given = carry(stricter, point)
    if given is None or given.objective is None:
        return point
    return point.model_copy(
        update={
            "status": "feasible",
            "objective": given.objective,
            "objective_parts": given.parts,
            "metrics": given.metrics,
            "plan": given.plan,
            "inherited": (*point.inherited, "plan"),
        }
    )


def _with_bound(point: Point, relaxed: Point) -> Point:
    if relaxed.status == "infeasible" and point.objective is None:
        return point.model_copy(update={"status": "infeasible", "limit": "none"})
    if relaxed.bound is None or (point.bound is not None and point.bound >= relaxed.bound):
        return point
    return point.model_copy(
        update={
            "bound": relaxed.bound,
            "bound_kind": relaxed.bound_kind,
            "inherited": (*point.inherited, "bound"),
        }
    )


def _closed(point: Point) -> Point:
    proven = point.gap_minutes is not None and point.gap_minutes <= 0
    return point.model_copy(update={"status": "optimal", "limit": "none"}) if proven else point
