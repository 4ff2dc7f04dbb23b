"""Whether an answer to a bare assignment problem is right, from its raw matrices alone.

Problems of the literature have no instance with people in it. Their answers are checked here with
plain whole numbers, one assignment after the other, and not by the evaluation that engines use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from ..problem import AssignmentProblem, Ints


class Matrices(Protocol):
    """What a generalised assignment problem says, as its file says it."""

    @property
    def costs(self) -> Ints:
        """Cost of each job at each agent, of shape (agents, jobs)."""
        ...

    @property
    def loads(self) -> Ints:
        """Load of each job at each agent, of shape (agents, jobs)."""
        ...

    @property
    def capacities(self) -> Ints:
        """Capacity of each agent, of shape (agents,)."""
        ...


@dataclass(frozen=True)
class CheckedAnswer:
    """What an answer is worth, and what is wrong with it.

    Parameters
    ----------
    cost : int
        Total cost of what was assigned; the answer's cost only where there is no fault.
    faults : tuple of str
        Every way in which the answer is not allowed or not what it claims; empty if it is right.
    """

    cost: int
    faults: tuple[str, ...]


def check_answer(
    matrices: Matrices, assigned: Iterable[tuple[int, int, int]], objective: int | None = None
) -> CheckedAnswer:
    """Check an answer: each job once, no capacity exceeded, and the cost that it claims.

    Parameters
    ----------
    matrices : Matrices
        The instance.
    assigned : iterable of (int, int, int)
        Job and agent of every assignment, both from 0 on, and how often it is made; see
        ``assignments`` for an engine's.
    objective : int, optional
        The cost that the answer claims; nothing is compared without it.

    Returns
    -------
    CheckedAnswer
        The recomputed cost, and the faults: first impossible assignments, which do not count
        further, then jobs, agents and the claim.
    """
    costs: list[list[int]] = matrices.costs.tolist()
    loads: list[list[int]] = matrices.loads.tolist()
    capacities: list[int] = matrices.capacities.tolist()
    jobs = len(costs[0]) if costs else 0
    done, used, cost = [0] * jobs, [0] * len(capacities), 0
    faults: list[str] = []
    for job, agent, times in assigned:
        if 0 <= job < jobs and 0 <= agent < len(capacities) and times >= 0:
            done[job] += times
            used[agent] += times * loads[agent][job]
            cost += times * costs[agent][job]
        else:
            faults.append(f"job {job} cannot be at agent {agent} {times} times")
    faults += [
        f"job {job} is assigned {times} times" for job, times in enumerate(done) if times != 1
    ]
    faults += [
        f"agent {agent} has load {load}, above its capacity of {capacities[agent]}"
        for agent, load in enumerate(used)
        if load > capacities[agent]
    ]
    if objective is not None and objective != cost:
        faults.append(f"the cost is {cost}, and the answer claims {objective}")
    return CheckedAnswer(cost, tuple(faults))


def assignments(problem: AssignmentProblem, x: Ints) -> Iterator[tuple[int, int, int]]:
    """Return what an engine's answer assigns, for ``check_answer``.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem, for what its pairs stand for.
    x : array of shape (pairs,)
        How often each pair is used.

    Returns
    -------
    iterator of (int, int, int)
        Item, agent and times of every pair whose times are not 0.

    Raises
    ------
    ValueError
        If ``x`` has not one number for every pair.
    """
    if x.shape != (problem.pairs,):
        raise ValueError(f"{problem.pairs} numbers are needed, one for each pair, not {x.shape}")
    agents: list[int] = problem.pair_agent.tolist()
    ends: list[int] = problem.pair_start.tolist()
    times: list[int] = x.tolist()
    return (
        (item, agents[pair], times[pair])
        for item, (first, end) in enumerate(pairwise(ends))
        for pair in range(first, end)
        if times[pair] != 0
    )
