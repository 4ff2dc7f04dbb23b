"""Where an assignment loses most against what prices prove."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, least_slacks
from .patterns import Patterns
from .tariff import Floats, Tariff, scipy_matrix


def losses(
    problem: AssignmentProblem, used: Patterns, weight: Floats, tariff: Tariff, least: Floats
) -> Floats:
    """Return by how much each agent's part of an assignment costs more than the prices say.

    The parts, what blocks cost above their least and what slacks cost above the price of the loads
    that they carry, add up to the gap between the assignment and the bound, but for joins shared by
    several agents and global rows with room.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    used : Patterns
        The patterns of the assignment.
    weight : array of shape (patterns,)
        How often each is used.
    tariff : Tariff
        The prices.
    least : array of shape (blocks,)
        Least price of every block.

    Returns
    -------
    array of shape (agents,)
        Always above zero.
    """
    of = np.repeat(np.arange(len(used)), np.diff(used.load_start))
    load = np.zeros((problem.agents, problem.profiles.rows))
    np.add.at(load, (used.load_agent, used.load_profile), weight[of])
    cells = np.zeros((problem.agents, problem.resources), dtype=np.int64)
    table = problem.profiles
    agent, profile = np.nonzero(load)
    where, entry = table.take(profile)
    amount = np.rint(load[agent, profile]).astype(np.int64)[where] * table.value[entry]
    np.add.at(cells, (agent[where], table.column[entry]), amount)
    slacks, _ = least_slacks(problem, cells)
    relieved = tariff.rows @ scipy_matrix(problem.relief).T
    carried = (load * tariff.profile.T).sum(axis=1)
    carried -= (tariff.rows * problem.capacity).sum(axis=1)
    carried += (problem.slack_limit * np.minimum(problem.slack_price - relieved, 0.0)).sum(axis=1)
    loss = np.maximum(slacks @ problem.slack_price - carried, 0.0)
    above = np.maximum(used.prices(tariff) - least[used.block], 0.0) * weight
    np.add.at(loss, used.load_agent, above[of])
    total: Floats = loss + 1e-3 * loss.mean() + 1.0
    return total
