"""Depth-first branch and bound with the Lagrangian bound: is there an assignment this cheap?

Every node ascends a little from its parent's multipliers, and fixes what the bound rules out. What
a unit costs at an agent is by how much the bound rises there with the unit in, and at all others
with it out, since agents are independent under the multipliers (Posta, Ferland and Michelon 2012).
The search branches on the unit whose cheapest places cost most, the cheapest place first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import Bools, Ints
from ..compiled import allocation_free, allocation_free_part
from ..dual.knapsack import NEVER, Floats, Knapsacks, compute_rises
from ..dual.subproblem import Subproblem
from ..dual.volume import Ascent, Pace, ascend, init_ascent

OPEN, UNASSIGNED = -3, -1
"""Instead of an entry: a unit still to be placed, and one that is left unassigned."""

ROUNDS = 6
"""Most ascents at a node while it still fixes something."""

STEPS = 10
"""Steps of an ascent at a node; the root takes ten times as many."""

WEIGHT = 0.1
"""Weight of a new choice in the average."""

IMPOSSIBLE = NEVER / 4.0
"""Costs from here on stand for what cannot be."""


class Node(NamedTuple):
    """What is decided at a node and what its bound leaves.

    Parameters
    ----------
    cost : array of shape (entries,)
        What each entry costs, ``NEVER`` where it is ruled out.
    price : array of shape (units,)
        Multipliers.
    place : array of shape (units,)
        Entry of each unit, ``OPEN`` or ``UNASSIGNED``.
    regular, most : arrays of shape (agents,)
        What agents still hold, without and with slacks.
    fixed : array of shape (1,)
        Cost of what is placed and of what is left unassigned.
    """

    cost: Floats
    price: Floats
    place: Ints
    regular: Ints
    most: Ints
    fixed: Floats


class Losses(NamedTuple):
    """What places cost in terms of the bound, at the node that was examined last.

    Parameters
    ----------
    rise : array of shape (2, entries)
        By how much the bound rises when an entry is forced in or out.
    entry : array of shape (entries,)
        By how much it rises if the entry is used and no other of its unit.
    out : array of shape (units,)
        By how much it rises if no agent has the unit.
    choices, last : arrays of shape (units,)
        Scratch arrays: how many places a unit has left, and the last of them.
    """

    rise: Floats
    entry: Floats
    out: Floats
    choices: Ints
    last: Ints


class Data(NamedTuple):
    """What does not change during the search: see ``Subproblem``."""

    knapsacks: Knapsacks
    leave_cost: Floats
    agent: Ints


@allocation_free_part
def _get_knapsacks(data: Data, node: Node) -> Knapsacks:
    """Return the knapsacks with the room that a node leaves."""
    return Knapsacks(
        data.knapsacks.start,
        data.knapsacks.unit,
        data.knapsacks.load,
        node.regular,
        node.most,
        data.knapsacks.over_start,
        data.knapsacks.over_price,
    )


@allocation_free
def settle_unit(data: Data, node: Node, unit: int, entry: int) -> bool:
    """Place a unit, or leave it unassigned; return whether that is possible."""
    node.place[unit] = entry
    if entry == UNASSIGNED:
        node.fixed[0] += data.leave_cost[unit]
        return bool(data.leave_cost[unit] < IMPOSSIBLE)
    where = data.agent[entry]
    node.fixed[0] += node.cost[entry]
    node.regular[where] -= data.knapsacks.load[entry]
    node.most[where] -= data.knapsacks.load[entry]
    return bool(node.most[where] >= 0 and node.cost[entry] < IMPOSSIBLE)


@allocation_free_part
def _compute_losses(data: Data, node: Node, state: Ascent, losses: Losses) -> None:
    """Set what every open entry costs in terms of the bound."""
    knapsacks, unit_of = _get_knapsacks(data, node), data.knapsacks.unit
    compute_rises(knapsacks, node.cost, state.best, state.alive, state.space, losses.rise)
    for unit in range(len(losses.out)):
        losses.out[unit] = 0.0
    for entry in range(len(unit_of)):
        losses.out[unit_of[entry]] += losses.rise[1, entry]
    # With a unit in one knapsack, all others must do without it.
    for entry in range(len(unit_of)):
        out = losses.out[unit_of[entry]] - losses.rise[1, entry]
        losses.entry[entry] = losses.rise[0, entry] + out


@allocation_free_part
def _fix_variables(data: Data, node: Node, state: Ascent, losses: Losses, gap: float) -> int:
    """Rule out what costs too much and settle what has no choice; -1 if nothing is left."""
    _compute_losses(data, node, state, losses)
    ruled = 0
    for unit in range(len(data.leave_cost)):
        losses.choices[unit], losses.last[unit] = 0, UNASSIGNED
    for entry in range(len(data.knapsacks.unit)):
        unit = data.knapsacks.unit[entry]
        if not state.alive[unit] or node.cost[entry] >= IMPOSSIBLE:
            continue
        if losses.entry[entry] >= gap:
            node.cost[entry] = NEVER
            state.share[entry] = 0.0
            ruled += 1
        else:
            losses.choices[unit] += 1
            losses.last[unit] = entry
    for unit in range(len(data.leave_cost)):
        if not state.alive[unit]:
            continue
        may_stay = data.leave_cost[unit] - state.best[unit] + losses.out[unit] < gap
        if losses.choices[unit] + int(may_stay) > 1:
            continue
        if losses.choices[unit] == 0 and not may_stay:
            return -1
        if not settle_unit(data, node, unit, losses.last[unit]):
            return -1
        ruled += 1
    return ruled


@allocation_free_part
def _resume_ascent(data: Data, node: Node, state: Ascent) -> int:
    """Let an ascent go on where a node stands; return how many units are open."""
    count = 0
    for unit in range(len(node.place)):
        state.alive[unit] = node.place[unit] == OPEN
        state.best[unit] = node.price[unit]
        count += int(state.alive[unit])
    for entry in range(len(node.cost)):
        if not state.alive[data.knapsacks.unit[entry]] or node.cost[entry] >= IMPOSSIBLE:
            state.share[entry] = 0.0
    return count


@allocation_free
def examine_node(
    data: Data, node: Node, state: Ascent, losses: Losses, enough: float, steps: int, stop: Ints
) -> bool:
    """Raise the bound at a node and fix what it rules out.

    Parameters
    ----------
    data : Data
        What does not change.
    node : Node
        The node; what is fixed is written into it.
    state : Ascent
        The ascent, which goes on from the node's multipliers.
    losses : Losses
        Takes what places cost in terms of the bound.
    enough : float
        What is looked for costs less.
    steps : int
        Steps of each ascent.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    bool
        Whether the node may hold what is looked for.
    """
    bound, rounds = 0.0, 0
    while True:
        count = _resume_ascent(data, node, state)
        if rounds >= ROUNDS and count > 0:
            return True
        rounds += 1
        cheap = enough - node.fixed[0]
        reach = max(1.0, cheap - bound) if bound > 0.0 else 1000.0
        pace = Pace(steps, reach, 0.3, WEIGHT, cheap)
        knapsacks = _get_knapsacks(data, node)
        bound, _ = ascend(knapsacks, node.cost, data.leave_cost, state, pace, stop)
        for unit in range(len(node.price)):
            node.price[unit] = state.best[unit]
        if bound >= cheap:
            return False
        if count == 0:
            return True
        before = node.fixed[0]
        ruled = _fix_variables(data, node, state, losses, cheap - bound)
        if ruled < 0:
            return False
        if ruled == 0:
            return True
        bound -= node.fixed[0] - before


def _copy_node(node: Node) -> Node:
    """Return a node with arrays of its own."""
    return Node(
        node.cost.copy(),
        node.price.copy(),
        node.place.copy(),
        node.regular.copy(),
        node.most.copy(),
        node.fixed.copy(),
    )


def choose_branching(
    subproblem: Subproblem, node: Node, losses: Losses, enough: float
) -> tuple[int, list[int]]:
    """Return the unit whose cheapest places cost most, and its places, the cheapest first.

    Parameters
    ----------
    subproblem : Subproblem
        What is searched.
    node : Node
        A node with open units, as ``examine_node`` left it.
    losses : Losses
        What places cost there in terms of the bound.
    enough : float
        Losses from here on count alike.

    Returns
    -------
    unit : int
        The unit.
    places : list of int
        Entries, and ``UNASSIGNED`` at the end where the unit may be left.
    """
    unit_of = subproblem.knapsacks.unit
    entry = np.flatnonzero((node.place[unit_of] == OPEN) & (node.cost < IMPOSSIBLE))
    # By unit, then by loss: the first two entries of each unit are its two best places.
    entry = entry[np.lexsort((losses.entry[entry], unit_of[entry]))]
    unit, loss = unit_of[entry], np.minimum(losses.entry[entry], enough)
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    best, second = np.full((2, len(node.place)), enough)
    best[unit[first]] = loss[first]
    behind = first[np.diff(first, append=len(unit)) > 1]
    second[unit[behind]] = loss[behind + 1]
    score: Floats = np.where(node.place == OPEN, second + 3.0 * best, -np.inf)
    chosen = int(score.argmax())
    places = entry[unit == chosen].tolist()
    if subproblem.leave_cost[chosen] < IMPOSSIBLE:
        places.append(UNASSIGNED)
    return chosen, places


def explore(subproblem: Subproblem, enough: float, stop: Ints) -> tuple[Ints | None, int]:
    """Look for an assignment that costs less than ``enough``.

    Parameters
    ----------
    subproblem : Subproblem
        Where to look.
    enough : float
        What is looked for costs less.
    stop : array of shape (1,)
        Not zero once all work is to end.

    Returns
    -------
    place : array of shape (units,) or None
        The assignment found: the entry of each unit, -1 where it has none.
    nodes : int
        How many nodes were looked at.
    """
    knapsacks, units, entries = subproblem.knapsacks, len(subproblem.price), len(subproblem.cost)
    data = Data(knapsacks, subproblem.leave_cost, subproblem.agent)
    state = init_ascent(knapsacks, subproblem.price, 1, np.zeros(units, dtype=np.int64))
    losses = Losses(
        np.zeros((2, entries)),
        np.zeros(entries),
        np.zeros(units),
        np.zeros(units, dtype=np.int64),
        np.zeros(units, dtype=np.int64),
    )
    # The node of the multipliers themselves, with nothing decided.
    root = Node(
        subproblem.cost,
        subproblem.price,
        np.full(units, OPEN, dtype=np.int64),
        knapsacks.regular,
        knapsacks.most,
        np.zeros(1),
    )
    # What is still to be looked at: a node, and the unit and the entry with which it goes on.
    waiting: list[tuple[Node, int, int]] = []
    node, nodes, steps, is_possible = _copy_node(root), 0, 10 * STEPS, True
    while True:
        if stop[0] != 0:
            return None, nodes
        if is_possible:
            nodes += 1
            if examine_node(data, node, state, losses, enough, steps, stop):
                is_open: Bools = node.place == OPEN
                if not is_open.any():
                    return node.place, nodes
                unit, places = choose_branching(subproblem, node, losses, enough)
                waiting.extend((node, unit, entry) for entry in reversed(places))
            steps = STEPS
        if not waiting:
            return None, nodes
        parent, unit, entry = waiting.pop()
        node = _copy_node(parent)
        is_possible = settle_unit(data, node, unit, entry)
