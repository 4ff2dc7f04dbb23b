"""The one objective: what an assignment costs with the least slacks that make it legal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .assignment import AssignmentProblem
from .slacks import least_slacks
from .sparse import Bools, Ints, sum_by


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What an assignment costs, and where it breaks the problem.

    Parameters
    ----------
    objective : int or None
        The cost; None where the assignment breaks the problem.
    pair_cost, unassigned_cost, slack_cost, join_cost, open_cost : int
        The parts of the cost.
    slacks : array of shape (agents, slacks)
        The least slacks.
    loads : array of shape (agents, resources)
        Amount of every resource at every agent.
    faults : tuple of str
        What is broken, in the problem's own terms; empty where the assignment is legal.
    """

    objective: int | None
    pair_cost: int
    unassigned_cost: int
    slack_cost: int
    join_cost: int
    open_cost: int
    slacks: Ints
    loads: Ints
    faults: tuple[str, ...]


def evaluate(problem: AssignmentProblem, x: Ints) -> Evaluation:
    """Evaluate an assignment.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    Evaluation
        The cost with the least slacks, or the faults.
    """
    unassigned = problem.count - sum_by(problem.pair_item, x, problem.items)
    faults = _item_faults(problem, x, unassigned) + _global_faults(problem, x, unassigned)
    present, bound = presence(problem, x)
    faults += _group_faults(problem, x, bound)
    loads = agent_loads(problem, x, present)
    slacks, short = least_slacks(problem, loads)
    faults += tuple(f"agent {agent}: {row}" for agent, row in short)
    joined = np.maximum(present.sum(axis=1) - 1, 0)
    used = np.bincount(problem.pair_agent[x > 0], minlength=problem.agents) > 0
    parts = (
        int(problem.pair_cost @ x),
        int(problem.unassigned_price @ unassigned),
        int(slacks.sum(axis=0) @ problem.slack_price),
        int(joined @ problem.join_price),
        int(problem.open_price[used].sum()),
    )
    return Evaluation(None if faults else sum(parts), *parts, slacks, loads, faults)


def presence(problem: AssignmentProblem, x: Ints) -> tuple[Bools, Bools]:
    """Return which agents are present in which groups.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    present, bound : boolean arrays of shape (groups, agents)
        Whether the agent has any item, and any bound item, of the group.
    """
    group = problem.group[problem.pair_item]
    used = (x > 0) & (group >= 0)
    present = np.zeros((problem.groups, problem.agents), dtype=np.bool_)
    present[group[used], problem.pair_agent[used]] = True
    used &= problem.bound[problem.pair_item]
    bound = np.zeros_like(present)
    bound[group[used], problem.pair_agent[used]] = True
    return present, bound


def agent_loads(problem: AssignmentProblem, x: Ints, present: Bools) -> Ints:
    """Return the amount of every resource at every agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        How often each pair is used.
    present : boolean array of shape (groups, agents)
        Which agents are present in which groups.

    Returns
    -------
    array of shape (agents, resources)
        The loads.
    """
    loads = np.zeros((problem.agents, problem.resources), dtype=np.int64)
    used = np.flatnonzero(x)
    where, entry = problem.profiles.take(problem.pair_profile[used])
    at = problem.pair_agent[used][where]
    amount = problem.profiles.value[entry] * x[used][where]
    np.add.at(loads, (at, problem.profiles.column[entry]), amount)
    carrying = np.flatnonzero(problem.join_profile >= 0)
    group, agent = np.nonzero(present[carrying])
    where, entry = problem.profiles.take(problem.join_profile[carrying][group])
    column = problem.profiles.column[entry]
    np.add.at(loads, (agent[where], column), problem.profiles.value[entry])
    return loads


def _item_faults(problem: AssignmentProblem, x: Ints, unassigned: Ints) -> tuple[str, ...]:
    faults = [f"pair {pair} is used {x[pair]} times" for pair in np.flatnonzero(x < 0)]
    faults += [f"item {item} is used too often" for item in np.flatnonzero(unassigned < 0)]
    left = problem.required & (unassigned > 0)
    return (*faults, *(f"item {item} must be assigned" for item in np.flatnonzero(left)))


def _global_faults(problem: AssignmentProblem, x: Ints, unassigned: Ints) -> tuple[str, ...]:
    used = problem.global_pairs.times(x) + problem.global_unassigned.times(unassigned)
    over = np.flatnonzero(used > problem.global_limit)
    return tuple(f"global row {row} is exceeded" for row in over)


def _group_faults(problem: AssignmentProblem, x: Ints, bound: Bools) -> tuple[str, ...]:
    agents = bound.sum(axis=1)
    crowded = np.flatnonzero(agents > problem.group_limit)
    faults = [f"group {group} has too many agents" for group in crowded]
    led = np.flatnonzero(problem.group_lead >= 0)
    done = sum_by(problem.pair_item, x, problem.items)
    headless = led[(done[problem.group_lead[led]] == 0) & (agents[led] > 0)]
    return (*faults, *(f"group {group} lacks its lead" for group in headless))
