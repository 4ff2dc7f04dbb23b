"""The crossing of a blind pool: planned as if hand-offs were free, then charged for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from ..formulations import embed, lower
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..planning import Result
from ..planning.many_solves import ManySolves
from ..planning.restricted import GREEDY, Outcome, solve_restricted
from ..problem import evaluate
from ..solver import AUTOMATIC
from .threshold import Threshold, WrittenThreshold, find_threshold, most_probes, written_edge


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


@dataclass(frozen=True)
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
    edge : Threshold
        Minutes of a hand-off up to which it is surely cheaper, and from which on surely not.
    charges : tuple of Charge
        What it costs wherever it was charged.
    """

    engine: str
    seed: int
    cost: float | None
    hand_offs: float | None
    utilisation: float | None
    edge: Threshold
    charges: tuple[Charge, ...]


class WrittenPool(WrittenThreshold):
    """A blind pool as it is written."""

    engine: str
    seed: int
    objective: float | None
    hand_offs: float | None
    utilisation_mean: float | None
    charges: tuple[Charge, ...]

    @classmethod
    def of(cls, pool: BlindPool) -> Self:
        """Return what is written of a pool."""
        return cls(
            **written_edge(pool.edge),
            engine=pool.engine,
            seed=pool.seed,
            objective=pool.cost,
            hand_offs=pool.hand_offs,
            utilisation_mean=pool.utilisation,
            charges=pool.charges,
        )

    def pool(self) -> BlindPool:
        """Return the pool."""
        return BlindPool(
            engine=self.engine,
            seed=self.seed,
            cost=self.objective,
            hand_offs=self.hand_offs,
            utilisation=self.utilisation_mean,
            edge=self.threshold(),
            charges=self.charges,
        )


def list_blind_pools(
    instance: Instance, pooled: Policy, owned: Result, most: int, seeds: Sequence[int]
) -> list[BlindPoolSearch]:
    """Return the searches for where blind pools cross the client-based cost.

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

    Returns
    -------
    list of BlindPoolSearch
        One per seed, each another way to break ties, and the clerk's.
    """
    given: list[int | None] = [*seeds, None]
    return [BlindPoolSearch(instance, pooled, owned, most, seed) for seed in given]


@dataclass(frozen=True, eq=False)
class BlindPoolSearch:
    """The search for where one blind pool costs as much as client-based.

    Parameters
    ----------
    instance, pooled, owned, most
        As for ``blind_pools``.
    seed : int or None
        The seed; None for the clerk's rule.
    """

    instance: Instance
    pooled: Policy
    owned: Result
    most: int
    seed: int | None

    @property
    def name(self) -> str:
        """What it is called."""
        return "blind pool, " + (GREEDY if self.seed is None else f"seed {self.seed}")

    def run(self, many: ManySolves, start: Plan | None) -> BlindPool:
        """Plan while hand-offs are free, and charge the plan for them."""
        free = set_handoffs(self.pooled, 0)
        if self.seed is None:
            # Stopped half way, the rule would leave the rest undone: nobody's way to pool.
            options = replace(many.options_of(self.name), engine=GREEDY, time_limit=None)
            ruled = solve_restricted(lower(self.instance, free), options)
            return self._crossing(ruled, options.seed, many)
        half = many.part(0.5, seed=self.seed)
        return self._crossing(half.solve(self.name, self.instance, free), self.seed, many)

    def _crossing(self, result: Result | Outcome, seed: int, many: ManySolves) -> BlindPool:
        charges: dict[int, Charge] = {}
        plan, owned = result.plan, self.owned
        probes = most_probes(0, self.most)

        def is_as_dear(minutes: int) -> bool | None:
            if plan is None or many.is_over:
                return None
            part = many.part(1 / max(probes - len(charges), 1), engine=AUTOMATIC)
            charge = charge_plan(self.instance, self.pooled, plan, minutes, part)
            charges[minutes] = charge
            least, cost = charge.bound, charge.cost
            if least is not None and owned.objective is not None and least >= owned.objective:
                return True
            is_cheaper = cost is not None and owned.bound is not None and cost < owned.bound
            return False if is_cheaper else None

        found = find_threshold(is_as_dear, 0, self.most)
        metrics = result.metrics
        return BlindPool(
            engine=result.engine,
            seed=seed,
            cost=result.objective,
            hand_offs=None if metrics is None else metrics.value("hand_offs"),
            utilisation=None if metrics is None else metrics.value("utilisation_mean"),
            edge=found,
            charges=tuple(charges[at] for at in sorted(charges)),
        )


def set_handoffs(policy: Policy, minutes: int) -> Policy:
    """Return a policy with so many minutes for a hand-off."""
    section = policy.handoffs.model_copy(update={"enabled": True, "minutes": minutes})
    return policy.model_copy(update={"handoffs": section})


def charge_plan(
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
        Who solves where the work no longer fits the horizon.

    Returns
    -------
    Charge
        What it costs.
    """
    lowered = lower(instance, set_handoffs(pooled, minutes))
    x = embed(lowered, plan)
    objective = evaluate(lowered.problem, x).objective
    if objective is not None:
        return Charge(minutes, objective / MILLI, objective / MILLI, True)
    label = f"blind pool at {minutes} minutes"
    found = solve_restricted(lowered, many.options_of(label), kept=x > 0)
    return Charge(minutes, found.objective, found.bound, False)
