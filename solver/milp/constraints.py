"""The rows of the linear program, one function a kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...problem import Ints, Sparse, sparse
from .variables import Floats, Variables

Entries = tuple[Ints, Ints, Ints]
"""Rows, columns and values; the rows count from the first of their kind."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows between two sides.

    Parameters
    ----------
    matrix : Sparse of shape (rows, columns)
        The coefficients.
    lower, upper : arrays of shape (rows,)
        The sides.
    """

    matrix: Sparse
    lower: Floats
    upper: Floats


class _Gathered:
    """Rows kind by kind."""

    def __init__(self) -> None:
        self.entries: list[Entries] = []
        self.lower: list[Floats] = []
        self.upper: list[Floats] = []
        self.count = 0

    def add(self, upper: Ints, *entries: Entries, equal: bool = False) -> None:
        """Add rows that are at most ``upper``, or equal to it."""
        self.entries += [(self.count + row, column, value) for row, column, value in entries]
        self.upper.append(upper.astype(np.float64))
        self.lower.append(self.upper[-1] if equal else np.full(len(upper), -np.inf))
        self.count += len(upper)

    def rows(self, columns: int) -> Rows:
        """Return the rows."""
        row, column, value = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        matrix = sparse(row, column, value, self.count, columns)
        return Rows(matrix, np.concatenate(self.lower), np.concatenate(self.upper))


def make_rows(variables: Variables) -> Rows:
    """State everything that an assignment must obey.

    Parameters
    ----------
    variables : Variables
        The columns.

    Returns
    -------
    Rows
        The rows.
    """
    rows = _Gathered()
    for add in (_items, _leads, _groups, _joins, _open, _loads, _plain_rows, _windows, _global):
        add(variables, rows)
    return rows.rows(variables.columns)


def _ones(like: Ints) -> Ints:
    return np.ones(len(like), dtype=np.int64)


def _items(variables: Variables, rows: _Gathered) -> None:
    """Each item ``count`` times at an agent or unassigned."""
    problem = variables.problem
    pair, item = np.arange(problem.pairs), np.arange(problem.items)
    rows.add(
        problem.count,
        (problem.pair_item, pair, _ones(pair)),
        (item, variables.first[1] + item, _ones(item)),
        equal=True,
    )


def _leads(variables: Variables, rows: _Gathered) -> None:
    """Bound items of a group with a lead are where the lead is."""
    problem = variables.problem
    lead = np.full(problem.items, -1, dtype=np.int64)
    bound = (problem.group >= 0) & problem.bound
    lead[bound] = problem.group_lead[problem.group[bound]]
    own = lead[problem.pair_item]
    follows = np.flatnonzero((own >= 0) & (own != problem.pair_item))
    key = problem.pair_item * problem.agents + problem.pair_agent
    wanted = own[follows] * problem.agents + problem.pair_agent[follows]
    order = np.argsort(key, kind="stable")
    at = np.minimum(np.searchsorted(key[order], wanted), max(problem.pairs - 1, 0))
    there = np.flatnonzero(key[order][at] == wanted)
    row = np.arange(len(follows))
    rows.add(
        np.zeros(len(follows), dtype=np.int64),
        (row, follows, _ones(row)),
        (there, order[at[there]], -_ones(there)),
    )


def _groups(variables: Variables, rows: _Gathered) -> None:
    """At most so many agents take bound items of a group."""
    problem, keys = variables.problem, variables.bound
    _implied(variables, rows, keys, variables.first[5], only_bound=True)
    group, number = np.unique(keys // max(problem.agents, 1), return_inverse=True)
    column = variables.first[5] + np.arange(len(keys))
    rows.add(problem.group_limit[group], (number.astype(np.int64), column, _ones(keys)))


def _joins(variables: Variables, rows: _Gathered) -> None:
    """An agent with any item of a group is present in it; those beyond the first are counted."""
    problem, keys = variables.problem, variables.present
    _implied(variables, rows, keys, variables.first[4], only_bound=False)
    place = np.full(problem.groups, -1, dtype=np.int64)
    place[variables.joined] = np.arange(len(variables.joined))
    row = place[keys // max(problem.agents, 1)]
    here = np.flatnonzero(row >= 0)
    each = np.arange(len(variables.joined))
    rows.add(
        _ones(each),
        (row[here], variables.first[4] + here, _ones(here)),
        (each, variables.first[7] + each, -_ones(each)),
    )


def _implied(
    variables: Variables, rows: _Gathered, keys: Ints, first: int, only_bound: bool
) -> None:
    """A pair of a group needs its agent's column, where there is one."""
    problem = variables.problem
    group = problem.group[problem.pair_item]
    wanted = (group >= 0) & (problem.bound[problem.pair_item] | (not only_bound))
    key = np.where(wanted, group * problem.agents + problem.pair_agent, -1)
    pair = np.flatnonzero(np.isin(key, keys))
    row = np.arange(len(pair))
    rows.add(
        np.zeros(len(pair), dtype=np.int64),
        (row, pair, _ones(row)),
        (row, first + np.searchsorted(keys, key[pair]), -_ones(row)),
    )


def _open(variables: Variables, rows: _Gathered) -> None:
    """An agent with any item is open, where that has a price."""
    problem = variables.problem
    pair = np.flatnonzero(np.isin(problem.pair_agent, variables.is_open))
    column = variables.first[6] + np.searchsorted(variables.is_open, problem.pair_agent[pair])
    row = np.arange(len(pair))
    rows.add(
        np.zeros(len(pair), dtype=np.int64),
        (row, pair, _ones(row)),
        (row, column, -problem.count[problem.pair_item[pair]]),
    )


