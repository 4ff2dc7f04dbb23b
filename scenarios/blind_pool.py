"""The crossing of a blind pool: planned as if hand-offs were free, then charged for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..formulations import embed, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.units import MILLI
from ..planning import Result
from ..planning.many_solves import ManySolves
from ..planning.restricted import solve_narrowed
from ..problem import evaluate
from ..solver import AUTOMATIC
from .threshold import Edge, find_edge

CLERK = "least-loaded"


@dataclass(frozen=True)
class Charge:
    """What a blind pool's plan costs once hand-offs take minutes.

    Parameters
    ----------
    minutes : int
        Minutes of a hand-off.
    cost : float or None
        Cost in minutes; None where nothing was found in time.
    bound : float or None
        The same where the plan fits; else what leaving tasks undone costs at the least.
    fits : bool
        Whether all work still ends inside the horizon; if not, tasks are left undone at the least
        cost, and nobody else takes them.
    """

    minutes: int
    cost: float | None
    bound: float | None
    fits: bool


@dataclass(frozen=True, eq=False)
class BlindPool:
    """One way to pool blindly, and where it costs as much as client-based.

    Parameters
    ----------
    engine : str
        Who planned it.
    seed : int
        With which seed.
    cost : float or None
        Its cost while hand-offs are free; None without a plan.
    hand_offs : float or None
        Hand-offs of its plan.
    utilisation : float or None
        Mean utilisation of its plan while hand-offs are free.
    edge : Edge
        Minutes of a hand-off up to which it is surely cheaper, and from which on surely not.
    charges : tuple of Charge
        What it costs wherever it was charged.
    """

    engine: str
    seed: int
    cost: float | None
    hand_offs: float | None
    utilisation: float | None
    edge: Edge
    charges: tuple[Charge, ...]


def blind_pools(
    instance: Instance,
    pooled: Policy,
    owned: Result,
    most: int,
    seeds: Sequence[int],
    many: ManySolves,
) -> tuple[BlindPool, ...]:
    """Find where blind pools cross the client-based cost, over several ways to break ties.

    Parameters
    ----------
    instance : Instance
        The instance.
    pooled : Policy
        The task-based policy.
    owned : Result
        The client-based result.
    most : int
        Most minutes of a hand-off to try.
    seeds : sequence of int
        Seeds of the engine asked for; the clerk's rule is added.
    many : ManySolves
        Engine and limits of each solve.

    Returns
    -------
    tuple of BlindPool
        One a seed, and the clerk's.
    """
    free = with_handoffs(pooled, 0)
    asks = [replace(many.options, seed=seed) for seed in seeds]
    # Stopped half way, the rule would leave the rest undone, which is nobody's way to pool.
    asks.append(replace(many.options, engine=CLERK, time_limit=None))
    found: list[BlindPool] = []
    for ask in asks:
        label = f"blind pool, {ask.engine}, seed {ask.seed}"
        asked = replace(many, options=ask)
        result = asked.solve(label, instance, free)
        found.append(_crossing(instance, pooled, owned, most, result, asked))
    return tuple(found)


def with_handoffs(policy: Policy, minutes: int) -> Policy:
    """Return a policy with so many minutes for a hand-off."""
    section = policy.handoffs.model_copy(update={"enabled": True, "minutes": minutes})
    return policy.model_copy(update={"handoffs": section})


def charged(
    instance: Instance, pooled: Policy, plan: Plan, minutes: int, many: ManySolves
) -> Charge:
    """Charge a plan for its hand-offs: same owners, same workers, scheduled anew.

    Parameters
    ----------
    instance : Instance
        The instance.
    pooled : Policy
        The task-based policy.
    plan : Plan
        A plan made while hand-offs were free.
    minutes : int
        Minutes of a hand-off.
    many : ManySolves
        Engine and limits where the work no longer fits the horizon.

    Returns
    -------
    Charge
        What it costs.
    """
    lowered = lower(instance, with_handoffs(pooled, minutes))
    x = embed(lowered, plan)
    objective = evaluate(lowered.problem, x).objective
    if objective is not None:
        return Charge(minutes, objective / MILLI, objective / MILLI, True)
    label = f"blind pool at {minutes} minutes"
    found = solve_narrowed(lowered, many.options_of(label), kept=x > 0)
    return Charge(minutes, found.objective, found.bound, False)


def _crossing(
    instance: Instance, pooled: Policy, owned: Result, most: int, result: Result, many: ManySolves
) -> BlindPool:
    charges: dict[int, Charge] = {}
    any_engine = replace(many, options=replace(many.options, engine=AUTOMATIC))
    plan = result.found

    def as_dear(minutes: int) -> bool | None:
        if plan is None or many.is_cancelled:
            return None
        charge = charged(instance, pooled, plan, minutes, any_engine)
        charges[minutes] = charge
        least, cost = charge.bound, charge.cost
        if least is not None and owned.objective is not None and least >= owned.objective:
            return True
        return (
            False if cost is not None and owned.bound is not None and cost < owned.bound else None
        )

    edge = find_edge(as_dear, 0, most)
    return BlindPool(
        engine=result.engine,
        seed=many.options.seed,
        cost=result.objective,
        hand_offs=None if result.metrics is None else result.metrics.value("hand_offs"),
        utilisation=None if result.metrics is None else result.metrics.value("utilisation_mean"),
        edge=edge,
        charges=tuple(charges[at] for at in sorted(charges)),
    )
