"""Items that move together, compiled: their teams afterwards, and what they cost exactly."""

from __future__ import annotations

from typing import NamedTuple

from ...problem import Ints
from ..column_generation.agent_cost import AgentRows, agent_cost
from ..column_generation.choices import ProfileTable, add_profile
from ..compiled import MINUS, PLUS, ZERO, allocation_free_part, copy_values
from .teams import Teams, agent_of, count_team, is_allowed

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false


class Move(NamedTuple):
    """A move while it is weighed.

    Attributes
    ----------
    place : array of shape (items,)
        Pair of every item, -1 for none.
    item, pair : arrays of shape (n,)
        Items that move, and the pairs that they move to, or come from once they have moved.
    found : array of shape (n,)
        Agents of a team.
    partner, unlike : arrays of shape (partners,)
        Teams that may move against another, and how unlike what they move is.
    """

    place: Ints
    item: Ints
    pair: Ints
    found: Ints
    partner: Ints
    unlike: Ints


@allocation_free_part
def gather(
    teams: Teams, move: Move, count: int, team: int, here: int, there: int, heads: bool
) -> int:
    """Add to a move what a team has at an agent, or at all; return its items, -1 if it may not."""
    for k in range(teams.start[team], teams.start[team + 1]):
        item = teams.member[k]
        place = move.place[item]
        if place < 0 or (teams.is_head[item] and not heads):
            continue
        agent = teams.pair_agent[place]
        if agent == there or (here >= 0 and agent != here):
            continue
        count = add_item(teams, move, count, item, there)
        if count < 0:
            return -1
    return count


