"""The continuity frontier: what it costs to have few workers per client, or much work by the owner.

By K the frontier is exact: K is a rule of the policy. By share of work it is exact for today's
owner only: how much of the work the *new* owner does is a product of two choices, which no engine
here is given. So the second frontier asks for the share of tasks done by today's owner, among the
tasks that today's owner may do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import ClassVar, Unpack

import numpy as np
from pydantic import BaseModel

from ..formulations import Lowered, lower
from ..model.errors import InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy, floor_share
from ..planning.many_solves import ManySolves
from ..planning.options import ManyFields, argument_fault
from ..planning.restricted import Outcome, solve_restricted
from ..planning.revalue import embed_whole
from ..planning.written import METRICS_ARE, AnswerAbout, Form, LeftOut, Sizes, size_up
from ..problem import AssignmentProblem, Ints, sparse
from ..solver import SolveOptions
from .point import LARGE_POINTS, Point, Value, enforce_monotonicity, point_of_outcome
from .sweep import sweep

# The elbow of a falling curve: the point farthest below the line from its first to its last.


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


def find_elbow(costs: Sequence[float], bounds: Sequence[float | None]) -> Elbow:
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


KS: tuple[int | str, ...] = (1, 2, 3, 4, "unlimited")
"""The most workers per client that are tried."""


class _WrittenElbow(BaseModel):
    """The elbow as it is written: by the value of its point."""

    rule: str
    at: Value | None
    depth: float
    is_sure: bool


@dataclass(frozen=True)
class Frontier(AnswerAbout):
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

    kind: ClassVar[str] = "frontier"
    large: ClassVar[LeftOut] = LARGE_POINTS

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _FrontierForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: what continuity is counted by, the elbow, and the points."""
        at = self.elbow.at
        return _FrontierForm(
            instance=size_up(instance),
            by=self.by,
            tasks_counted=self.counted or None,
            elbow=_WrittenElbow(
                rule=RULE,
                at=None if at is None else self.points[at].value,
                depth=self.elbow.depth,
                is_sure=self.elbow.is_sure,
            ),
            points=self.points,
        )


class _FrontierForm(Form):
    """A frontier as it is written."""

    instance: Sizes
    by: str
    tasks_counted: int | None
    elbow: _WrittenElbow
    points: tuple[Point, ...]
    metrics_are: str = METRICS_ARE

    def answer(self) -> Frontier:
        """Return the frontier that says this."""
        values = [point.value for point in self.points]
        at = values.index(self.elbow.at) if self.elbow.at in values else None
        found = Elbow(at, self.elbow.depth, self.elbow.is_sure)
        return Frontier(self.by, self.points, found, self.tasks_counted or 0)


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    ks=Listed((str, Integral)),
)
def frontier(
    instance: Instance,
    policy: Policy,
    ks: Sequence[int | str] = KS,
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
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
        Most workers per client, the strictest first; ``unlimited`` for no limit.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed; the limit is divided evenly among the
        points.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

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
    curve = sweep(instance, strict, "continuity.k", ks, options, **how)
    return Frontier("K", curve.points, locate_elbow(curve.points))


def locate_elbow(points: Sequence[Point]) -> Elbow:
    """Return the elbow of points that all have a plan, none where one has not."""
    costs = [point.objective for point in points if point.objective is not None]
    if len(costs) < len(points):
        return Elbow(None, 0.0, False)
    return find_elbow(costs, [point.bound for point in points])


# The frontier by share: at least this share of the tasks is done by today's owner.


SHARES = (1.0, 0.95, 0.9, 0.75, 0.5, 0.0)
"""The least shares that are tried."""


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    shares=Listed((Real,)),
)
def owner_share(
    instance: Instance,
    policy: Policy,
    shares: Sequence[float] = SHARES,
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
) -> Frontier:
    """Find what it costs that today's owners do at least a share of the tasks they may do.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; K is lifted, everything else stays, bundle integrity too.
    shares : sequence of float
        Least shares from 0 to 1.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed; the limit is divided evenly among the
        points.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    Frontier
        A point a share, the strictest first. A share that cannot be had is infeasible.

    Raises
    ------
    InputError
        If a share is out of range.
    """
    faults: list[InputFault] = []
    if not shares or not all(0 <= share <= 1 for share in shares):
        says = "the shares must be one or more numbers from 0 to 1"
        faults.append(argument_fault("shares", says))
    many = ManySolves.of(options, how, faults)
    pooled = policy.as_formulation("task-based").model_copy(update={"skills": policy.skills})
    lowered = lower(instance, pooled)
    pairs = find_kept_pairs(lowered)
    works = [_Share(lowered, pairs, share) for share in sorted(set(shares), reverse=True)]
    with many:
        found = many.chain(works)
    points = [
        point_of_outcome(work.share, work.label, many.no_outcome() if each is None else each)
        for work, each in zip(works, found, strict=True)
    ]

    def carry(stricter: Point, relaxed: Point) -> Outcome:
        return Outcome(
            status="feasible",
            limit=relaxed.limit,
            plan=stricter.plan,
            x=None,
            objective=stricter.objective,
            bound=relaxed.bound,
            parts=stricter.objective_parts,
            metrics=stricter.metrics,
            engine="",
        )

    lawful = enforce_monotonicity(points, carry)
    return Frontier("share of tasks by today's owner", lawful, locate_elbow(lawful), len(pairs))


@dataclass(frozen=True, eq=False)
class _Share:
    """The solve for one share: at least so much of the pairs is used."""

    lowered: Lowered
    pairs: Ints
    share: float

    @property
    def label(self) -> str:
        return f"{self.share:.0%}"

    @property
    def name(self) -> str:
        return f"{self.label} by today's owner"

    def run(self, many: ManySolves, start: Plan | None) -> Outcome:
        least = -floor_share(-self.share, len(self.pairs))
        problem = _with_row(self.lowered.problem, self.pairs, least)
        hint = None if start is None else embed_whole(self.lowered, start)
        options = many.options_of(self.name)
        return solve_restricted(self.lowered, options, problem=problem, start=hint)


def find_kept_pairs(lowered: Lowered) -> Ints:
    """Return the pairs of a task and today's owner: (tasks that today's owner may do,)."""
    problem, view = lowered.problem, lowered.view
    task = problem.pair_item - view.clients
    theirs = (task >= 0) & (problem.pair_agent == view.today[view.client[np.maximum(task, 0)]])
    return np.flatnonzero(theirs).astype(np.int64)


def _with_row(problem: AssignmentProblem, pairs: Ints, least: int) -> AssignmentProblem:
    """Return the problem with one row more: at least so many of the pairs are used."""
    old, free = problem.global_pairs, problem.global_unassigned
    row = old.rows
    return replace(
        problem,
        global_pairs=sparse(
            np.append(old.row_of, np.full(len(pairs), row)),
            np.append(old.column, pairs),
            np.append(old.value, np.full(len(pairs), -1)),
            row + 1,
            old.columns,
        ),
        global_unassigned=sparse(free.row_of, free.column, free.value, row + 1, free.columns),
        global_limit=np.append(problem.global_limit, -least),
    )
