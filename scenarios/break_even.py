"""Where the two standards cost the same, each figure named for what it is.

With hand-off minutes inside the optimisation, task-based never costs more than client-based: the
two only merge. So there are two figures about hand-offs, and one about the specialists' speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves, Stage
from ..planning.options import OptionFields, checked_options
from ..planning.result import BoundKind
from ..solver import SolveOptions
from .advantage import Advantage, Pool
from .blind_pool import BlindPool, blind_pools, with_handoffs
from .threshold import Edge, find_edge

EPSILON_SHARE = 0.001
"""Share of the standard minutes of all tasks below which an advantage counts as none."""

MOST_MINUTES = 60
"""Most minutes of a hand-off that are tried, unless said otherwise."""

MOST_SPEEDUP = 50
"""Largest specialist speed-up that is tried, in per cent."""

SEEDS = (0, 1, 2)
"""Seeds of the blind pools."""


@dataclass(frozen=True, eq=False)
class Turned:
    """What follows as one number is turned.

    Parameters
    ----------
    edge : Edge
        Between which numbers the claim begins to hold.
    advantages : tuple of Advantage
        What client-based costs more, wherever it was asked.
    kind : str
        The weakest kind of the bounds it rests on.
    """

    edge: Edge
    advantages: tuple[Advantage, ...]
    kind: BoundKind


@dataclass(frozen=True, eq=False)
class BreakEven:
    """Where the two standards cost the same.

    Parameters
    ----------
    owned, pooled : Result
        Client-based, and task-based with free hand-offs; bundle integrity alike, no speed-up.
    epsilon : float
        Minutes below which an advantage counts as none.
    workload : float or None
        Standard minutes of all tasks as a share of all regular minutes: what it holds for.
    vanishing : Turned
        Minutes of a hand-off from which on the advantage of task-based is at most epsilon.
    crossings : tuple of BlindPool
        Minutes of a hand-off from which on a pool that was planned as if hand-offs were free costs
        as much as client-based, one for each way to break ties.
    speedup : Turned
        Specialist speed-up, in per cent, from which on task-based is better by epsilon at least.
    handoffs : int
        Minutes of a hand-off of the policy, which the speed-up must make up for.
    """

    owned: Result
    pooled: Result
    epsilon: float
    workload: float | None
    vanishing: Turned
    crossings: tuple[BlindPool, ...]
    speedup: Turned
    handoffs: int

    @property
    def is_same_from_the_start(self) -> bool:
        """Whether the two cost the same, within epsilon, even while hand-offs are free."""
        return self.vanishing.edge.high == 0


def break_even(
    instance: Instance,
    policy: Policy,
    options: SolveOptions | None = None,
    *,
    epsilon: float | None = None,
    most: int = MOST_MINUTES,
    seeds: Sequence[int] = SEEDS,
    on_stage: Stage | None = None,
    **overrides: Unpack[OptionFields],
) -> BreakEven:
    """Find where client-based and task-based cost the same.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; K, hand-off minutes and speed-up are varied, all else is alike on both sides.
    options : SolveOptions or None
        Engine, limits and seed of each solve.
    epsilon : float or None
        Minutes below which an advantage counts as none; by default a thousandth of all task
        minutes, and one minute at least.
    most : int
        Most minutes of a hand-off to try.
    seeds : sequence of int
        Seeds of the blind pools.
    on_stage : callable or None
        Called with the name of each solve before it begins; returns who listens to its events.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    BreakEven
        The vanishing point, the crossings and the speed-up, each as an interval.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    _check(epsilon, most)
    many = ManySolves(checked_options(options, overrides), on_stage)
    least = max(round(instance.task_minutes * EPSILON_SHARE, 3), 1.0)
    threshold = least if epsilon is None else epsilon
    even = _with_speedup(policy, 0)
    owned = many.solve("client-based", instance, even.as_formulation("client-based"))
    pooled = even.as_formulation("task-based").model_copy(update={"skills": even.skills})
    by_minutes = _pool_by_minutes(instance, pooled, owned, many)
    vanishing = _vanishing(by_minutes, threshold, most)
    regular = int(instance.capacity.sum())
    return BreakEven(
        owned=owned,
        pooled=by_minutes.results[0],
        epsilon=threshold,
        workload=instance.task_minutes / regular if regular else None,
        vanishing=vanishing,
        crossings=blind_pools(instance, pooled, owned, most, seeds, many),
        speedup=_speedup(instance, pooled, owned, threshold, many),
        handoffs=policy.handoffs.minutes if policy.handoffs.enabled else 0,
    )


def _pool_by_minutes(instance: Instance, pooled: Policy, owned: Result, many: ManySolves) -> Pool:
    def solve(minutes: int, start: Plan | None) -> Result:
        label = f"task-based, hand-off {minutes} minutes"
        return many.solve(label, instance, with_handoffs(pooled, minutes), start)

    return Pool(owned, solve, dearer_up=True)


def _vanishing(pool: Pool, epsilon: float, most: int) -> Turned:
    def is_gone(minutes: int) -> bool | None:
        gain = pool.at(minutes)
        if gain.high is not None and gain.high <= epsilon:
            return True
        return False if gain.low > epsilon else None

    return _turned(find_edge(is_gone, 0, most), pool)


def _speedup(
    instance: Instance, pooled: Policy, owned: Result, epsilon: float, many: ManySolves
) -> Turned:
    def solve(percent: int, start: Plan | None) -> Result:
        label = f"task-based, specialists {percent} % faster"
        return many.solve(label, instance, _with_speedup(pooled, percent), start)

    pool = Pool(owned, solve, dearer_up=False)

    def is_better(percent: int) -> bool | None:
        gain = pool.at(percent)
        if gain.low >= epsilon:
            return True
        return False if gain.high is not None and gain.high < epsilon else None

    return _turned(find_edge(is_better, 0, MOST_SPEEDUP), pool)


def _turned(edge: Edge, pool: Pool) -> Turned:
    return Turned(edge, tuple(pool.known(at) for at in sorted(pool.results)), pool.kind)


def _with_speedup(policy: Policy, percent: int) -> Policy:
    skills = policy.skills.model_copy(update={"enabled": True, "specialist_speedup": percent / 100})
    if not policy.skills.enabled:
        # Nobody needs a program where the rule is off; switched on, it would bind owners.
        skills = policy.skills
    return policy.model_copy(update={"skills": skills})


def _check(epsilon: float | None, most: int) -> None:
    faults: list[InputFault] = []
    if epsilon is not None and not epsilon > 0:
        says = f"{epsilon} is no epsilon; it must be minutes above 0"
        faults.append(InputFault("argument", None, None, "epsilon", says))
    if not 1 <= most <= 100_000:
        says = f"{most} is no number of minutes to try up to; it must be 1 or more"
        faults.append(InputFault("argument", None, None, "most", says))
    if faults:
        raise InputError(faults)
