"""The linear program over patterns, with the rows that were violated and the blocks in question.

A block with one pattern only is settled: its load is taken off the capacities and it has no row
and no column. An artificial relief at each agent and each global row, at a price beyond all
others, keeps the program feasible.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..highs import INFINITE, HighsModel
from ..limits import Limits
from .choices import Duals, DualsMaker, Floats, empty_csr, make_csr, scipy_matrix
from .patterns import Patterns

_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Solved:
    """A solution of the linear program.

    Parameters
    ----------
    objective : float
        Its value, settled blocks included.
    weight : array of shape (patterns,)
        How often each pattern is used.
    slacks : array of shape (agents, slacks)
        The slacks.
    duals : Duals
        Its prices.
    infeasibility : float
        What no slack carries.
    """

    objective: float
    weight: Floats
    slacks: Floats
    duals: Duals
    infeasibility: float


def first_rows(problem: AssignmentProblem) -> Bools:
    """Return the rows outside the windows, and the window over all periods."""
    wanted = np.ones(problem.capacity.shape, dtype=np.bool_)
    if problem.windows is not None:
        begin, end = problem.windows.row_start, problem.windows.row_end
        longest = (begin == begin.min(initial=0)) & (end == end.max(initial=0))
        wanted[:, : len(begin)] = longest
    return wanted


def soft_rows(problem: AssignmentProblem) -> Bools:
    """Return the rows outside the windows that slacks relieve, each no other row: (rows,).

    What such a row costs rises in one or several steps with what it holds, and moves few items. In
    the program these rows tie all agents together and make it degenerate: with 82,000 items and 190
    agents it took three to ten times as long.
    """
    relief = problem.relief.dense() > 0
    own = relief[relief.sum(axis=1) == 1]
    soft: Bools = own.any(axis=0) & (own.sum(axis=0) == relief.sum(axis=0))
    if problem.windows is not None:
        soft[: len(problem.windows.row_start)] = False
    return soft


class Master:
    """A linear program that grows by patterns and rows.

    Rows may be priced instead of being there: their loads are then part of the cost (Lagrangian
    relaxation), until ``restore`` brings them in.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    count : array of shape (blocks,)
        How often each block is to be served.
    patterns : Patterns
        At least one per block.
    duals_maker : DualsMaker
        Makes the duals of a solution.
    rows : boolean array of shape (agents, rows)
        Rows from the start.
    threads : int
        Threads the solver may use.
    priced : boolean array of shape (agents, rows)
        Rows that are priced instead; what relieves one of them relieves nothing else.
    prices : array of shape (agents, rows)
        Their prices, not negative.
    """

    def __init__(
        self,
        problem: AssignmentProblem,
        count: Ints,
        patterns: Patterns,
        duals_maker: DualsMaker,
        rows: Bools,
        threads: int,
        priced: Bools,
        prices: Floats,
    ) -> None:
        self.problem = problem
        self.patterns = patterns
        self.has_row = rows & ~priced
        self.duals_maker = duals_maker
        self._count = count
        self._by_row: Any = (scipy_matrix(problem.profiles) @ scipy_matrix(problem.rows).T).tocsr()
        self._relief = problem.relief.dense()
        self._set_prices(priced, prices)
        self._row = np.full(problem.capacity.shape, -1, dtype=np.int64)
        self._block_row = np.full(len(count), -1, dtype=np.int64)
        self._column = np.full(0, -1, dtype=np.int64)
        self._model = HighsModel(threads)
        # Whatever the basis is good for: primal after new patterns, dual after new rows. Minutes
        # and blocks are of a size as they are; global rows are not, and are scaled by HiGHS.
        scaling = 2 if len(problem.global_limit) else 0
        self._model.set(simplex_strategy=0, simplex_scale_strategy=scaling)
        self._begin()
        self._bring_in()

    def find_mispriced(self, weight: Floats) -> Bools:
        """Return the priced rows whose price is not what they cost at the margin.

        Where there are none, the solution and the prices are optimal with all rows in the program,
        too: a price is right where the load beyond the capacity lies between what the slacks that
        cost less carry and what those that cost no more do (complementary slackness).

        Parameters
        ----------
        weight : array of shape (patterns,)
            How often each pattern is used in a solution of the program.

        Returns
        -------
        boolean array of shape (agents, rows)
            The rows.
        """
        beyond = self.row_loads(weight) - self.problem.capacity
        wrong = np.zeros_like(self._is_priced)
        for row in np.flatnonzero(self._is_priced.any(axis=0)):
            slack = np.flatnonzero(self._relief[:, row])
            relief = self._relief[slack, row]
            dearer = self.problem.slack_price[slack] / relief - self._prices[:, row, None]
            carried = self.problem.slack_limit[:, slack] * relief
            least = np.where(dearer < -_TOLERANCE, carried, 0.0).sum(axis=1)
            most = np.where(dearer <= _TOLERANCE, carried, 0.0).sum(axis=1)
            too_low = beyond[:, row] > most + _TOLERANCE
            too_high = (beyond[:, row] < least - _TOLERANCE) | (
                (beyond[:, row] < -_TOLERANCE) & (self._prices[:, row] > 0.0)
            )
            wrong[:, row] = too_low | too_high
        return wrong & self._is_priced

    def restore(self, rows: Bools, weight: Floats) -> None:
        """Bring some priced rows in, as all others are, and go on from a solution.

        Parameters
        ----------
        rows : boolean array of shape (agents, rows)
            The rows.
        weight : array of shape (patterns,)
            How often each pattern is used in the solution.
        """
        beyond = self.row_loads(weight) - self.problem.capacity
        self._set_prices(self._is_priced & ~rows, self._prices)
        inside = np.flatnonzero(self._column >= 0)
        costs = self._costs(self.patterns.take(inside))
        self._model.change_costs(self._column[inside], costs)
        self._add_rows(*np.nonzero(rows))
        self._fill_slacks(rows, beyond)

    def _fill_slacks(self, rows: Bools, beyond: Floats) -> None:
        """Let the cheapest slacks carry what new rows hold too much, so that none is violated."""
        problem, full, part, tight = self.problem, list[int](), list[int](), list[int]()
        for agent, row in zip(*np.nonzero(rows & (beyond > _TOLERANCE)), strict=True):
            slack = np.flatnonzero(self._relief[:, row])
            relief = self._relief[slack, row]
            cheapest = np.argsort(problem.slack_price[slack] / relief, kind="stable")
            carried = np.cumsum((problem.slack_limit[agent, slack] * relief)[cheapest])
            column = agent * problem.slacks + slack[cheapest]
            filled = int(np.searchsorted(carried, beyond[agent, row]))
            full += column[:filled].tolist()
            last = problem.agents * problem.slacks + agent
            part.append(int(column[filled] if filled < len(column) else last))
            tight.append(int(self._row[agent, row]))
        numbers = (np.array(each, dtype=np.int64) for each in (part, tight, full))
        self._model.enter_basis(*numbers)

    def _set_prices(self, priced: Bools, prices: Floats) -> None:
        self._is_priced = priced
        self._prices = np.where(priced, prices, 0.0)
        self._price_of: Floats = self._by_row @ self._prices.T
        reduced = self.problem.slack_price[:, None] - self._relief @ self._prices.T
        spared = self.problem.slack_limit.T * np.minimum(reduced, 0.0)
        self._constant = float(spared.sum() - (self._prices * self.problem.capacity).sum())

    def _costs(self, some: Patterns) -> Floats:
        """Return what patterns cost with the loads of priced rows: (patterns,)."""
        of = np.repeat(np.arange(len(some)), np.diff(some.load_start))
        loads = self._price_of[some.load_profile, some.load_agent]
        priced = np.bincount(of, weights=loads, minlength=len(some)).astype(np.float64)
        return some.cost.astype(np.float64) + priced

    def add(self, patterns: Patterns) -> None:
        """Add patterns; blocks that have a second one now come into the program."""
        if len(patterns):
            self.patterns = self.patterns + patterns
            self._bring_in()

    def solve(self, limits: Limits) -> Solved | None:
        """Solve the program as it is now.

        Parameters
        ----------
        limits : Limits
            When to stop.

        Returns
        -------
        Solved or None
            None where the limit came first.
        """
        ending, values = self._model.run(limits), self._model.values
        if ending != "optimal" or values is None:
            return None
        return self._solved(values, self._model.row_prices)

    def add_violated(self, weight: Floats, slacks: Floats) -> int:
        """Add the rows that a solution violates; return how many there were."""
        used = self.row_loads(weight) - slacks @ self._relief - self.problem.capacity
        scale = np.maximum(1.0, np.abs(self.problem.capacity))
        violated = (used > _TOLERANCE * scale) & ~self.has_row & ~self._is_priced
        agent, row = np.nonzero(violated)
        if len(agent):
            self._add_rows(agent, row)
        return len(agent)

    def row_loads(self, weight: Floats) -> Floats:
        """Return what patterns, used so often, load every row of every agent with."""
        used = np.flatnonzero(weight)
        patterns, weight = self.patterns.take(used), weight[used]
        amount = np.repeat(weight, np.diff(patterns.load_start))
        shape = (self.problem.agents, self.problem.profiles.rows)
        place = (patterns.load_agent, patterns.load_profile)
        loads: Floats = (make_csr((amount, place), shape) @ self._by_row).toarray()
        return loads

    def settled_weight(self) -> Floats:
        """Return how often the patterns of settled blocks are used: (patterns,)."""
        settled = self._column < 0
        return np.where(settled, self._count[self.patterns.block], 0).astype(np.float64)

    def _weight_of(self, values: Floats) -> Floats:
        """Return how often each pattern is used in a solution of the program: (patterns,)."""
        weight = self.settled_weight()
        inside = self._column >= 0
        weight[inside] = values[self._column[inside]]
        return weight

    @property
    def offset(self) -> float:
        """Cost of the settled blocks, and what the prices of priced rows earn."""
        return float(self._costs(self.patterns) @ self.settled_weight()) + self._constant

    def _solved(self, values: Floats, prices: Floats) -> Solved:
        problem = self.problem
        rows = self._prices.copy()
        rows[self.has_row] = prices[self._row[self.has_row]]
        count = len(problem.global_limit)
        slacks = problem.agents * problem.slacks
        return Solved(
            objective=self._model.objective + self.offset,
            weight=self._weight_of(values),
            slacks=values[:slacks].reshape(problem.agents, problem.slacks),
            duals=self.duals_maker.of(rows, prices[:count]),
            infeasibility=float(values[slacks : slacks + problem.agents + count].sum()),
        )

    def _begin(self) -> None:
        """Add the slacks, the artificial relief, the global rows and the first agent rows."""
        problem = self.problem
        # Dearer than any pattern or slack, so that it is used only where nothing else fits.
        high = 4.0 * max(
            float(part.max(initial=1))
            for part in (problem.pair_cost, problem.unassigned_price, problem.slack_price)
        )
        artificial = problem.agents + len(problem.global_limit)
        price = np.append(np.tile(problem.slack_price, problem.agents), np.full(artificial, high))
        most = np.append(problem.slack_limit.reshape(-1), np.full(artificial, INFINITE))
        self._add_columns(price.astype(np.float64), most.astype(np.float64), None)
        count = len(problem.global_limit)
        place = problem.agents * (problem.slacks + 1) + np.arange(count)
        artificial_entries = (-np.ones(count), (np.arange(count), place))
        entries = make_csr(artificial_entries, (count, len(price)))
        self._append_rows(problem.global_limit.astype(np.float64), entries, is_equal=False)
        agent, row = np.nonzero(self.has_row)
        self._add_rows(agent, row)

    def _bring_in(self) -> None:
        """Give rows and columns to blocks with several patterns, columns to new patterns."""
        new = len(self.patterns) - len(self._column)
        self._column = np.append(self._column, np.full(new, -1, dtype=np.int64))
        # A block with one pattern has no choice: it is settled, and comes in with its second one.
        several = np.bincount(self.patterns.block, minlength=len(self._count)) > 1
        fresh = np.flatnonzero(several & (self._block_row < 0))
        base = self._model.rows
        self._block_row[fresh] = base + np.arange(len(fresh))
        none = empty_csr(len(fresh), self._model.columns)
        self._append_rows(self._count[fresh].astype(np.float64), none, is_equal=True)
        patterns = np.flatnonzero((self._column < 0) & several[self.patterns.block])
        self._column[patterns] = self._model.columns + np.arange(len(patterns))
        some = self.patterns.take(patterns)
        cost = self._costs(some)
        entries = self._entries(some)
        self._add_columns(cost, np.full(len(cost), INFINITE), entries)
        self._set_limits()
        if base > self.problem.agents and len(fresh):
            self._start_at(fresh)

    def _start_at(self, fresh: Ints) -> None:
        """Let the program go on from where it was: fresh blocks use their first pattern."""
        first = np.full(len(self._count), -1, dtype=np.int64)
        order = np.arange(len(self.patterns))[::-1]
        first[self.patterns.block[order]] = self._column[order]
        self._model.enter_basis(first[fresh], self._block_row[fresh])

    def _entries(self, some: Patterns) -> Any:
        """Return the columns of patterns, one per row of the matrix returned."""
        of = np.repeat(np.arange(len(some)), np.diff(some.load_start))
        rows, loads = self._by_row[some.load_profile].tocoo(), some.load_agent
        there = self._row[loads[rows.row], rows.col]
        kept = there >= 0
        used_of, used_row = np.nonzero(some.used)
        parts = [
            (np.arange(len(some)), self._block_row[some.block], np.ones(len(some))),
            (of[rows.row[kept]], there[kept], rows.data[kept]),
            (used_of, used_row, some.used[used_of, used_row].astype(np.float64)),
        ]
        pattern, row, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        shape = (len(some), self._model.rows)
        return make_csr((value, (pattern, row)), shape)

    def _add_rows(self, agent: Ints, row: Ints) -> None:
        """Add some rows of agents with all that is in them."""
        problem, count = self.problem, len(agent)
        self.has_row[agent, row] = True
        self._row[agent, row] = self._model.rows + np.arange(count)
        new = np.full(problem.capacity.shape, -1, dtype=np.int64)
        new[agent, row] = np.arange(count)
        slack, at = np.nonzero(self._relief[:, row])
        parts = [
            (at, agent[at] * problem.slacks + slack, -self._relief[slack, row[at]].astype(float)),
            (np.arange(count), problem.agents * problem.slacks + agent, -np.ones(count)),
        ]
        inside = np.flatnonzero(self._column >= 0)
        some = self.patterns.take(inside)
        near = np.flatnonzero(np.isin(some.load_agent, agent))
        of = np.repeat(inside, np.diff(some.load_start))[near]
        rows = self._by_row[some.load_profile[near]].tocoo()
        there = new[some.load_agent[near][rows.row], rows.col]
        kept = there >= 0
        parts.append((there[kept], self._column[of[rows.row[kept]]], rows.data[kept]))
        place, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        shape = (count, self._model.columns)
        entries = make_csr((value, (place, column)), shape)
        self._append_rows(self._room()[agent, row], entries, is_equal=False)

    def _room(self) -> Floats:
        """Return what settled blocks leave of the capacities: (agents, rows)."""
        if not len(self._column):
            return self.problem.capacity.astype(np.float64)
        return self.problem.capacity - self.row_loads(self.settled_weight())

    def _set_limits(self) -> None:
        """Take the loads of settled blocks off all limits."""
        settled = self.settled_weight()
        count = len(self.problem.global_limit)
        agent, row = np.nonzero(self.has_row)
        upper = self._room()[agent, row]
        place = self._row[agent, row]
        spent = self.problem.global_limit - settled @ self.patterns.used
        self._model.limit_rows(np.append(np.arange(count), place), np.append(spent, upper))

    def _append_rows(self, upper: Floats, entries: Any, is_equal: bool) -> None:
        lower = upper if is_equal else np.full(len(upper), -INFINITE)
        self._model.add_rows(lower, upper, entries.indptr, entries.indices, entries.data)

    def _add_columns(self, price: Floats, most: Floats, entries: Any) -> None:
        none = empty_csr(len(price), self._model.rows)
        entries = none if entries is None else entries
        self._model.add_columns(price, most, entries.indptr, entries.indices, entries.data)