def _loads(variables: Variables, rows: _Gathered) -> None:
    """Each load is what the pairs and the joining agents use of the resource."""
    problem = variables.problem
    group, agent = np.divmod(variables.present, max(problem.agents, 1))
    carrying = np.flatnonzero(problem.join_profile[group] >= 0)
    profile = np.append(problem.pair_profile, problem.join_profile[group[carrying]])
    column = np.append(np.arange(problem.pairs), variables.first[4] + carrying)
    at = np.append(problem.pair_agent, agent[carrying])
    where, entry = problem.profiles.take(profile)
    key = at[where] * problem.resources + problem.profiles.column[entry]
    each = np.arange(len(variables.load))
    rows.add(
        np.zeros(len(each), dtype=np.int64),
        (np.searchsorted(variables.load, key), column[where], problem.profiles.value[entry]),
        (each, variables.first[3] + each, -_ones(each)),
        equal=True,
    )


def _of_resources(variables: Variables, resource: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the columns of the loads of some resources: their position, agent and column."""
    agent, kind = np.divmod(variables.load, max(variables.problem.resources, 1))
    order = np.argsort(kind, kind="stable")
    low = np.searchsorted(kind[order], resource)
    high = np.searchsorted(kind[order], resource, side="right")
    position = np.repeat(np.arange(len(resource)), high - low)
    offset = np.arange(len(position)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    load = order[low[position] + offset]
    return position, agent[load], variables.first[3] + load


def _plain_rows(variables: Variables, rows: _Gathered) -> None:
    """Loads outside the windows stay within capacity and slacks."""
    problem = variables.problem
    timed = 0 if problem.windows is None else len(problem.windows.row_start)
    width = problem.rows.rows - timed
    part = np.flatnonzero(problem.rows.row_of >= timed)
    position, agent, column = _of_resources(variables, problem.rows.column[part])
    entry = part[position]
    row = agent * width + problem.rows.row_of[entry] - timed
    relief = np.flatnonzero(problem.relief.column >= timed)
    each = np.arange(problem.agents)[:, None]
    rows.add(
        problem.capacity[:, timed:].reshape(-1),
        (row, column, problem.rows.value[entry]),
        (
            (each * width + problem.relief.column[relief] - timed).reshape(-1),
            (variables.first[2] + each * problem.slacks + problem.relief.row_of[relief]).reshape(
                -1
            ),
            np.tile(-problem.relief.value[relief], problem.agents),
        ),
    )


def _windows(variables: Variables, rows: _Gathered) -> None:
    """Every backlog carries on from start to start, and what is left of it at its end is late."""
    problem, backlog = variables.problem, variables.backlog
    windows = problem.windows
    if windows is None:
        return
    agent, step = (part.reshape(-1) for part in np.indices((problem.agents, backlog.steps)))
    row = np.arange(backlog.size)
    own = variables.first[8] + row
    before = np.zeros((problem.agents, windows.periods + 1), dtype=np.int64)
    np.cumsum(windows.capacity, axis=1, out=before[:, 1:])
    goes_on = np.flatnonzero((step > 0) & (backlog.end[step] == backlog.end[step - 1]))
    arriving, cell = np.nonzero(
        (windows.release == backlog.start[:, None]) & (windows.due <= backlog.end[:, None])
    )
    position, at, column = _of_resources(variables, cell)
    period = np.arange(windows.periods)
    during = (backlog.start[:, None] <= period) & (period <= backlog.until[:, None])
    inside, when = np.nonzero(during & (windows.overtime >= 0))
    each = np.arange(problem.agents)[:, None]
    slack = variables.first[2] + each * problem.slacks
    rows.add(
        before[agent, backlog.until[step] + 1] - before[agent, backlog.start[step]],
        (row, own, -_ones(row)),
        (goes_on, own[goes_on] - 1, _ones(goes_on)),
        (at * backlog.steps + arriving[position], column, _ones(column)),
        (
            (each * backlog.steps + inside).reshape(-1),
            (slack + windows.overtime[when]).reshape(-1),
            np.full(problem.agents * len(inside), -1, dtype=np.int64),
        ),
    )
    last = np.flatnonzero(np.append(np.diff(backlog.end) != 0, True))
    late = np.flatnonzero(windows.late[backlog.end[last]] >= 0)
    place = (each * len(last) + np.arange(len(last))).reshape(-1)
    rows.add(
        np.zeros(len(place), dtype=np.int64),
        (place, (variables.first[8] + each * backlog.steps + last).reshape(-1), _ones(place)),
        (
            (each * len(last) + late).reshape(-1),
            (slack + windows.late[backlog.end[last[late]]]).reshape(-1),
            np.full(problem.agents * len(late), -1, dtype=np.int64),
        ),
    )


def _global(variables: Variables, rows: _Gathered) -> None:
    """A few rows over all pairs and unassigned items."""
    problem = variables.problem
    rows.add(
        problem.global_limit,
        *(
            (matrix.row_of, first + matrix.column, matrix.value)
            for matrix, first in zip(
                (problem.global_pairs, problem.global_unassigned),
                variables.first[:2],
                strict=True,
            )
        ),
    )
