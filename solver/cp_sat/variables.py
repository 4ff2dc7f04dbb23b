"""The variables of the CP-SAT model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from ...problem import AssignmentProblem, Ints
from ..limits import Limits


@dataclass(frozen=True, eq=False)
class Variables:
    """The variables, in the order of the problem's arrays.

    Parameters
    ----------
    x : list of IntVar
        How often each pair is used.
    unassigned : dict from item to IntVar
        How often each item that may be left stays unassigned.
    slack : list of lists of IntVar
        ``slack[w][k]``: units of slack k at agent w.
    load : dict from (agent, resource) to IntVar
        Amount of the resource at the agent, where it can have any.
    present : dict from (group, agent) to IntVar
        Whether the agent carries the group's join profile or price.
    bound : dict from (group, agent) to IntVar
        Whether the agent may take bound items of the group.
    is_open : dict from agent to IntVar
        Whether the agent is used at all, where that has a price.
    """

    x: list[cp_model.IntVar]
    unassigned: dict[int, cp_model.IntVar]
    slack: list[list[cp_model.IntVar]]
    load: dict[tuple[int, int], cp_model.IntVar]
    present: dict[tuple[int, int], cp_model.IntVar]
    bound: dict[tuple[int, int], cp_model.IntVar]
    is_open: dict[int, cp_model.IntVar]


def make_variables(
    model: cp_model.CpModel, problem: AssignmentProblem, limits: Limits
) -> Variables:
    """Add the variables to a model.

    Parameters
    ----------
    model : CpModel
        The model.
    problem : AssignmentProblem
        The problem.
    limits : Limits
        When to give up.

    Returns
    -------
    Variables
        The variables.

    Raises
    ------
    OverError
        If the limits are reached before all are there.
    """
    counts: list[int] = problem.count[problem.pair_item].tolist()
    x = [
        model.new_bool_var(f"x{pair}") if most == 1 else model.new_int_var(0, most, f"x{pair}")
        for pair, most in limits.each_in_time(enumerate(counts))
    ]
    unassigned = {
        int(item): model.new_int_var(0, int(problem.count[item]), f"z{item}")
        for item in np.flatnonzero(~problem.required)
    }
    slack_limits: list[list[int]] = problem.slack_limit.tolist()
    slack = [
        [model.new_int_var(0, most, f"s{agent}_{k}") for k, most in enumerate(limits)]
        for agent, limits in enumerate(slack_limits)
    ]
    joining = (problem.join_profile >= 0) | (problem.join_price > 0)
    limited = (problem.group_limit < problem.agents) & (problem.group_lead < 0)
    present = {
        key: model.new_bool_var(f"p{key[0]}_{key[1]}") for key in _agents(problem, joining, False)
    }
    bound = {
        key: model.new_bool_var(f"b{key[0]}_{key[1]}") for key in _agents(problem, limited, True)
    }
    is_open = {
        int(agent): model.new_bool_var(f"o{agent}") for agent in np.flatnonzero(problem.open_price)
    }
    low, high = load_range(problem)
    load = {
        (int(agent), int(resource)): model.new_int_var(
            int(low[agent, resource]), int(high[agent, resource]), f"l{agent}_{resource}"
        )
        for agent, resource in zip(*np.nonzero((low < 0) | (high > 0)), strict=True)
    }
    return Variables(x, unassigned, slack, load, present, bound, is_open)


def load_range(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the least and the most of each resource that could come to each agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    low, high : arrays of shape (agents, resources)
        As if all pairs and joins of one sign came true.
    """
    shape = (problem.agents, problem.resources)
    low, high = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    table = problem.profiles
    group = problem.group[problem.pair_item]
    join = np.where(group >= 0, problem.join_profile[group], -1) if problem.groups else group
    carried = np.flatnonzero(join >= 0)
    each = problem.count[problem.pair_item]
    for pair, profile in (
        (np.arange(problem.pairs), problem.pair_profile),
        (carried, join[carried]),
    ):
        where, entry = table.take(profile)
        place = (problem.pair_agent[pair][where], table.column[entry])
        amount = table.value[entry] * each[pair][where]
        np.add.at(low, place, np.minimum(amount, 0))
        np.add.at(high, place, np.maximum(amount, 0))
    return low, high


def _agents(
    problem: AssignmentProblem, groups: np.ndarray[tuple[int], np.dtype[np.bool_]], bound: bool
) -> list[tuple[int, int]]:
    """Return the (group, agent) pairs of some groups with an eligible item, bound if asked."""
    item = problem.pair_item
    group = problem.group[item]
    wanted = (group >= 0) & groups[group] if len(groups) else np.zeros(problem.pairs, dtype=bool)
    if bound:
        wanted &= problem.bound[item]
    keys = np.unique(np.column_stack([group[wanted], problem.pair_agent[wanted]]), axis=0)
    return [(int(one), int(agent)) for one, agent in keys]


# Linear expressions, built the quick way.


Weighted = list[tuple[cp_model.IntVar, int]]
"""Variables with their coefficients."""


def weighted_sum(terms: Weighted) -> cp_model.LinearExprT:
    """Return the sum of variables times coefficients."""
    variables, factors = [var for var, _ in terms], [factor for _, factor in terms]
    # The stubs of OR-Tools leave the element types of the lists open.
    return cp_model.LinearExpr.weighted_sum(variables, factors)  # pyright: ignore[reportUnknownMemberType]


def sum_of(variables: Sequence[cp_model.IntVar]) -> cp_model.LinearExprT:
    """Return the sum of variables."""
    return weighted_sum([(var, 1) for var in variables])
