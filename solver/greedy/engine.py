"""The engine behind the name ``least-loaded``.

Groups first (where there is a lead, one agent for all bound items), then everything else; the
items with the fewest eligible agents first. What fits nowhere stays unassigned. Nothing is ever
taken back, and nothing is proven: this is the baseline that people know, and a start for better
engines.
"""

from __future__ import annotations

import time
from importlib.metadata import version

import numpy as np

from ...problem import Answer, AssignmentProblem, Bools, Ints, Limit, evaluate
from ..engine import Engine, Feature, Request
from ..monitor import SolveMonitor
from .partial_assignment import Desk

_CHECK_EVERY = 256
"""Items between two looks at the clock."""


class LeastLoaded(Engine):
    """The cheapest eligible pair first, then the agent with the lowest utilisation."""

    name = "least-loaded"
    features = frozenset(Feature)
    keeps_groups = True

    def missing(self) -> str | None:
        """Return None: it needs nothing."""
        return None

    def version(self) -> str:
        """Return the version of samehands."""
        return version("samehands")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Assign item by item; see ``Engine.solve``. Seed, threads and start have no effect."""
        began = time.monotonic()
        x = assign(problem, monitor)
        evaluation = evaluate(problem, x)
        limit: Limit = "none"
        if monitor.limits.cancel.is_set():
            limit = "interrupted"
        elif monitor.limits.is_over():
            limit = "time"
        if evaluation.objective is None:
            detail = "; ".join(evaluation.faults[:3])
            seconds = time.monotonic() - began
            return Answer("no_plan", limit, None, None, None, monitor.trace, 0.0, seconds, detail)
        monitor.new_incumbent(evaluation.objective)
        seconds = time.monotonic() - began
        return Answer(
            "feasible",
            limit,
            x,
            evaluation.objective,
            None,
            monitor.trace,
            0.0,
            seconds,
            "assigned",
        )


def assign(problem: AssignmentProblem, monitor: SolveMonitor, wanted: Ints | None = None) -> Ints:
    """Return an assignment by the clerk's rule.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    monitor : SolveMonitor
        Whose limits stop the work; what is not assigned by then stays unassigned.
    wanted : array of shape (pairs,) or None
        Pairs above 0 come first wherever they fit: a start to keep as far as it is legal.

    Returns
    -------
    array of shape (pairs,)
        The assignment; it may leave required items unassigned.
    """
    desk = Desk(problem, wanted)
    eligible = np.diff(problem.pair_start)
    followers = _followers(problem)
    settled = desk.take_weightless()
    for step, item in enumerate(_order(problem, eligible, settled)):
        if step % _CHECK_EVERY == 0 and monitor.limits.is_over():
            break
        if item in followers:
            _place_group(desk, item, followers[item])
        else:
            for _ in range(int(problem.count[item])):
                pair = desk.weigh(item).best()
                if pair is None:
                    break
                desk.take(pair)
    return desk.x


def _order(problem: AssignmentProblem, eligible: Ints, settled: Bools) -> list[int]:
    """Return the items to place: the first of each group, then the rest, scarce ones first."""
    leads = np.zeros(problem.items, dtype=np.bool_)
    leads[problem.group_lead[problem.group_lead >= 0]] = True
    grouped_items = np.flatnonzero(problem.group >= 0)
    _, first = np.unique(problem.group[grouped_items], return_index=True)
    leads[grouped_items[first]] = True
    led = np.zeros(problem.items, dtype=np.bool_)
    grouped = problem.group >= 0
    led[grouped] = problem.group_lead[problem.group[grouped]] >= 0
    follows = led & problem.bound & ~leads
    order = np.lexsort((np.arange(problem.items), eligible, ~leads))
    return [int(item) for item in order[~(follows | settled)[order]]]


def _followers(problem: AssignmentProblem) -> dict[int, list[int]]:
    """Return the bound items of every group with a lead, by the lead."""
    found: dict[int, list[int]] = {
        int(lead): [] for lead in problem.group_lead[problem.group_lead >= 0]
    }
    for item in np.flatnonzero((problem.group >= 0) & problem.bound):
        lead = int(problem.group_lead[problem.group[item]])
        if lead >= 0 and lead != item:
            found[lead].append(int(item))
    return found


def _place_group(desk: Desk, lead: int, items: list[int]) -> None:
    """Give lead and followers to the best agent who can do all, else to the best for the lead."""
    choices = desk.weigh(lead).order()
    fallback: int | None = None
    for pair in choices:
        taken = _try(desk, int(pair), items)
        if len(taken) == 1 + len(items):
            return
        for position, back in reversed(list(enumerate(taken))):
            desk.undo(back, joined=position == 0)
        fallback = int(pair) if fallback is None else fallback
    if fallback is not None:
        _try(desk, fallback, items)


def _try(desk: Desk, lead_pair: int, items: list[int]) -> list[int]:
    agent = int(desk.problem.pair_agent[lead_pair])
    desk.take(lead_pair)
    taken = [lead_pair]
    for item in items:
        choice = desk.weigh(item)
        at = np.flatnonzero((choice.agent == agent) & choice.fits)
        if at.size:
            taken.append(int(choice.pair[at[0]]))
            desk.take(taken[-1])
    return taken
