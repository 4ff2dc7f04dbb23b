"""Whole numbers among some agents: the rest of an assignment stays, its loads are taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..highs import INFINITE, HighsModel, Program
from ..limits import Limits
from .choices import Floats, make_csr, repeat_diagonal, scipy_matrix, stack_csr
from .patterns import Patterns

# The integer program of a neighbourhood: patterns in whole numbers, rows as they are violated.


class Layout:
    """Columns and rows of one neighbourhood: patterns, then slacks agent by agent.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    by_row : matrix of shape (profiles, rows)
        What each profile loads the rows with.
    relief : array of shape (slacks, rows)
        What each slack relieves.
    patterns : Patterns
        The patterns that are free.
    agents : boolean array of shape (agents,)
        The agents.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        by_row: Any,
        relief: Floats,
        patterns: Patterns,
        agents: Bools,
    ) -> None:
        self._problem = problem
        self._patterns = patterns
        self._agents = np.flatnonzero(agents)
        self._relief = relief
        place = np.cumsum(agents) - 1
        of = np.repeat(np.arange(len(patterns)), np.diff(patterns.load_start))
        loads = by_row[patterns.load_profile].tocoo()
        rows = problem.capacity.shape[1]
        cell = place[patterns.load_agent[loads.row]] * rows + loads.col
        shape = (len(self._agents) * rows, len(patterns))
        self._loads: Any = make_csr((loads.data, (cell, of[loads.row])), shape)
        self._reliefs = repeat_diagonal(relief.T, len(self._agents))
        block, self._of = np.unique(patterns.block, return_inverse=True)
        ones = (np.ones(len(patterns)), (self._of, np.arange(len(patterns))))
        used = patterns.used.astype(np.float64)
        pattern, row = np.nonzero(used)
        entries = (used[pattern, row], (row, pattern))
        self._globally = make_csr(entries, used.T.shape)
        self._blocks: Any = make_csr(ones, (len(block), len(patterns)))

    def program(self, rows: Bools, room: tuple[Floats, Floats], weight: Floats) -> Program:
        """Return the program in plain arrays.

        Parameters
        ----------
        rows : boolean array of shape (these agents, rows)
            Rows that it has.
        room : arrays of shape (these agents, rows) and (global rows,)
            What the patterns that stay leave of the rows.
        weight : array of shape (patterns,)
            How often each is used now, which says how often each block is to be served.
        """
        problem = self._problem
        chosen = np.flatnonzero(rows.reshape(-1))
        table = stack_csr(
            [
                [self._blocks, None],
                [self._loads[chosen], -self._reliefs[chosen]],
                [self._globally, None],
            ]
        )
        count = self._blocks @ weight
        below = np.append(room[0].reshape(-1)[chosen], room[1])
        columns: int = table.shape[1]
        entries = table.tocoo()
        slack_price = np.tile(problem.slack_price, len(self._agents))
        most = problem.slack_limit[self._agents].reshape(-1)
        return Program(
            cost=np.append(self._patterns.cost, slack_price).astype(np.float64),
            lower=np.zeros(columns),
            upper=np.append(count[self._of], most).astype(np.float64),
            whole=np.arange(columns) < len(weight),
            row=entries.row,
            column=entries.col,
            value=entries.data.astype(np.float64),
            row_lower=np.append(count, np.full(len(below), -INFINITE)),
            row_upper=np.append(count, below),
        )

    def add_violated(
        self, rows: Bools, values: Floats, room: tuple[Floats, Floats], agents: Bools
    ) -> int:
        """Add the rows that a solution violates; return how many there were."""
        weight = np.rint(values[: len(self._patterns)])
        slacks = values[len(self._patterns) :]
        used = (self._loads @ weight - self._reliefs @ slacks).reshape(room[0].shape)
        scale = np.maximum(1.0, np.abs(self._problem.capacity[agents]))
        there = rows[agents]
        violated = (used - room[0] > 1e-6 * scale) & ~there
        rows[agents] = there | violated
        return int(violated.sum())


_MOST_ROUNDS = 20


@dataclass(frozen=True, eq=False)
class InUse:
    """An assignment as patterns, and what it loads.

    Parameters
    ----------
    patterns : Patterns
        The patterns in use.
    weight : array of shape (patterns,)
        How often each is used.
    slacks : array of shape (agents, slacks)
        The least slacks.
    key : array of shape (patterns,)
        A number of its own for each pattern, which it keeps while it is in use.
    """

    patterns: Patterns
    weight: Floats
    slacks: Floats
    key: Ints