@allocation_free_part
def add_item(teams: Teams, move: Move, count: int, item: int, there: int) -> int:
    """Add an item to a move; return its items, -1 if it may not go there."""
    low, end = teams.pair_start[item], teams.pair_start[item + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if teams.pair_agent[middle] < there:
            low = middle + 1
        else:
            high = middle
    if low >= end or teams.pair_agent[low] != there or not teams.is_open[low]:
        return -1
    move.item[count] = item
    move.pair[count] = low
    return count + 1


@allocation_free_part
def gain_of(teams: Teams, move: Move, first: int, end: int, team: int) -> int:
    """Return by how much a part of a move, all of one team, changes what is counted of it."""
    before = count_team(teams, move.place, team)
    _exchange(move, first, end)
    after = count_team(teams, move.place, team)
    _exchange(move, first, end)
    return after - before


@allocation_free_part
def _exchange(move: Move, first: int, end: int) -> None:
    """Let items of a move be where they move to, or again where they were."""
    for k in range(first, end):
        pair = move.place[move.item[k]]
        move.place[move.item[k]] = move.pair[k]
        move.pair[k] = pair


class Costs(NamedTuple):
    """What moves cost.

    Attributes
    ----------
    pair_cost, pair_profile : arrays of shape (pairs,)
        As in ``AssignmentProblem``.
    profiles, rows : ProfileTable, AgentRows
        What pairs load, and what loads cost.
    join : array of shape (teams,)
        Profile that every agent of a team carries, or -1.
    used_start, used_row, used, most : arrays
        What each pair uses of the global rows, and what these hold.
    load, cost, now : arrays of shape (agents, resources), (agents,) and (global rows,)
        As things are.
    agent, after, price, then : arrays of shape (n,), (n, resources), (n,) and (global rows,)
        As a move would make them.
    work, over : arrays
        Scratch of ``agent_cost``.
    """

    pair_cost: Ints
    pair_profile: Ints
    profiles: ProfileTable
    rows: AgentRows
    join: Ints
    used_start: Ints
    used_row: Ints
    used: Ints
    most: Ints
    load: Ints
    cost: Ints
    now: Ints
    agent: Ints
    after: Ints
    price: Ints
    then: Ints
    work: Ints
    over: Ints


class Clock(NamedTuple):
    """When what changed, counted in moves: where nothing did, nothing need be tried again.

    Attributes
    ----------
    now : array of shape (1,)
        Moves so far.
    changed : array of shape (agents,)
        Move at which each agent changed last.
    tried : array of shape (2, teams)
        Move up to which all moves of a team, by itself and against another, are known to fail.
    """

    now: Ints
    changed: Ints
    tried: Ints


@allocation_free_part
def attempt(
    teams: Teams,
    move: Move,
    costs: Costs,
    clock: Clock,
    count: int,
    one: int,
    two: int,
    most: int,
    stays: bool,
) -> int:
    """Weigh a move of one team or two.

    Returns by how much less there is to be counted, if that is below ``most`` and the cost does not
    rise, else 0; the move is made where it is to stay.
    """
    before, after, is_fine = 0, 0, True
    for way in range(3):
        if way == 1:
            _exchange(move, ZERO, count)
        for number in range(2):
            team = one if number == 0 else two
            if team < 0:
                continue
            if way == 0:
                before += count_team(teams, move.place, team)
            elif way == 1:
                after += count_team(teams, move.place, team)
            else:
                is_fine = is_fine and is_allowed(teams, move.place, team)
        is_fine = is_fine and (way == 0 or after - before < most)
    if is_fine:
        agents = _carry(teams, move, costs, count, one, two)
        is_fine = _keeps_global(move, costs, count) and _dearer(move, costs, count, agents) <= 0
        if is_fine and stays:
            _settle(costs, clock, agents)
            return after - before
    _exchange(move, ZERO, count)
    return after - before if is_fine else 0


@allocation_free_part
def _carry(teams: Teams, move: Move, costs: Costs, count: int, one: int, two: int) -> int:
    """Fill in the agents that a move concerns and their loads; return how many."""
    agents = 0
    for k in range(2 * count):
        # First all pairs that are left, then all that are entered.
        pair = move.pair[k] if k < count else move.place[move.item[k - count]]
        sign = MINUS if k < count else PLUS
        agent = teams.pair_agent[pair]
        at = 0
        while at < agents and costs.agent[at] != agent:
            at += 1
        if at == agents:
            costs.agent[at] = agent
            copy_values(costs.load[agent], costs.after[at])
            agents += 1
        add_profile(costs.profiles, costs.pair_profile[pair], sign, costs.after[at])
    for number in range(2):
        team = one if number == 0 else two
        if team < 0 or costs.join[team] < 0:
            continue
        # Agents that are new in a group carry what joining loads, and those that leave do not.
        for at in range(agents):
            change = -_is_present(teams, move.place, team, costs.agent[at])
            _exchange(move, ZERO, count)
            change += _is_present(teams, move.place, team, costs.agent[at])
            _exchange(move, ZERO, count)
            if change != 0:
                add_profile(costs.profiles, costs.join[team], -change, costs.after[at])
    return agents


@allocation_free_part
def _is_present(teams: Teams, place: Ints, team: int, agent: int) -> int:
    """Return 1 if an agent has something of a team, else 0."""
    for k in range(teams.start[team], teams.start[team + 1]):
        if agent_of(teams, place[teams.member[k]]) == agent:
            return 1
    return 0


@allocation_free_part
def _keeps_global(move: Move, costs: Costs, count: int) -> bool:
    """Whether a move uses no more of a global row than there is, or than is used already."""
    copy_values(costs.now, costs.then)
    for k in range(2 * count):
        pair = move.pair[k] if k < count else move.place[move.item[k - count]]
        sign = -1 if k < count else 1
        for at in range(costs.used_start[pair], costs.used_start[pair + 1]):
            costs.then[costs.used_row[at]] += sign * costs.used[at]
    for row in range(len(costs.most)):
        if costs.then[row] > max(costs.most[row], costs.now[row]):
            return False
    return True


@allocation_free_part
def _dearer(move: Move, costs: Costs, count: int, agents: int) -> int:
    """Return by how much a move makes the assignment dearer, and fill in what agents cost."""
    dearer = 0
    for k in range(count):
        dearer += costs.pair_cost[move.place[move.item[k]]] - costs.pair_cost[move.pair[k]]
    for at in range(agents):
        agent = costs.agent[at]
        price = agent_cost(costs.rows, agent, costs.after[at], costs.work, costs.over)
        costs.price[at] = price
        dearer += price - costs.cost[agent]
    return dearer


@allocation_free_part
def _settle(costs: Costs, clock: Clock, agents: int) -> None:
    """Keep the loads and costs of the agents of a move."""
    clock.now[0] += 1
    for at in range(agents):
        agent = costs.agent[at]
        clock.changed[agent] = clock.now[0]
        copy_values(costs.after[at], costs.load[agent])
        costs.cost[agent] = costs.price[at]
    copy_values(costs.then, costs.now)
