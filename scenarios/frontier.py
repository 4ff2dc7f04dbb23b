"""The continuity frontier: what it costs to have few workers a client, or much work by the owner.

By K the frontier is exact: K is a rule of the policy. By share of work it is exact for today's
owner only: how much of the work the *new* owner does is a product of two choices, which no engine
here is given. So the second frontier asks for the share of tasks done by today's owner, among the
tasks that today's owner may do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.instance import Instance
from ..model.policy import Policy
from ..planning.asking import Asking
from .elbow import Elbow, elbow
from .point import Point
from .sweep import sweep

KS: tuple[int | str, ...] = (1, 2, 3, 4, "unlimited")
"""The most workers a client that are tried."""


@dataclass(frozen=True, eq=False)
class Frontier:
    """Cost against continuity.

    Parameters
    ----------
    by : str
        ``K`` or ``share of tasks by today's owner``.
    points : tuple of Point
        The strictest first.
    elbow : Elbow
        Where the curve flattens.
    counted : int
        Tasks that the share is taken of; 0 for K.
    """

    by: str
    points: tuple[Point, ...]
    elbow: Elbow
    counted: int = 0


def frontier(
    instance: Instance,
    policy: Policy,
    ks: Sequence[int | str] = KS,
    *,
    asking: Asking | None = None,
) -> Frontier:
    """Find what each K costs, all else alike.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; only K is varied, with no kind exempt and no K by group. Bundle integrity stays
        as it is, also for ``unlimited``.
    ks : sequence of int or str
        Most workers a client, the strictest first; ``unlimited`` for no limit.
    asking : Asking or None
        Engine, limits and seed of each solve.

    Returns
    -------
    Frontier
        A point a K, and the elbow.

    Raises
    ------
    InputError
        If a K is wrong.
    """
    strict = policy.as_formulation("client-based")
    curve = sweep(instance, strict, "continuity.k", ks, asking=asking)
    return Frontier("K", curve.points, elbow_of(curve.points))


def elbow_of(points: Sequence[Point]) -> Elbow:
    """Return the elbow of points that all have a plan, none where one has not."""
    costs = [point.objective for point in points if point.objective is not None]
    if len(costs) < len(points):
        return Elbow(None, 0.0, False)
    return elbow(costs, [point.bound for point in points])
