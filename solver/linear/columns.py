"""The columns of the linear relaxation and the rows that are there from the start.

Columns: pairs, unassigned items, slacks agent by agent, then one per (group, agent) for being
present, one per (group, agent) for having bound items where that differs, and one per group
for its agents beyond the first where they have a price. Rows from the start: items, leads,
presences, groups, joins, global rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints, Sparse, evaluate, presence, sparse, sum_by
from ..highs import Floats, Program


@dataclass(frozen=True, eq=False)
class Columns:
    """The layout of the linear program.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    fixed : Sparse of shape (rows from the start, columns)
        Their coefficients.
    lower, upper : arrays of shape (rows from the start,)
        Their sides.
    first_global : int
        Place of the first global row.
    load : Sparse of shape (agents x resources, columns)
        What one unit of each column uses.
    present, apart : arrays of shape (columns of either kind,)
        Keys of the agents present, and of those with bound items: group times agents plus agent.
    joined : array of shape (columns for agents beyond the first,)
        Their groups.
    """

    problem: AssignmentProblem
    fixed: Sparse
    lower: Floats
    upper: Floats
    first_global: int
    load: Sparse
    present: Ints
    apart: Ints
    joined: Ints

    @property
    def fixed_rows(self) -> int:
        """Number of rows from the start."""
        return self.fixed.rows

    @property
    def first_slack(self) -> int:
        """Place of the first slack column."""
        return self.problem.pairs + self.problem.items

    def slack_values(self, values: Floats) -> Floats:
        """Return the slacks of a solution: (agents, slacks)."""
        shape = (self.problem.agents, self.problem.slacks)
        part = values[self.first_slack : self.first_slack + shape[0] * shape[1]]
        return part.reshape(shape)

    def loads(self, values: Floats) -> Floats:
        """Return the loads of a solution: (agents, resources)."""
        total = np.zeros(self.load.rows)
        np.add.at(total, self.load.row_of, self.load.value * values[self.load.column])
        return total.reshape(self.problem.agents, self.problem.resources)

    def values_of(self, x: Ints) -> Floats:
        """Return the values of all columns for an assignment with its least slacks."""
        problem = self.problem
        left = problem.count - sum_by(problem.pair_item, x, problem.items)
        there, bound = (flags.reshape(-1) for flags in presence(problem, x))
        beyond = np.maximum(presence(problem, x)[0].sum(axis=1) - 1, 0)
        slacks = evaluate(problem, x).slacks.reshape(-1)
        parts = (x, left, slacks, there[self.present], bound[self.apart], beyond[self.joined])
        return np.concatenate(parts).astype(np.float64)

    def row_entries(self, agent: Ints, row: Ints) -> Sparse:
        """Return some agent rows: (rows, columns)."""
        problem = self.problem
        where, entry = problem.rows.take(row)
        resource = agent[where] * problem.resources + problem.rows.column[entry]
        factor = problem.rows.value[entry]
        inside, load = self.load.take(resource)
        rows = [where[inside]]
        cols = [self.load.column[load]]
        vals = [self.load.value[load] * factor[inside]]
        relieving = problem.relief.transposed()
        where, entry = relieving.take(row)
        rows.append(where)
        cols.append(self.first_slack + agent[where] * problem.slacks + relieving.column[entry])
        vals.append(-relieving.value[entry])
        width = self.load.columns
        return sparse(
            np.concatenate(rows), np.concatenate(cols), np.concatenate(vals), len(row), width
        )

    def program(self, agent: Ints, row: Ints) -> Program:
        """Return the linear program with the rows from the start and some agent rows."""
        table = self.row_entries(agent, row)
        width = self.fixed.columns
        capacity = self.problem.capacity[agent, row].astype(np.float64)
        return Program(
            cost=self._cost(),
            lower=np.zeros(width),
            upper=self._most(),
            whole=np.zeros(width, dtype=np.bool_),
            row=np.concatenate([self.fixed.row_of, self.fixed.rows + table.row_of]),
            column=np.concatenate([self.fixed.column, table.column]).astype(np.int64),
            value=np.concatenate([self.fixed.value, table.value]).astype(np.float64),
            row_lower=np.append(self.lower, np.full(len(row), -np.inf)),
            row_upper=np.append(self.upper, capacity),
        )

    def _cost(self) -> Floats:
        problem = self.problem
        return np.concatenate(
            [
                problem.pair_cost,
                problem.unassigned_price,
                np.tile(problem.slack_price, problem.agents),
                np.zeros_like(self.present),
                np.zeros_like(self.apart),
                problem.join_price[self.joined],
            ]
        ).astype(np.float64)

    def _most(self) -> Floats:
        problem = self.problem
        return np.concatenate(
            [
                problem.count[problem.pair_item],
                np.where(problem.required, 0, problem.count),
                problem.slack_limit.reshape(-1),
                np.ones_like(self.present),
                np.ones_like(self.apart),
                np.full(len(self.joined), problem.agents),
            ]
        ).astype(np.float64)


class _Rows:
    """Rows gathered kind by kind."""

    def __init__(self) -> None:
        self.entries: list[tuple[Ints, Ints, Ints]] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.count = 0

    def add(self, entries: list[tuple[Ints, Ints, Ints]], lower: Floats, upper: Floats) -> None:
        """Add rows; the entries count their rows from the first of them."""
        self.entries += [(self.count + row, column, value) for row, column, value in entries]
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += len(upper)


def columns(problem: AssignmentProblem) -> Columns:
    """Lay out the linear relaxation of a problem.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    Columns
        Columns, and rows from the start.
    """
    first_present = problem.pairs + problem.items + problem.agents * problem.slacks
    pair = np.arange(problem.pairs, dtype=np.int64)
    rows = _Rows()
    count = problem.count.astype(np.float64)
    items = np.arange(problem.items, dtype=np.int64)
    rows.add(
        [
            (problem.pair_item, pair, np.ones_like(pair)),
            (items, problem.pairs + items, np.ones_like(items)),
        ],
        count,
        count,
    )
    _add_leads(problem, rows)
    width, keys, apart, joined = _add_groups(problem, rows, first_present)
    first_global = rows.count
    globals_ = problem.global_pairs, problem.global_unassigned
    rows.add(
        [
            (matrix.row_of, offset + matrix.column, matrix.value)
            for matrix, offset in zip(globals_, (0, problem.pairs), strict=True)
        ],
        np.full(len(problem.global_limit), -np.inf),
        problem.global_limit.astype(np.float64),
    )
    row, column, value = (np.concatenate(part) for part in zip(*rows.entries, strict=True))
    return Columns(
        problem=problem,
        fixed=sparse(row, column, value, rows.count, width),
        lower=np.concatenate(rows.lower),
        upper=np.concatenate(rows.upper),
        first_global=first_global,
        load=_loads(problem, keys, first_present, width),
        present=keys,
        apart=apart,
        joined=joined,
    )


def _add_leads(problem: AssignmentProblem, rows: _Rows) -> None:
    """A bound item is where its lead is."""
    lead = np.full(problem.items, -1, dtype=np.int64)
    bound = (problem.group >= 0) & problem.bound
    lead[bound] = problem.group_lead[problem.group[bound]]
    follows = np.flatnonzero(
        (lead >= 0)[problem.pair_item] & (lead != np.arange(problem.items))[problem.pair_item]
    )
    at = problem.pairs_at(lead[problem.pair_item[follows]], problem.pair_agent[follows])
    there = at >= 0
    row = np.arange(len(follows), dtype=np.int64)
    rows.add(
        [
            (row, follows, np.ones_like(row)),
            (row[there], at[there], -np.ones(int(there.sum()), dtype=np.int64)),
        ],
        np.full(len(follows), -np.inf),
        np.zeros(len(follows)),
    )


def _add_groups(
    problem: AssignmentProblem, rows: _Rows, first: int
) -> tuple[int, Ints, Ints, Ints]:
    """Add what groups need, in columns from ``first`` on; return their end, and the columns' keys.

    Agents present carry join loads and prices. So many at most may have bound items: where all
    items are bound these are the agents present, elsewhere they have columns of their own.
    """
    limited = (problem.group_limit < problem.agents) & (problem.group_lead < 0)
    loose = np.zeros(problem.groups, dtype=np.bool_)
    loose[problem.group[(problem.group >= 0) & ~problem.bound]] = True
    joins = (problem.join_profile >= 0) | (problem.join_price > 0)
    every = np.ones(problem.items, dtype=np.bool_)
    present = _presences(problem, rows, joins | (limited & ~loose), every, first)
    own = first + len(present)
    apart = _presences(problem, rows, limited & loose, problem.bound, own)
    joined = np.flatnonzero(problem.join_price > 0)
    beyond = own + len(apart)
    _at_most(problem, rows, present, first, limited & ~loose, problem.group_limit)
    _at_most(problem, rows, apart, own, limited & loose, problem.group_limit)
    priced, one = problem.join_price > 0, np.ones(problem.groups, dtype=np.int64)
    _at_most(problem, rows, present, first, priced, one, beyond)
    return beyond + len(joined), present, apart, joined


def _presences(
    problem: AssignmentProblem, rows: _Rows, groups: Bools, items: Bools, first: int
) -> Ints:
    """A pair of some items of some groups needs its agent's column; return the columns' keys."""
    group = problem.group[problem.pair_item]
    wanted = (group >= 0) & items[problem.pair_item]
    wanted[wanted] = groups[group[wanted]]
    pair = np.flatnonzero(wanted)
    key = group[pair] * problem.agents + problem.pair_agent[pair]
    keys = np.unique(key)
    row = np.arange(len(pair), dtype=np.int64)
    column = first + np.searchsorted(keys, key)
    rows.add(
        [(row, pair, np.ones_like(row)), (row, column, -np.ones_like(row))],
        np.full(len(pair), -np.inf),
        np.zeros(len(pair)),
    )
    return keys


def _at_most(
    problem: AssignmentProblem,
    rows: _Rows,
    keys: Ints,
    first: int,
    groups: Bools,
    most: Ints,
    beyond: int | None = None,
) -> None:
    """So many agents of some groups at most, or more in one column per group from ``beyond`` on."""
    number = np.cumsum(groups) - 1
    count = int(groups.sum())
    group = keys // max(problem.agents, 1)
    inside = np.flatnonzero(groups[group])
    entries = [(number[group[inside]], first + inside, np.ones_like(inside))]
    if beyond is not None:
        row = np.arange(count, dtype=np.int64)
        entries.append((row, beyond + row, -np.ones_like(row)))
    rows.add(entries, np.full(count, -np.inf), most[groups].astype(np.float64))


def _loads(problem: AssignmentProblem, keys: Ints, first: int, width: int) -> Sparse:
    """Return what one unit of each column uses: (agents x resources, columns)."""
    where, entry = problem.profiles.take(problem.pair_profile)
    row = problem.pair_agent[where] * problem.resources + problem.profiles.column[entry]
    parts = [(row, where, problem.profiles.value[entry])]
    group, agent = np.divmod(keys, max(problem.agents, 1))
    carrying = np.flatnonzero(problem.join_profile[group] >= 0)
    where, entry = problem.profiles.take(problem.join_profile[group[carrying]])
    row = agent[carrying[where]] * problem.resources + problem.profiles.column[entry]
    parts.append((row, first + carrying[where], problem.profiles.value[entry]))
    rows, cols, vals = (np.concatenate(part) for part in zip(*parts, strict=True))
    return sparse(rows, cols, vals, problem.agents * problem.resources, width)
