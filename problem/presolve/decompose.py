"""Independent parts of a problem: what can be solved apart because nothing ties it together.

Items are tied by an agent that both load, by a group and by a global row. An item is settled where
its best choice is plain: it has no pair, or a pair that loads nothing is as cheap as any choice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array

from ..assignment import AssignmentProblem
from ..sparse import Bools, Ints, sum_by
from . import subset


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a problem that has nothing to do with the rest.

    Parameters
    ----------
    problem : AssignmentProblem
        The part as a problem of its own.
    agents, items, pairs, global_rows : arrays
        What its agents, items, pairs and global rows are in the whole problem.
    """

    problem: AssignmentProblem
    agents: Ints
    items: Ints
    pairs: Ints
    global_rows: Ints


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A problem in parts.

    Parameters
    ----------
    parts : tuple of Part
        The parts that are left to be solved, the smallest first.
    x : array of shape (pairs,)
        How often each pair of a settled item is used; zero elsewhere.
    cost : int
        Cost of the settled items.
    value : array of shape (items,)
        What each settled item costs once; zero elsewhere.
    is_impossible : bool
        Whether a settled item must be assigned and cannot be.
    """

    parts: tuple[Part, ...]
    x: Ints
    cost: int
    value: Ints
    is_impossible: bool


@dataclass(frozen=True, eq=False)
class _Settled:
    item: Bools
    pair: Ints
    value: Ints


def decompose(problem: AssignmentProblem, bundle: int = 1) -> Decomposition:
    """Take a problem apart.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    bundle : int
        Parts are put together, the smallest first, while they have no more pairs than this.

    Returns
    -------
    Decomposition
        Parts to be solved and what is settled. The optimum is the sum of theirs. A problem with one
        part and nothing settled has itself as its only part.
    """
    settled = _settle(problem)
    label = _labels(problem, settled.item)
    x = np.zeros(problem.pairs, dtype=np.int64)
    used = settled.pair[settled.pair >= 0]
    x[used] = problem.count[problem.pair_item[used]]
    stuck = settled.item & (np.diff(problem.pair_start) == 0) & problem.required
    return Decomposition(
        parts=_parts(problem, settled.item, label, bundle),
        x=x,
        cost=int(problem.count @ settled.value),
        value=settled.value,
        is_impossible=bool((problem.count[stuck] > 0).any()),
    )


def _settle(problem: AssignmentProblem) -> _Settled:
    """Return the settled items, the pair that each uses or -1, and what each costs."""
    item = problem.pair_item
    row = problem.row_profiles
    # Profiles that load any row at all, and those that take load off one.
    weighs = np.diff(row.start) > 0
    helps = np.zeros(row.rows, dtype=np.bool_)
    helps[row.row_of[row.value < 0]] = True
    # Items whose choice matters to others: in a group, in a global row, or helping a row.
    tied: Bools = problem.group >= 0
    tied[problem.global_unassigned.column] = True
    tied[item[problem.global_pairs.column]] = True
    tied[item[helps[problem.pair_profile]]] = True
    # The least that each item can cost; a pair that loads nothing and costs no more settles it.
    never = np.iinfo(np.int64).max
    least = problem.least_of_items(problem.pair_cost, never)
    least = np.minimum(least, np.where(problem.required, never, problem.unassigned_price))
    free = ~weighs[problem.pair_profile] & (problem.open_price[problem.pair_agent] == 0)
    free &= ~tied[item] & (problem.pair_cost == least[item])
    pair = np.full(problem.items, -1, dtype=np.int64)
    # Written from the last pair to the first, so that the first free pair of an item stays.
    chosen = np.flatnonzero(free)[::-1]
    pair[item[chosen]] = chosen
    lonely = np.diff(problem.pair_start) == 0
    done = (_anchors(problem) < 0) | (pair >= 0)
    value = np.where(done, np.where(problem.required & lonely, 0, least), 0)
    return _Settled(done, pair, value)


def _anchors(problem: AssignmentProblem) -> Ints:
    """Return an agent that each item belongs to: (items,); -1 where it matters to none.

    An item without a pair matters only as the lead of a group.
    """
    anchor = np.full(problem.items, -1, dtype=np.int64)
    has = np.diff(problem.pair_start) > 0
    anchor[has] = problem.pair_agent[problem.pair_start[:-1][has]]
    of_group = np.full(problem.groups, -1, dtype=np.int64)
    inside = np.flatnonzero(has & (problem.group >= 0))
    of_group[problem.group[inside]] = anchor[inside]
    lead = problem.group_lead[problem.group_lead >= 0]
    lead = lead[~has[lead]]
    anchor[lead] = of_group[problem.group[lead]]
    return anchor


def _labels(problem: AssignmentProblem, settled: Bools) -> Ints:
    """Return the component of each agent: (agents,)."""
    size = problem.agents
    first = _anchors(problem)
    live = ~settled[problem.pair_item]
    # Edges between agents, each one number: those of neighbouring pairs of one item, ...
    inner = np.flatnonzero(live[1:] & live[:-1] & (np.diff(problem.pair_item) == 0))
    edges = [problem.pair_agent[inner] * size + problem.pair_agent[inner + 1]]
    # ... of items of one group, each by its first agent, and of items of one global row.
    grouped = np.flatnonzero((problem.group >= 0) & ~settled)
    grouped = grouped[np.argsort(problem.group[grouped], kind="stable")]
    edges.append(_chain(problem.group[grouped], first[grouped], size))
    rows, items = _row_items(problem)
    kept = ~settled[items]
    edges.append(_chain(rows[kept], first[items[kept]], size))
    one, other = np.divmod(np.unique(np.concatenate(edges)), max(size, 1))
    return _connected(one, other, size)


def _connected(one: Ints, other: Ints, size: int) -> Ints:
    """Return the component of each node of a graph with these edges: (size,)."""
    # It brings linear algebra along, for which whoever solves nothing has no use.
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(size, size))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def _chain(key: Ints, agent: Ints, size: int) -> Ints:
    """Return edges between the agents of neighbours of the same key, as one number each."""
    inner = np.flatnonzero(np.diff(key) == 0)
    return agent[inner] * size + agent[inner + 1]


def _row_items(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return which global row has a coefficient of which item, sorted by row."""
    used, left = problem.global_pairs, problem.global_unassigned
    rows = np.append(used.row_of, left.row_of)
    items = np.append(problem.pair_item[used.column], left.column)
    key = np.unique(rows * max(problem.items, 1) + items)
    return np.divmod(key, max(problem.items, 1))


