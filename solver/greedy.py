"""The greedy rule: the cheapest eligible pair first, then the agent least utilised.

What must be assigned first; then groups (where there is a lead, one agent for all bound items),
then everything else; the items with the fewest eligible agents first. What fits nowhere stays
unassigned. Nothing is ever taken back.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from ..problem import Answer, AssignmentProblem, Bools, Ints, Limit, evaluate
from .engine import Engine, Feature, Request
from .greedy_runs import FirstChoices
from .limits import LenientLimits, Limits
from .monitor import SolveMonitor
from .partial_assignment import PartialAssignment

if TYPE_CHECKING:
    from .compilation import CompiledCode

_SHORT, _LONG = 4, 2_048
"""Items that are placed at once: fewest that pay, and most between two looks at the clock."""

LARGE = 300_000
"""Pairs beyond which engines are handed what the greedy rule makes, and make it not themselves."""

_MANY = 5_000
"""Items from which on compiled turns are loaded, beside the first ones."""


def assign_greedily(problem: AssignmentProblem, limits: Limits, wanted: Ints | None = None) -> Ints:
    """Assign each item to the cheapest agent that can take it, then to the least loaded.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    limits : Limits
        When to stop; what is not assigned by then stays unassigned.
    wanted : array of shape (pairs,) or None
        Pairs above 0 come first wherever they fit: a start to keep as far as it is legal.

    Returns
    -------
    array of shape (pairs,)
        The assignment; it may leave required items unassigned.
    """
    is_served = problem.items >= _MANY and bool((problem.count == 1).all())
    code = _load_turns() if is_served else None
    partial = PartialAssignment(problem, wanted)
    followers = _followers(problem)
    settled = partial.take_weightless()
    order = _order(problem, np.diff(problem.pair_start), settled)
    runs: FirstChoices | None = None
    at, length, alone = 0, _LONG, 0
    while at < len(order) and not limits.is_over():
        if code is not None and code.is_ready:
            _take_turns(partial, order[at:], followers, limits)
            break
        runs = FirstChoices(partial, order, followers) if runs is None else runs
        if alone == 0:
            taken = runs.take(at, length)
            # Whoever ends a run is placed alone, and some more where runs are too short to pay.
            alone = 0 if taken == length else 1 if taken >= _SHORT else _SHORT
            length = min(max(2 * taken, _SHORT), _LONG)
            at += taken
            continue
        _place(partial, order[at], followers)
        at, alone = at + 1, alone - 1
    return partial.x


def _load_turns() -> CompiledCode:
    """Begin to load compiled turns, beside what needs none; numba is not imported before."""
    from .greedy_turns import TURNS

    TURNS.start()
    return TURNS


def _take_turns(
    partial: PartialAssignment,
    order: Sequence[int],
    followers: Mapping[int, Sequence[int]],
    limits: Limits,
) -> None:
    """Give the items their turns, compiled, with looks at the clock."""
    from .greedy_turns import CompiledTurns

    turns = CompiledTurns(partial, order, followers)
    for at in range(0, len(order), _LONG):
        if limits.is_over():
            return
        turns.take(at, min(at + _LONG, len(order)))


def _place(partial: PartialAssignment, item: int, followers: Mapping[int, Sequence[int]]) -> None:
    if item in followers:
        _place_group(partial, item, followers[item])
        return
    for _ in range(int(partial.problem.count[item])):
        pair = next(partial.choices(item), None)
        if pair is None:
            return
        partial.take(pair)


def _order(problem: AssignmentProblem, eligible: Ints, settled: Bools) -> list[int]:
    """Return the items to place: what must be, one per group, then the rest; scarce ones first.

    Of a group with a lead that is the lead, of any other the first item. A group in which something
    must be assigned is placed as a whole among what must be.
    """
    first = np.zeros(problem.items, dtype=np.bool_)
    grouped = np.flatnonzero(problem.group >= 0)
    group = problem.group[grouped]
    head, at = np.unique(group, return_index=True)
    lead = problem.group_lead[head]
    first[np.where(lead >= 0, lead, grouped[at])] = True
    led = np.append(problem.group_lead >= 0, False)[problem.group]
    follows = led & problem.bound & ~first
    must = problem.required.copy()
    must[grouped] |= np.isin(group, group[problem.required[grouped]])
    order = np.lexsort((np.arange(problem.items), eligible, ~first, ~must))
    placed: list[int] = order[~(follows | settled)[order]].tolist()
    return placed


def _followers(problem: AssignmentProblem) -> dict[int, list[int]]:
    """Return the bound items of every group with a lead, by the lead."""
    found: dict[int, list[int]] = {
        int(lead): [] for lead in problem.group_lead[problem.group_lead >= 0]
    }
    for item in np.flatnonzero((problem.group >= 0) & problem.bound):
        lead = int(problem.group_lead[problem.group[item]])
        if lead >= 0 and lead != item:
            found[lead].append(int(item))
    for items in found.values():
        items.sort(key=lambda item: not problem.required[item])
    return found


def _place_group(partial: PartialAssignment, lead: int, items: Sequence[int]) -> None:
    """Give lead and followers to the best agent who can do all, else to the best for the lead."""
    fallback: int | None = None
    for pair in partial.choices(lead):
        taken = _try(partial, pair, items)
        if len(taken) == 1 + len(items):
            return
        for position, back in reversed(list(enumerate(taken))):
            partial.undo(back, joined=position == 0)
        fallback = pair if fallback is None else fallback
    if fallback is not None:
        _try(partial, fallback, items)


def _try(partial: PartialAssignment, lead_pair: int, items: Sequence[int]) -> list[int]:
    agent = int(partial.problem.pair_agent[lead_pair])
    partial.take(lead_pair)
    taken = [lead_pair]
    for item in items:
        pair = partial.pair_at(item, agent)
        if pair is not None:
            taken.append(pair)
            partial.take(pair)
    return taken


class LeastLoaded(Engine):
    """The cheapest eligible pair first, then the agent with the lowest utilisation."""

    name = "least-loaded"
    features = frozenset(Feature)
    keeps_groups = True

    def version(self) -> str:
        """Return the version of samehands."""
        return version("samehands")

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Assign item by item; see ``Engine.solve``. Seed, threads and start have no effect."""
        began = time.monotonic()
        limits = LenientLimits(**vars(monitor.limits))
        x = assign_greedily(problem, limits)
        evaluation = evaluate(problem, x)
        limit: Limit = "none"
        if limits.is_over():
            limit = limits.reached
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
