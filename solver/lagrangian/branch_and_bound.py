"""Depth-first branch and bound with the Lagrangian bound: is there an assignment this cheap?

Every node climbs a little from its parent's multipliers, and fixes what the bound rules out. What
a unit costs at an agent is by how much the bound rises there with the unit in, and at all others
with it out, since agents are independent under the multipliers (Posta, Ferland and Michelon 2012).
The unit that leaves the least to hope for is branched on, the most hopeful agent first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Ints
from ..compiled import compiled
from ..dual.fixing import NEVER, update_rises
from ..dual.knapsack import Floats, Knapsacks
from ..dual.volume import Ascent, ascend, init_ascent

OPEN, LEFT = -3, -1
"""Instead of an entry: a unit still to be placed, and one that is left."""

ROUNDS = 6
"""Most climbs at a node while it still fixes something."""

WEIGHT = 0.1
"""Weight of a new choice in the average."""


class Tree(NamedTuple):
    """The nodes from the root to the one that is open; the first axis is the depth.

    Parameters
    ----------
    cost : array of shape (depths, entries)
        What each entry costs, ``NEVER`` where it is ruled out.
    price : array of shape (depths, units)
        Multipliers.
    place : array of shape (depths, units)
        Entry of each unit, ``OPEN`` or ``LEFT``.
    regular, most : arrays of shape (depths, agents)
        What agents still hold, without and with slacks.
    fixed : array of shape (depths,)
        Cost of what is placed and left.
    candidates : array of shape (depths, agents + 1)
        Entries that the node tries, or ``LEFT``, then ``OPEN``.
    next_candidate : array of shape (depths,)
        How many of them were tried.
    unit : array of shape (depths,)
        The unit that the node branches on.
    rise : array of shape (2, entries)
        Room to work.
    loss : array of shape (entries,)
        By how much the bound rises if the entry is used and no other of its unit.
    out : array of shape (units,)
        By how much it rises if no agent has the unit.
    """

    cost: Floats
    price: Floats
    place: Ints
    regular: Ints
    most: Ints
    fixed: Floats
    candidates: Ints
    next_candidate: Ints
    unit: Ints
    rise: Floats
    loss: Floats
    out: Floats


@compiled
def init_root(knapsacks: Knapsacks, cost: Floats, price: Floats) -> Tree:
    """Return a tree with nothing but its root."""
    units, entries, agents = len(price), len(cost), len(knapsacks.most)
    tree = Tree(
        np.zeros((units + 2, entries)),
        np.zeros((units + 2, units)),
        np.full((units + 2, units), OPEN, np.int64),
        np.zeros((units + 2, agents), np.int64),
        np.zeros((units + 2, agents), np.int64),
        np.zeros(units + 2),
        np.full((units + 2, agents + 1), OPEN, np.int64),
        np.zeros(units + 2, np.int64),
        np.zeros(units + 2, np.int64),
        np.zeros((2, entries)),
        np.zeros(entries),
        np.zeros(units),
    )
    tree.cost[0] = cost
    tree.price[0] = price
    tree.regular[0] = knapsacks.regular
    tree.most[0] = knapsacks.most
    return tree


@compiled
def knapsacks_at(knapsacks: Knapsacks, tree: Tree, depth: int) -> Knapsacks:
    """Return the knapsacks with the room that a node leaves."""
    return Knapsacks(
        knapsacks.start,
        knapsacks.unit,
        knapsacks.load,
        tree.regular[depth],
        tree.most[depth],
        knapsacks.over_start,
        knapsacks.over_price,
    )


@compiled
def settle(
    knapsacks: Knapsacks, left: Floats, agent: Ints, tree: Tree, depth: int, unit: int, entry: int
) -> bool:
    """Place a unit, or leave it; return whether that is possible."""
    tree.place[depth, unit] = entry
    if entry == LEFT:
        tree.fixed[depth] += left[unit]
        return bool(left[unit] < NEVER / 4.0)
    where = agent[entry]
    tree.fixed[depth] += tree.cost[depth, entry]
    tree.regular[depth, where] -= knapsacks.load[entry]
    tree.most[depth, where] -= knapsacks.load[entry]
    return bool(tree.most[depth, where] >= 0 and tree.cost[depth, entry] < NEVER / 4.0)


@compiled
def compute_losses(knapsacks: Knapsacks, tree: Tree, depth: int, state: Ascent) -> None:
    """Set what every open entry costs in terms of the bound."""
    now = knapsacks_at(knapsacks, tree, depth)
    update_rises(now, tree.cost[depth], state.best, state.alive, state.workspace, tree.rise)
    tree.out[:] = 0.0
    for entry in range(len(knapsacks.unit)):
        tree.out[knapsacks.unit[entry]] += tree.rise[1, entry]
    for entry in range(len(knapsacks.unit)):
        out = tree.out[knapsacks.unit[entry]] - tree.rise[1, entry]
        tree.loss[entry] = tree.rise[0, entry] + out


@compiled
def fix_variables(
    knapsacks: Knapsacks,
    left: Floats,
    agent: Ints,
    tree: Tree,
    depth: int,
    state: Ascent,
    room: float,
) -> int:
    """Rule out what costs too much and settle what is without choice; -1 if nothing is left."""
    compute_losses(knapsacks, tree, depth, state)
    choices, only = np.zeros(len(left), np.int64), np.full(len(left), LEFT, np.int64)
    ruled = 0
    for entry in range(len(knapsacks.unit)):
        unit = knapsacks.unit[entry]
        if not state.alive[unit] or tree.cost[depth, entry] >= NEVER / 4.0:
            continue
        if tree.loss[entry] >= room:
            tree.cost[depth, entry] = NEVER
            state.share[entry] = 0.0
            ruled += 1
        else:
            choices[unit] += 1
            only[unit] = entry
    for unit in range(len(left)):
        if not state.alive[unit]:
            continue
        may_stay = left[unit] - state.best[unit] + tree.out[unit] < room
        if choices[unit] + int(may_stay) > 1:
            continue
        if choices[unit] == 0 and not may_stay:
            return -1
        if not settle(knapsacks, left, agent, tree, depth, unit, only[unit]):
            return -1
        ruled += 1
    return ruled


@compiled
def resume(knapsacks: Knapsacks, tree: Tree, depth: int, state: Ascent) -> None:
    """Let an ascent go on where a node stands."""
    state.alive[:] = tree.place[depth] == OPEN
    state.best[:] = tree.price[depth]
    for entry in range(len(knapsacks.unit)):
        if not state.alive[knapsacks.unit[entry]] or tree.cost[depth, entry] >= NEVER / 4.0:
            state.share[entry] = 0.0


@compiled
def examine_node(
    knapsacks: Knapsacks,
    left: Floats,
    agent: Ints,
    tree: Tree,
    depth: int,
    state: Ascent,
    enough: float,
    steps: int,
    stop: Ints,
) -> bool:
    """Climb at a node; return whether it may hold what is looked for."""
    bound, rounds = 0.0, 0
    while rounds < ROUNDS or not (tree.place[depth] == OPEN).any():
        rounds += 1
        resume(knapsacks, tree, depth, state)
        now, cheap = knapsacks_at(knapsacks, tree, depth), enough - tree.fixed[depth]
        reach = max(1.0, cheap - bound) if bound > 0.0 else 1000.0
        bound, _ = ascend(
            now, tree.cost[depth], left, state, steps, reach, 0.3, WEIGHT, cheap, stop
        )
        tree.price[depth] = state.best
        if bound >= cheap:
            return False
        if not state.alive.any():
            return True
        before = tree.fixed[depth]
        ruled = fix_variables(knapsacks, left, agent, tree, depth, state, cheap - bound)
        if ruled < 0:
            return False
        if ruled == 0:
            return True
        bound -= tree.fixed[depth] - before
    return True


@compiled
def _hardest_unit(knapsacks: Knapsacks, left: Floats, tree: Tree, depth: int, room: float) -> int:
    """Return the open unit whose best two places cost most, -1 if there is none."""
    best = np.full((2, len(left)), np.inf)
    for entry in range(len(knapsacks.unit)):
        unit = knapsacks.unit[entry]
        if tree.place[depth, unit] == OPEN and tree.cost[depth, entry] < NEVER / 4.0:
            loss = tree.loss[entry]
            best[1, unit] = min(best[1, unit], max(loss, best[0, unit]))
            best[0, unit] = min(best[0, unit], loss)
    chosen, most = -1, -1.0
    for unit in range(len(left)):
        if tree.place[depth, unit] == OPEN:
            score = min(best[1, unit], room) + 3.0 * min(best[0, unit], room)
            if score > most:
                chosen, most = unit, score
    return chosen


@compiled
def choose_branching(
    knapsacks: Knapsacks, left: Floats, tree: Tree, depth: int, state: Ascent, room: float
) -> None:
    """Choose the unit whose second best place costs most, and the order of its places."""
    chosen = _hardest_unit(knapsacks, left, tree, depth, room)
    tree.unit[depth] = chosen
    tree.next_candidate[depth] = 0
    tree.candidates[depth] = OPEN
    if chosen < 0:
        return
    mine = np.flatnonzero(knapsacks.unit == chosen)
    mine = mine[tree.cost[depth, mine] < NEVER / 4.0]
    order = np.argsort(tree.loss[mine])
    for next_candidate in range(len(mine)):
        tree.candidates[depth, next_candidate] = mine[order[next_candidate]]
    if left[chosen] < NEVER / 4.0:
        tree.candidates[depth, len(mine)] = LEFT


@compiled
def copy_node(tree: Tree, depth: int) -> None:
    """Copy a node to the next depth."""
    tree.cost[depth + 1] = tree.cost[depth]
    tree.price[depth + 1] = tree.price[depth]
    tree.place[depth + 1] = tree.place[depth]
    tree.regular[depth + 1] = tree.regular[depth]
    tree.most[depth + 1] = tree.most[depth]
    tree.fixed[depth + 1] = tree.fixed[depth]


@compiled
def explore(
    knapsacks: Knapsacks,
    cost: Floats,
    left: Floats,
    agent: Ints,
    price: Floats,
    enough: float,
    steps: int,
    stop: Ints,
) -> tuple[Ints, bool, int]:
    """Look for an assignment that costs less than ``enough``.

    Returns
    -------
    place : array of shape (units,)
        The assignment found.
    is_found : bool
        Whether there is one.
    nodes : int
        How many nodes were looked at.
    """
    tree = init_root(knapsacks, cost, price)
    state = init_ascent(knapsacks, price, 1, np.zeros(len(price), np.int64))
    depth, nodes = 0, 0
    now = steps * 10
    while depth >= 0 and stop[0] == 0:
        nodes += 1
        if examine_node(knapsacks, left, agent, tree, depth, state, enough, now, stop):
            if not (tree.place[depth] == OPEN).any():
                return tree.place[depth].copy(), True, nodes
            choose_branching(knapsacks, left, tree, depth, state, enough)
        else:
            tree.candidates[depth] = OPEN
            tree.next_candidate[depth] = 0
        now = steps
        is_next = False
        while depth >= 0 and not is_next:
            next_candidate = tree.next_candidate[depth]
            if (
                next_candidate == tree.candidates.shape[1]
                or tree.candidates[depth, next_candidate] == OPEN
            ):
                depth -= 1
                continue
            tree.next_candidate[depth] = next_candidate + 1
            copy_node(tree, depth)
            unit = tree.unit[depth]
            is_next = settle(
                knapsacks,
                left,
                agent,
                tree,
                depth + 1,
                unit,
                tree.candidates[depth, next_candidate],
            )
            if is_next:
                depth += 1
    return tree.place[0].copy(), False, nodes
