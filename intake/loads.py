"""The work of all workers at the desk, in the arrays that prices are worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
import polars as pl

from ..audit import restate
from ..audit.context import Context, prepare_context
from ..audit.rules.utilisation import find_members
from ..audit.standing import caseload_shares, standing_minutes
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy, floor_share, milli
from ..problem import Bools, Ints
from ..solver.marginal_costs import AgentLoads, change_load, empty_loads, settle_agent
from .terms import Rules

Products = np.ndarray[Any, Any]
"""Whole numbers of 64 bits, or of any size."""

_ENOUGH = 2**40
"""Minutes that nobody works: a limit where there is none."""


@dataclass(frozen=True, eq=False)
class Holding:
    """What a worker has of a client.

    Parameters
    ----------
    worker : int
        Row of the worker.
    windows : array of shape (n, 3)
        Release, due and minutes of each piece of work.
    """

    worker: int
    windows: Ints


class Loads:
    """The load of every worker under a plan, to which clients are added and taken from.

    Parameters
    ----------
    instance : Instance
        Without leaves; the regular minutes are those of its workers.
    policy : Policy
        The rules.
    plan : Plan
        A legal plan for it.
    rules : Rules
        The rules that look at no load.
    """

    def __init__(self, instance: Instance, policy: Policy, plan: Plan, rules: Rules) -> None:
        self._policy, self._rows = policy, rules.rows
        self.capacity: Ints = instance.capacity.copy()
        context = prepare_context(instance, plan, policy)
        self.fair = FairShares(instance, policy, rules.area, self.capacity)
        self.caps = Caps(instance, policy, context, self._rows)
        self.gaps = Gaps(instance, policy, context, self.capacity)
        self.agents = self._agents(context)
        self.pieces = _pieces(context)

    def _agents(self, context: Context) -> AgentLoads:
        policy = self._policy
        workers, periods = self.capacity.shape
        levels = policy.utilisation.breakpoints if policy.utilisation.enabled else ()
        agents = empty_loads(workers, periods, len(levels), len(self.fair.prices))
        is_timed = policy.deadlines.enabled
        agents = agents._replace(
            late_price=milli(policy.deadlines.late_price) if is_timed else 0,
            overtime_price=milli(policy.overtime.price) if policy.overtime.enabled else 0,
            may_be_late=is_timed and policy.deadlines.late == "priced",
        )
        prices = [0, *(milli(level.price) for level in levels)]
        agents.minutes_price[:] = np.diff(prices)
        agents.amount_price[:] = np.diff([0, *self.fair.prices])
        where = _places(context.work, self._rows)
        np.add.at(agents.backlog, where, context.work["minutes"].to_numpy())
        # From minutes by release and due to the minutes released and due inside each window.
        inside = np.cumsum(agents.backlog[:, ::-1], axis=1)[:, ::-1].cumsum(axis=2)
        agents.minutes[:] = agents.backlog.sum(axis=(1, 2))
        agents.backlog[:] = inside
        none = np.zeros(int(periods), dtype=np.int64)
        for worker in range(workers):
            self._set_time(agents, worker, none)
        owned = context.owned.select("client", "worker").join(
            standing_minutes(context.instance, policy), on="client"
        )
        for worker, minutes in owned.select("worker", "standing").iter_rows():
            agents.amount[self._rows[worker]] += minutes
        agents.amount_from[:] = self.fair.limits()
        return agents

    def _set_time(self, agents: AgentLoads, worker: int, before: Ints) -> None:
        """Put a worker's regular minutes into the backlog, instead of those before."""
        minutes = self.capacity[worker]
        less = np.append(0, np.cumsum(self._planned(minutes) - self._planned(before)))
        # What lies below the diagonal is no window.
        windows = agents.backlog[worker] - (less[1:][None, :] - less[:-1][:, None])
        agents.backlog[worker] = np.triu(windows)
        limit, regular = self._policy.overtime, int(minutes.sum())
        agents.room[worker] = np.where(minutes > 0, limit.limit if limit.enabled else _ENOUGH, 0)
        rule = self._policy.utilisation
        points = rule.breakpoints if rule.enabled else ()
        for level, point in enumerate(points):
            agents.minutes_from[level, worker] = floor_share(point.above, regular)
        ceiling = rule.ceiling if rule.enabled else None
        agents.most[worker] = _ENOUGH if ceiling is None else floor_share(ceiling, regular)
        settle_agent(agents, worker)

    def _planned(self, minutes: Ints) -> Ints:
        """Return the regular minutes that no absence holds back: (periods,)."""
        section = self._policy.robust
        left = 1 - Fraction(repr(section.absence)) if section.enabled else Fraction(1)
        kept: Ints = minutes * left.numerator // left.denominator
        return kept

    def set_capacity(self, worker: int, minutes: Ints) -> None:
        """Give a worker other regular minutes: (periods,)."""
        before: Ints = self.capacity[worker].copy()
        self.capacity[worker] = minutes
        self._set_time(self.agents, worker, before)
        self.fair.set_regular(worker, int(minutes.sum()))
        self.gaps.set_regular(worker, int(minutes.sum()))
        self.agents.amount_from[:] = self.fair.limits()

    def change(self, holding: Holding, standing: int, sign: int) -> None:
        """Give a worker what it holds of a client, or take it away (-1)."""
        change_load(self.agents, holding.worker, holding.windows, standing, sign)

    def with_standing(self, area: str, standing: int) -> AgentLoads:
        """Return the loads with the fair shares there are once a client has come to a pool."""
        if not self.fair.prices:
            return self.agents
        return self.agents._replace(amount_from=self.fair.limits_with(area, standing))

    def come(self, area: str, standing: int, sign: int) -> None:
        """Add standing minutes to what a pool needs, or take them away."""
        self.fair.needed[area] = self.fair.needed.get(area, 0) + sign * standing
        self.agents.amount_from[:] = self.fair.limits()


