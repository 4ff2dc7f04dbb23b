"""Where the search for patterns begins: every item where it costs least by itself."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints


def home(problem: AssignmentProblem) -> Ints:
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
    least = np.full(problem.items, np.iinfo(np.int64).max)
    np.minimum.at(least, problem.pair_item, problem.pair_cost)
    cheapest = problem.pair_cost == least[problem.pair_item]
    ties = np.bincount(problem.pair_item[cheapest], minlength=problem.items)
    wanted = cheapest & (ties == 1)[problem.pair_item]
    together = ((problem.group >= 0) & problem.bound)[problem.pair_item]
    wanted[together] = _beside_first(problem, wanted & together)[together]
    return np.where(wanted, problem.count[problem.pair_item], 0)


def _beside_first(problem: AssignmentProblem, wanted: Bools) -> Bools:
    """Return the pairs at the agent of the first pair wanted in their group, the lead's first."""
    pair = np.flatnonzero(wanted)
    item = problem.pair_item[pair]
    group = problem.group[item]
    # Of several pairs of a group the last one written stays: the lead's, or else the first item's.
    order = np.lexsort((-item, problem.group_lead[group] == item))
    at = np.full(problem.groups + 1, -1, dtype=np.int64)
    at[group[order]] = problem.pair_agent[pair[order]]
    led = problem.group_lead[group] >= 0
    follows = led & (problem.group_lead[group] != item)
    alone = np.ones(problem.groups + 1, dtype=np.bool_)
    alone[group[~follows]] = False
    at[alone & (at >= 0) & np.append(problem.group_lead >= 0, False)] = -1
    beside: Bools = at[problem.group[problem.pair_item]] == problem.pair_agent
    return beside
