"""Where the search for patterns begins: items where they cost least, and what slacks cost then."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Ints, evaluate
from .choices import Floats


def assign_cheapest(problem: AssignmentProblem) -> Ints:
    """Return the assignment of every item to its one cheapest pair, if one pair is cheapest.

    Items that count in a group go where its first item with one cheapest pair goes, so that the
    group is together; items for which several pairs are cheapest are left.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    array of shape (pairs,)
        How often each pair is used; not necessarily legal.
    """
    least = problem.least_of_items(problem.pair_cost, 0)
    pair = np.flatnonzero(problem.pair_cost == np.repeat(least, np.diff(problem.pair_start)))
    item = problem.pair_item[pair]
    only = pair[np.bincount(item, minlength=problem.items)[item] == 1]
    agent = np.full(problem.items, -1, dtype=np.int64)
    agent[problem.pair_item[only]] = problem.pair_agent[only]
    together = np.flatnonzero((problem.group >= 0) & problem.bound)
    agent[together] = _agents_of_first(problem, together, agent)[problem.group[together]]
    x = np.zeros(problem.pairs, dtype=np.int64)
    somewhere = np.flatnonzero(agent >= 0)
    used = problem.pairs_at(somewhere, agent[somewhere])
    used = used[used >= 0]
    x[used] = problem.count[problem.pair_item[used]]
    return x


def _agents_of_first(problem: AssignmentProblem, item: Ints, agent: Ints) -> Ints:
    """Return where the first of some items of every group is, its lead before all: (groups,)."""
    item = item[agent[item] >= 0]
    group = problem.group[item]
    # Of several items of a group the last one written stays: the lead, or else the first.
    order = np.lexsort((-item, problem.group_lead[group] == item))
    at = np.full(problem.groups, -1, dtype=np.int64)
    at[group[order]] = agent[item[order]]
    lead = problem.group_lead
    at[(lead >= 0) & (agent[lead] < 0)] = -1
    return at


def slack_prices(problem: AssignmentProblem, x: Ints) -> Floats:
    """Return the prices of the slacks that an assignment uses beyond windows.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    array of shape (agents, rows)
        Prices per unit of what each row holds.
    """
    slacks = evaluate(problem, x).slacks
    rows = np.zeros(problem.capacity.shape)
    slack, row = problem.relief.row_of, problem.relief.column
    for entry in np.flatnonzero(row >= problem.timed_rows):
        price = problem.slack_price[slack[entry]] / problem.relief.value[entry]
        used = slacks[:, slack[entry]] > 0
        rows[used, row[entry]] = np.maximum(rows[used, row[entry]], price)
    return rows
