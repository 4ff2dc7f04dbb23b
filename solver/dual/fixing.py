"""By how much the bound rises when a pair is forced in or out.

What an agent earns with a unit forced in or out comes from the best earnings before the unit and
after it: a forward and a backward pass of the knapsack's dynamic program (Posta, Ferland and
Michelon 2012).
"""

from __future__ import annotations

import numpy as np

from ...problem import Bools
from ..compiled import compiled
from .knapsack import Floats, Knapsacks, Workspace, collect_units, fill_table, make_workspace

NEVER = 2.0**52
"""The rise where a unit cannot be forced in."""


@compiled
def add_unit(before: Floats, load: int, profit: float, room: Floats) -> None:
    """Let the earnings before a unit become those after it."""
    room[:] = before
    taken = before[: len(before) - load]
    target = room[load:]
    for used in range(len(taken)):
        target[used] = max(target[used], taken[used] + profit)
    before[:] = room


@compiled
def force_units(
    knapsacks: Knapsacks, agent: int, workspace: Workspace, count: int, rise: Floats
) -> None:
    """Set the rises of the units on the desk: row 0 when forced in, row 1 when forced out."""
    width = knapsacks.most[agent] + 1
    before, room = np.zeros(width), np.empty(width)
    best = workspace.table[0, 0]
    for place in range(count):
        load, profit = workspace.weight[place], workspace.profit[place]
        after = workspace.table[place + 1, :width]
        rise[1, workspace.entry[place]] = best - (before + after).max()
        inside = (before[: width - load] + after[load:]).max() + profit
        rise[0, workspace.entry[place]] = best - inside
        add_unit(before, load, profit, room)


@compiled
def compute_rises(knapsacks: Knapsacks, cost: Floats, price: Floats) -> Floats:
    """Return by how much the bound rises when a unit is forced in or out.

    Parameters
    ----------
    knapsacks : Knapsacks
        The agents.
    cost : array of shape (entries,)
        What each entry costs.
    price : array of shape (units,)
        Multipliers.

    Returns
    -------
    array of shape (2, entries)
        The rise when the entry is used, and when it is not.
    """
    rise = np.zeros((2, len(cost)))
    update_rises(
        knapsacks, cost, price, np.ones(len(price), np.bool_), make_workspace(knapsacks), rise
    )
    return rise


@compiled
def update_rises(
    knapsacks: Knapsacks,
    cost: Floats,
    price: Floats,
    alive: Bools,
    workspace: Workspace,
    rise: Floats,
) -> None:
    """Set by how much the bound rises when a unit that is alive is forced in or out."""
    rise[:] = 0.0
    for agent in range(len(knapsacks.most)):
        count = collect_units(knapsacks, cost, price, alive, agent, workspace)
        fill_table(knapsacks, agent, workspace, count, 0)
        for entry in range(knapsacks.start[agent], knapsacks.start[agent + 1]):
            if not alive[knapsacks.unit[entry]]:
                continue
            profit, load = price[knapsacks.unit[entry]] - cost[entry], knapsacks.load[entry]
            if load > knapsacks.most[agent]:
                rise[0, entry] = NEVER
            elif profit <= 0.0:
                rise[0, entry] = workspace.table[0, 0] - profit - workspace.table[0, load]
        force_units(knapsacks, agent, workspace, count, rise)


def select_pairs(pair_of_entry: np.ndarray, rise: Floats, room: float, pairs: int) -> Bools:
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