def _places(work: pl.DataFrame, rows: dict[str, int]) -> tuple[Ints, Ints, Ints]:
    # Where there are no workers, there is nothing to replace, and polars leaves texts.
    worker = work["worker"].replace_strict(rows, return_dtype=pl.Int64).cast(pl.Int64).to_numpy()
    return worker, work["release"].to_numpy(), work["due"].to_numpy()


def _pieces(context: Context) -> pl.DataFrame:
    """Return minutes by client, worker and window: what goes with a client who leaves."""
    return context.work.group_by("client", "worker", "release", "due").agg(pl.col("minutes").sum())


class FairShares:
    """The breakpoints of the caseload rule in standing minutes, which follow who comes and goes.

    Parameters
    ----------
    instance, policy
        The question.
    area : dict
        Pool of every office.
    capacity : array of shape (workers, periods)
        Regular minutes.
    """

    def __init__(
        self, instance: Instance, policy: Policy, area: dict[str, str], capacity: Ints
    ) -> None:
        section = policy.caseload
        points = section.breakpoints if section.enabled else ()
        self.prices = [milli(point.price) for point in points]
        self._parts = [Fraction(repr(point.above)) for point in points]
        self.standing = standing_minutes(instance, policy)
        self.needed: dict[str, int] = dict.fromkeys(area.values(), 0)
        offices = instance.clients["office"].to_list()
        for office, minutes in zip(offices, self.standing["standing"].to_list(), strict=True):
            self.needed[area[office]] += minutes
        theirs = [area[office] for office in instance.workers["office"].to_list()]
        self._pool = theirs
        self._members = {
            pool: np.array([row for row, each in enumerate(theirs) if each == pool], dtype=np.int64)
            for pool in sorted({*theirs})
        }
        self._parts_of_case = [int(share * MILLI) for share in caseload_shares(instance)]
        self._weight: list[int] = [
            int(minutes) * share
            for minutes, share in zip(
                capacity.sum(axis=1).tolist(), self._parts_of_case, strict=True
            )
        ]
        self._limits = np.zeros((len(points), len(theirs)), dtype=np.int64)
        self._prepare()

    def _prepare(self) -> None:
        """Reduce each pool's weights, so that products stay small."""
        self._scaled: dict[str, tuple[Products, Products | None]] = {}
        self.part = np.zeros(len(self._weight))
        for pool, rows in self._members.items():
            weight: list[int] = [self._weight[row] for row in rows.tolist()]
            factor = gcd(*weight) or 1
            whole = sum(weight) // factor
            # Python's own integers where 64 bits might not hold a product.
            is_small = max(weight, default=0) // factor < 2**20 and whole < 2**40
            kind = np.int64 if is_small else object
            times = [[part.numerator * (each // factor) for each in weight] for part in self._parts]
            below = [[part.denominator * whole] for part in self._parts]
            self._scaled[pool] = (
                np.array(times, dtype=kind).reshape(len(self._parts), len(weight)),
                np.array(below, dtype=kind).reshape(len(self._parts), 1) if whole else None,
            )
            if whole:
                self.part[rows] = np.array(weight, dtype=np.float64) / sum(weight)
        # To divide by, also where nobody has a share.
        self.some = np.maximum(self.part, 1e-9)

    def share(self, worker: int, needed: Mapping[str, int]) -> int:
        """Return a worker's fair share of what is needed in the pools, in whole minutes."""
        pool = self._pool[worker]
        return int(needed[pool] * self.part[worker])

    def set_regular(self, worker: int, minutes: int) -> None:
        """Take note of a worker's regular minutes."""
        self._weight[worker] = minutes * self._parts_of_case[worker]
        self._prepare()

    def limits(self) -> Ints:
        """Return where each breakpoint begins.

        Of shape (breakpoints, workers).
        """
        for pool in self._members:
            self._fill(self._limits, pool, self.needed[pool])
        return self._limits

    def limits_with(self, pool: str, standing: int) -> Ints:
        """Return where each breakpoint begins once a pool needs more: a copy."""
        found = self._limits.copy()
        if pool in self._members:
            self._fill(found, pool, self.needed[pool] + standing)
        return found

    def _fill(self, limits: Ints, pool: str, needed: int) -> None:
        times, below = self._scaled[pool]
        if below is None:
            limits[:, self._members[pool]] = 0
        elif len(self._members) == 1:
            limits[:] = times * needed // below
        else:
            limits[:, self._members[pool]] = times * needed // below


class Caps:
    """The caps on owned clients, weighted and by program.

    Parameters
    ----------
    instance, policy, context
        The question, and the plan laid beside it.
    rows : dict
        Rows of the workers.
    """

    def __init__(
        self, instance: Instance, policy: Policy, context: Context, rows: dict[str, int]
    ) -> None:
        section = policy.caseload
        self._section = section
        self.names: list[str] = []
        most: list[list[int]] = []
        shares = caseload_shares(instance)
        if section.enabled and section.cap is not None:
            self.names.append("cap")
            most.append([int(Fraction(repr(section.cap)) * MILLI * share) for share in shares])
        if section.enabled:
            self.names += [f"cap {program}" for program in section.caps]
            most += [[int(cap * share) for share in shares] for cap in section.caps.values()]
        self.limit: Ints = np.array(most, dtype=np.int64).reshape(len(most), len(shares))
        self.used: Ints = np.zeros_like(self.limit)
        if self.names:
            for worker, programs in context.owned.select("worker", "programs").iter_rows():
                self.used[:, rows[worker]] += self.weights(tuple(programs or ()))

    def weights(self, programs: tuple[str, ...]) -> Ints:
        """Return what a client of a bundle counts under each cap: (caps,)."""
        section, bundle = self._section, set(programs)
        found: list[int] = []
        for name in self.names:
            if name != "cap":
                found.append(int(name.removeprefix("cap ") in bundle))
            elif section.weights:
                found.append(sum(milli(section.weights.get(each, 1.0)) for each in bundle))
            else:
                found.append(MILLI)
        return np.array(found, dtype=np.int64)

    def is_full(self, programs: tuple[str, ...]) -> Bools:
        """Return who cannot own one more client of a bundle: (workers,)."""
        weights = self.weights(programs)[:, None]
        above: Bools = (self.used + weights > self.limit) & (weights > 0)
        full: Bools = np.logical_or.reduce(above, axis=0)
        return full


class Gaps:
    """The limits on differences of load between groups of workers.

    Parameters
    ----------
    instance, policy, context
        The question, and the plan laid beside it.
    capacity : array of shape (workers, periods)
        Regular minutes.
    """

    def __init__(
        self, instance: Instance, policy: Policy, context: Context, capacity: Ints
    ) -> None:
        section = policy.utilisation
        self._gaps = section.gaps if section.enabled else ()
        self._inside = [find_members(instance, gap.group) for gap in self._gaps]
        self._regular = capacity.sum(axis=1)
        self.done: Ints = np.zeros(len(capacity), dtype=np.int64)
        rows = {id: row for row, id in enumerate(instance.workers["id"].to_list())}
        for worker, minutes in context.done.select("worker", "minutes").iter_rows():
            self.done[rows[worker]] += minutes

    def set_regular(self, worker: int, minutes: int) -> None:
        """Take note of a worker's regular minutes."""
        self._regular[worker] = minutes

    def is_wider(self, minutes: int) -> Bools:
        """Return at whom so many task minutes more would make a gap too wide: (workers,)."""
        wider: Bools = np.zeros(len(self.done), dtype=np.bool_)
        for gap, inside in zip(self._gaps, self._inside, strict=True):
            ours, theirs = int(self._regular[inside].sum()), int(self._regular[~inside].sum())
            if not ours or not theirs:
                continue
            limit = Fraction(repr(gap.limit))
            one, other = int(self.done[inside].sum()), int(self.done[~inside].sum())
            above = Fraction(one + minutes, ours) - Fraction(other, theirs) > limit
            below = Fraction(other + minutes, theirs) - Fraction(one, ours) > limit
            wider[inside] = wider[inside] | above
            wider[~inside] = wider[~inside] | below
        return wider


def find_household_workers(plan: Plan, instance: Instance, policy: Policy) -> dict[str, set[str]]:
    """Return who does bound tasks for each household that must stay together."""
    homes = restate.households(instance, policy)
    tasks = restate.tasks(instance, policy).filter(~pl.col("pooled")).select("task", "client")
    served = (
        plan.assignments.drop_nulls("worker")
        .join(tasks, on="task")
        .join(homes, on="client")
        .select("household", "worker")
        .unique()
    )
    found: dict[str, set[str]] = {}
    for household, worker in served.iter_rows():
        found.setdefault(household, set()).add(worker)
    return found
