"""What dives and searches work on: a whole problem, or what some of its agents hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...problem import Bools, Ints
from .decomposition import REQUIRED
from .knapsack import Floats, Knapsacks


@dataclass(frozen=True, eq=False)
class Subproblem:
    """Knapsacks, costs and what the multipliers say about them.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    leave_cost : array of shape (units,)
        What it costs to leave each unit unassigned.
    agent : array of shape (entries,)
        Agent of each entry.
    price : array of shape (units,)
        Multipliers.
    share : array of shape (entries,)
        How far each entry is chosen on average.
    rise : array of shape (entries,)
        By how much the bound rises when an entry is used.
    worth : float
        About what everything costs.
    """

    knapsacks: Knapsacks
    cost: Floats
    leave_cost: Floats
    agent: Ints
    price: Floats
    share: Floats
    rise: Floats
    worth: float

    def value(self, place: Ints) -> float:
        """Return what an assignment costs; infinite where it cannot be.

        Parameters
        ----------
        place : array of shape (units,)
            Entry of every unit, -1 where it has none.

        Returns
        -------
        float
            Cost with slacks and units that are left.
        """
        left: Floats = self.leave_cost[place < 0]
        if (left >= REQUIRED).any():
            return float("inf")
        used = self.used(place)
        if (used > self.knapsacks.most).any():
            return float("inf")
        over = np.maximum(used - self.knapsacks.regular, 0)
        slacks = self.knapsacks.over_price[self.knapsacks.over_start[:-1] + over]
        slacks[over == 0] = 0.0
        return float(self.cost[place[place >= 0]].sum() + left.sum() + slacks.sum())

    def used(self, place: Ints) -> Ints:
        """Return what every agent holds: (agents,)."""
        entry = place[place >= 0]
        used: Ints = np.zeros(len(self.knapsacks.most), dtype=np.int64)
        np.add.at(used, self.agent[entry], self.knapsacks.load[entry])
        return used

    def losses(self, place: Ints) -> Floats:
        """Return what every agent loses against its best knapsack, not less than zero: (agents,).

        What agents lose adds up to the distance of an assignment from the bound, but for a
        constant, so that the agents that lose most are those worth another try.

        Parameters
        ----------
        place : array of shape (units,)
            Entry of every unit, -1 where it has none.

        Returns
        -------
        array of shape (agents,)
            The losses, as far as they show in single units.
        """
        entry = place[place >= 0]
        loss: Floats = np.zeros(len(self.knapsacks.most))
        np.add.at(loss, self.agent[entry], np.maximum(self.rise[entry], 0.0))
        return loss


@dataclass(frozen=True, eq=False)
class Restriction:
    """Some agents and the units that they hold, as a field of their own.

    Parameters
    ----------
    subproblem : Subproblem
        The part.
    entry : array of shape (entries of the part,)
        Entry in the whole.
    unit : array of shape (units of the part,)
        Unit in the whole.
    """

    subproblem: Subproblem
    entry: Ints
    unit: Ints

    def inside(self, place: Ints) -> Ints:
        """Return an assignment of the whole as one of the part: (units of the part,)."""
        mine = place[self.unit]
        at = np.searchsorted(self.entry, np.maximum(mine, 0))
        return np.where(mine >= 0, at, -1).astype(np.int64)

    def outside(self, place: Ints, mine: Ints) -> Ints:
        """Return an assignment of the whole with that of the part in it: (units,)."""
        whole, placed = place.copy(), mine >= 0
        whole[self.unit] = -1
        whole[self.unit[placed]] = self.entry[mine[placed]]
        return whole


def restrict_to_agents(
    subproblem: Subproblem, place: Ints, agents: Ints, room: float
) -> Restriction:
    """Return what some agents hold, and what nobody does, as a field of its own.

    Parameters
    ----------
    subproblem : Subproblem
        The whole.
    place : array of shape (units,)
        Entry of every unit, -1 where it has none.
    agents : array of shape (some agents,)
        Which agents, in rising order.
    room : float
        Entries under which the bound rises as much or more are left out.

    Returns
    -------
    Part
        The part; its entries keep their order, and those in use are always in it.
    """
    knapsacks = subproblem.knapsacks
    is_in = np.zeros(len(knapsacks.most), dtype=np.bool_)
    is_in[agents] = True
    is_free = (place < 0) | is_in[subproblem.agent[np.maximum(place, 0)]]
    wanted: Bools = is_in[subproblem.agent] & is_free[knapsacks.unit] & (subproblem.rise < room)
    wanted[place[is_free & (place >= 0)]] = True
    entry, unit = np.flatnonzero(wanted), np.flatnonzero(is_free)
    agent = np.searchsorted(agents, subproblem.agent[entry])
    start = np.searchsorted(agent, np.arange(len(agents) + 1))
    first = knapsacks.over_start
    prices = [knapsacks.over_price[first[each] : first[each + 1]] for each in agents]
    ends = np.cumsum([0, *map(len, prices)])
    mine = Knapsacks(
        start.astype(np.int64),
        np.searchsorted(unit, knapsacks.unit[entry]),
        knapsacks.load[entry],
        knapsacks.regular[agents],
        knapsacks.most[agents],
        ends.astype(np.int64),
        np.concatenate([*prices, np.zeros(1)]),
    )
    leave_cost, price = subproblem.leave_cost[unit], subproblem.price[unit]
    share = subproblem.share[entry]
    cost = subproblem.cost[entry]
    worth = max(float(np.minimum(price, leave_cost).sum()), 1.0)
    rise = subproblem.rise[entry]
    restricted = Subproblem(mine, cost, leave_cost, agent, price, share, rise, worth)
    return Restriction(restricted, entry, unit)


def select_pairs(pair_of_entry: Ints, rise: Floats, room: float, pairs: int) -> Bools:
    """Return which pairs an assignment may use that costs less than ``room`` above the bound.

    Parameters
    ----------
    pair_of_entry : array of shape (entries,)
        Pair of each entry.
    rise : array of shape (entries,)
        By how much the bound rises when the entry is used.
    room : float
        Distance between bound and best assignment.
    pairs : int
        Number of pairs.

    Returns
    -------
    boolean array of shape (pairs,)
        The pairs.
    """
    kept = np.zeros(pairs, dtype=np.bool_)
    kept[pair_of_entry[rise < room]] = True
    return kept


def drop_entries(subproblem: Subproblem, room: float) -> tuple[Subproblem, Ints]:
    """Return a field without the entries that no cheap assignment uses.

    Parameters
    ----------
    subproblem : Subproblem
        The whole.
    room : float
        Entries under which the bound rises as much or more are left out.

    Returns
    -------
    subproblem : Subproblem
        All agents and units, and the entries that stay.
    entry : array of shape (entries that stay,)
        Where they are in the whole.
    """
    entry = np.flatnonzero(subproblem.rise < room)
    agent = subproblem.agent[entry]
    start = np.searchsorted(agent, np.arange(len(subproblem.knapsacks.most) + 1)).astype(np.int64)
    knapsacks = subproblem.knapsacks._replace(
        start=start, unit=subproblem.knapsacks.unit[entry], load=subproblem.knapsacks.load[entry]
    )
    kept = replace(
        subproblem,
        knapsacks=knapsacks,
        cost=subproblem.cost[entry],
        agent=agent,
        share=subproblem.share[entry],
        rise=subproblem.rise[entry],
    )
    return kept, entry
