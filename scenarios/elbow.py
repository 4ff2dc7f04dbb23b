"""The elbow of a falling curve: the point farthest below the line from its first to its last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

RULE = (
    "The elbow is the point farthest below the straight line from the first point to the last, "
    "with the points equally spaced and the cost as the height."
)
"""How the elbow is chosen."""


@dataclass(frozen=True)
class Elbow:
    """The elbow of a curve.

    Parameters
    ----------
    at : int or None
        Which point, counted from 0; None where no point lies below the line.
    depth : float
        By how much it lies below the line, in the unit of the heights.
    is_sure : bool
        Whether it is the elbow wherever between bound and cost the best plans lie.
    """

    at: int | None
    depth: float
    is_sure: bool


def elbow(costs: Sequence[float], bounds: Sequence[float | None]) -> Elbow:
    """Find the elbow of a curve.

    Parameters
    ----------
    costs : sequence of float
        Height of each point: what its plan costs.
    bounds : sequence of float or None
        What no plan at that point costs less than.

    Returns
    -------
    Elbow
        The elbow of the costs, and whether the bounds allow another.
    """
    last = len(costs) - 1
    depths = [_line(costs, at) - costs[at] for at in range(len(costs))]
    at = max(range(len(costs)), key=lambda one: (depths[one], -one), default=0)
    if last < 2 or depths[at] <= 0:
        return Elbow(None, 0.0, False)
    known = [bound for bound in bounds if bound is not None]
    sure = len(known) == len(costs) and all(
        _least_lead(costs, known, at, other) > 0 for other in range(len(costs)) if other != at
    )
    return Elbow(at, round(depths[at], 3), sure)


def _line(costs: Sequence[float], at: int) -> float:
    share = at / max(len(costs) - 1, 1)
    return costs[0] + share * (costs[-1] - costs[0])


def _least_lead(costs: Sequence[float], bounds: Sequence[float], one: int, other: int) -> float:
    """Return the least by which one point can lie deeper than another, inside all intervals."""
    last = len(costs) - 1
    factor = [0.0] * len(costs)
    for at, sign in ((one, 1.0), (other, -1.0)):
        factor[0] += sign * (1 - at / last)
        factor[last] += sign * at / last
        factor[at] -= sign
    return sum(
        f * (cost if f < 0 else bound) for f, cost, bound in zip(factor, costs, bounds, strict=True)
    )
