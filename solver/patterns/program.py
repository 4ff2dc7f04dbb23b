"""The integer program of a neighbourhood: patterns in whole numbers, rows as they are violated."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from ...problem import AssignmentProblem, Bools
from .patterns import Patterns
from .tariff import Floats, compressed, repeated, stacked


class Program:
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
        self._loads: Any = compressed((loads.data, (cell, of[loads.row])), shape)
        self._reliefs = repeated(relief.T, len(self._agents))
        block, self._of = np.unique(patterns.block, return_inverse=True)
        ones = (np.ones(len(patterns)), (self._of, np.arange(len(patterns))))
        used = patterns.used.astype(np.float64)
        pattern, row = np.nonzero(used)
        entries = (used[pattern, row], (row, pattern))
        self._globally = compressed(entries, used.T.shape)
        self._blocks: Any = compressed(ones, (len(block), len(patterns)))

    def model(self, rows: Bools, room: tuple[Floats, Floats], weight: Floats) -> highspy.Highs:
        """Return the program, ready to run.

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
        table = stacked(
            [
                [self._blocks, None],
                [self._loads[chosen], -self._reliefs[chosen]],
                [self._globally, None],
            ]
        )
        count = self._blocks @ weight
        below = np.append(room[0].reshape(-1)[chosen], room[1])
        model: Any = highspy.HighsLp()
        model.num_col_, model.num_row_ = table.shape[1], table.shape[0]
        slack_price = np.tile(problem.slack_price, len(self._agents))
        model.col_cost_ = np.append(self._patterns.cost, slack_price).astype(np.float64)
        model.col_lower_ = np.zeros(table.shape[1])
        most = problem.slack_limit[self._agents].reshape(-1)
        model.col_upper_ = np.append(count[self._of], most).astype(np.float64)
        model.row_lower_ = np.append(count, np.full(len(below), -highspy.kHighsInf))
        model.row_upper_ = np.append(count, below)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = table.indptr
        model.a_matrix_.index_ = table.indices
        model.a_matrix_.value_ = table.data
        kind = [highspy.HighsVarType.kInteger] * len(weight)
        kind += [highspy.HighsVarType.kContinuous] * len(slack_price)
        model.integrality_ = kind
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.passModel(model)
        return highs

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
