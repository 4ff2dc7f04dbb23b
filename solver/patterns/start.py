"""Where the search for patterns begins: every item where it costs least by itself."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints


def home(problem: AssignmentProblem) -> Ints:
    """Return the assignment of every item to its one cheapest pair, if one pair is cheapest.

    Items bound to a lead follow it; items for which several pairs are cheapest are left.

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
    follows = _followers(problem)[problem.pair_item]
    wanted[follows] = _beside_lead(problem, wanted)[follows]
    return np.where(wanted, problem.count[problem.pair_item], 0)


def _followers(problem: AssignmentProblem) -> Bools:
    """Items that are assigned only where their lead is."""
    led = np.zeros(problem.items, dtype=np.bool_)
    inside = np.flatnonzero((problem.group >= 0) & problem.bound)
    lead = problem.group_lead[problem.group[inside]]
    led[inside] = (lead >= 0) & (lead != inside)
    return led


def _beside_lead(problem: AssignmentProblem, wanted: Bools) -> Bools:
    """Pairs of items whose lead is wanted at the same agent."""
    at = np.full(problem.groups + 1, -1, dtype=np.int64)
    is_lead = np.zeros(problem.items, dtype=np.bool_)
    is_lead[problem.group_lead[problem.group_lead >= 0]] = True
    of_lead = wanted & is_lead[problem.pair_item]
    at[problem.group[problem.pair_item[of_lead]]] = problem.pair_agent[of_lead]
    beside: Bools = at[problem.group[problem.pair_item]] == problem.pair_agent
    return beside