@dataclass(frozen=True, eq=False)
class Change:
    """What a neighbourhood found.

    Parameters
    ----------
    patterns : Patterns
        The patterns that were free, in use or not.
    weight : array of shape (patterns,)
        How often each is used now.
    freed : array of shape (n,)
        Keys of the patterns that were in use before and free.
    is_new : bool
        Whether the use of any pattern has changed.
    is_whole : bool
        Whether nothing is left in the neighbourhood that is better by what was asked for.
    """

    patterns: Patterns
    weight: Floats
    freed: Ints
    is_new: bool
    is_whole: bool


class Neighbourhoods:
    """Solves integer programs among some agents of one problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    rows : boolean array of shape (agents, rows)
        Rows that count from the start; violated ones are added to it.
    limits : Limits
        When to stop altogether.
    seed : int
        For the solver.
    """

    def __init__(self, problem: AssignmentProblem, rows: Bools, limits: Limits, seed: int) -> None:
        self._problem = problem
        self._rows = rows
        self._limits = limits
        self._seed = seed
        profiles, incidence = scipy_matrix(problem.profiles), scipy_matrix(problem.rows)
        self._by_row: Any = (profiles @ incidence.T).tocsr()
        self._relief = problem.relief.dense().astype(np.float64)

    def solve(
        self, now: InUse, new: Patterns, agents: Bools, seconds: float | None, close: float
    ) -> Change | None:
        """Find the best use of the patterns among some agents.

        Parameters
        ----------
        now : InUse
            The assignment to begin with.
        new : Patterns
            Patterns among these agents that may be used beside those in use.
        agents : boolean array of shape (agents,)
            The agents.
        seconds : float or None
            Most seconds.
        close : float
            By how much the best use may be better than the one found.

        Returns
        -------
        Change or None
            None where nothing is free, or no time was left.
        """
        free = self._free(now, new, agents)
        if free is None:
            return None
        patterns, weight, freed = free
        stays = np.ones(len(now.patterns), dtype=np.bool_)
        stays[freed] = False
        layout = Layout(self._problem, self._by_row, self._relief, patterns, agents)
        room = self._room(now, np.flatnonzero(stays), agents)
        limits = self._limits
        ends = None if seconds is None else limits.elapsed() + seconds
        for _ in range(_MOST_ROUNDS):
            left = limits.left_until(ends)
            if limits.cancel.is_set() or (left is not None and left <= 0.05):
                return None
            model = HighsModel(1, self._seed)
            model.load(layout.program(self._rows[agents], room, weight))
            model.set_gap(0.0, max(close, 0.99), proves=False)
            model.start_from(np.append(weight, now.slacks[agents].reshape(-1)))
            ending, values = model.run(limits, left), model.values
            if values is None:
                return None
            if not layout.add_violated(self._rows, values, room, agents):
                found = np.rint(values[: len(patterns)])
                is_new = not np.array_equal(found, weight)
                return Change(patterns, found, now.key[freed], is_new, ending == "optimal")
        return None

    def _free(
        self, now: InUse, new: Patterns, agents: Bools
    ) -> tuple[Patterns, Floats, Ints] | None:
        """Return the patterns with a choice, how often each is used, and those that are freed."""
        inside = np.zeros(int(now.patterns.block.max(initial=0)) + 1, dtype=np.bool_)
        inside[new.block] = True
        free = inside[now.patterns.block] & ~now.patterns.beyond(agents) & (now.weight > 0)
        used = np.flatnonzero(free)
        both = now.patterns.take(used) + new
        weight = np.append(now.weight[used], np.zeros(len(new)))
        there = np.zeros(len(inside), dtype=np.bool_)
        there[now.patterns.block[used]] = True
        chosen = both.distinct()
        chosen = chosen[there[both.block[chosen]]]
        if not len(chosen):
            return None
        return both.take(chosen), weight[chosen], used

    def _room(self, now: InUse, kept: Ints, agents: Bools) -> tuple[Floats, Floats]:
        """Return what the patterns that stay leave: (some agents, rows) and (global rows,)."""
        problem, stay = self._problem, now.patterns.take(kept)
        of = np.repeat(np.arange(len(kept)), np.diff(stay.load_start))
        shape = (problem.agents, problem.profiles.rows)
        amount = make_csr((now.weight[kept][of], (stay.load_agent, stay.load_profile)), shape)
        loads: Any = (amount[np.flatnonzero(agents)] @ self._by_row).toarray()
        spent = now.weight[kept] @ stay.used
        return problem.capacity[agents] - loads, problem.global_limit - spent