def _parts(
    problem: AssignmentProblem, settled: Bools, label: Ints, bundle: int
) -> tuple[Part, ...]:
    """Return the parts; agents without items and rows without agents stay together."""
    # The component of each item that is left, then its part: small components share one.
    home = np.full(problem.items, -1, dtype=np.int64)
    live = np.flatnonzero(~settled)
    home[live] = label[_anchors(problem)[live]]
    kinds = int(label.max(initial=-1)) + 1
    pairs = sum_by(home[live], np.diff(problem.pair_start)[live], kinds)
    number = _bundled(pairs, bundle)
    row_home = np.zeros(len(problem.global_limit), dtype=np.int64)
    rows, items = _row_items(problem)
    tied = home[items] >= 0
    row_home[rows[tied]] = number[home[items[tied]]]
    home[live] = number[home[live]]
    agent_home = number[label]
    whole = int(agent_home.max(initial=0)) + 1
    if whole == 1 and not settled.any():
        every = (problem.agents, problem.items, problem.pairs, len(problem.global_limit))
        return (Part(problem, *(np.arange(size, dtype=np.int64) for size in every)),)
    return tuple(
        _extracted(problem, agent_home == one, home == one, row_home == one) for one in range(whole)
    )


def _bundled(pairs: Ints, bundle: int) -> Ints:
    """Return a new number for each component: small ones share one, larger ones come later."""
    order = np.argsort(pairs, kind="stable")
    number = np.zeros(len(pairs), dtype=np.int64)
    current, held = 0, 0
    for component in order:
        size = int(pairs[component])
        if held and held + size > bundle:
            current, held = current + 1, 0
        number[component] = current
        held += size
    return number


def _extracted(problem: AssignmentProblem, agents: Bools, items: Bools, rows: Bools) -> Part:
    # An item without a pair is unassigned for certain, so that its coefficient is a constant.
    alone = np.where(_anchors(problem) < 0, problem.count, 0)
    limit = problem.global_limit - problem.global_unassigned.times(alone)
    part = subset(problem, items=items, agents=agents, rows=rows)
    return Part(
        replace(part, global_limit=limit[rows]),
        np.flatnonzero(agents),
        np.flatnonzero(items),
        np.flatnonzero(np.repeat(items, np.diff(problem.pair_start))),
        np.flatnonzero(rows),
    )
