"""The moves of a team, compiled: by itself, or against another that makes room for it."""

from __future__ import annotations

from typing import NamedTuple

from ...problem import Ints
from ..compiled import MINUS, NO, YES, ZERO, allocation_free, allocation_free_part
from .moves import Clock, Costs, Move, add_item, attempt, gain_of, gather
from .teams import (
    Teams,
    agent_of,
    count_team,
    find_agents,
    head_agent,
    is_dispersed,
    is_first_at,
    is_settled,
)

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

_APART = 20
"""Items an amount of 1 apart are as unlike as items of amount 1 whose windows are 10 apart."""

_ALL = MINUS
"""Stands for all agents of a team."""


class Sizes(NamedTuple):
    """What is at which agent, and how much.

    Attributes
    ----------
    start, item : arrays of shape (agents + 1,) and (n,)
        Items of every agent as things were when a pass began.
    profile : array of shape (pairs,)
        What a pair loads its agent with.
    amount, moment : arrays of shape (profiles,)
        What a profile amounts to inside windows of time, and that times twice the window's middle.
    """

    start: Ints
    item: Ints
    profile: Ints
    amount: Ints
    moment: Ints


@allocation_free
def improve_teams(
    teams: Teams,
    move: Move,
    costs: Costs,
    clock: Clock,
    sizes: Sizes,
    order: Ints,
    paired: bool,
) -> int:
    """Give teams their turns; return the number of moves."""
    before = clock.now[0]
    for team in order:
        if is_settled(count_team(teams, move.place, team)):
            continue
        if paired:
            if not _move_paired(teams, move, costs, clock, sizes, team):
                clock.tried[1, team] = clock.now[0]
            continue
        # Each move of a team lessens what there is to be counted of it.
        while _move_alone(teams, move, costs, clock, team):
            pass
        clock.tried[0, team] = clock.now[0]
    return int(clock.now[0] - before)


@allocation_free_part
def _move_alone(teams: Teams, move: Move, costs: Costs, clock: Clock, team: int) -> bool:
    """Make the best move of one team, if there is one."""
    agents = find_agents(teams, move.place, move.found, team)
    may_leave = is_dispersed(count_team(teams, move.place, team))
    has_changed = False
    for k in range(agents):
        has_changed = has_changed or clock.changed[move.found[k]] > clock.tried[0, team]
    best, from_, to, which = 0, 0, 0, 0
    first, end = teams.start[team], teams.start[team + 1]
    # All of the team, or what it has at one agent, each without the head and with it; then each
    # item by itself.
    for way in range(5 if has_changed else 0):
        sources = 1 if way < 2 else agents if way < 4 else end - first
        for i in range(sources):
            here = _source(teams, move, first, i, way)
            for j in range(agents):
                there = move.found[j]
                some = _take(teams, move, team, here, there, way)
                if some <= 0:
                    continue
                change = attempt(teams, move, costs, clock, some, team, MINUS, best, NO)
                if change < best:
                    best, from_, to, which = change, here, there, way
    if best < 0:
        some = _take(teams, move, team, from_, to, which)
        attempt(teams, move, costs, clock, some, team, MINUS, ZERO, YES)
        return True
    return may_leave and _move_away(teams, move, costs, clock, team, has_changed)


@allocation_free_part
def _source(teams: Teams, move: Move, first: int, number: int, way: int) -> int:
    """Return where a move begins: all agents, an agent, or an item."""
    if way < 2:
        return _ALL
    return int(move.found[number] if way < 4 else teams.member[first + number])


@allocation_free_part
def _take(teams: Teams, move: Move, team: int, here: int, there: int, way: int) -> int:
    """Fill in a move; return its items, not above 0 where there are none or they may not."""
    if way < 4:
        return 0 if here == there else gather(teams, move, ZERO, team, here, there, way % 2 == 1)
    if agent_of(teams, move.place[here]) in (there, -1):
        return 0
    return add_item(teams, move, ZERO, here, there)


@allocation_free_part
def _move_away(
    teams: Teams, move: Move, costs: Costs, clock: Clock, team: int, to_all: bool
) -> bool:
    """Move a team, or an item that has a penalty, to an agent that has nothing of it yet.

    Unless to all agents, then to those that changed since the team tried all.
    """
    for k in range(teams.start[team], teams.start[team + 1]):
        item = teams.member[k]
        place = move.place[item]
        if place < 0 or teams.is_head[item]:
            continue
        has_penalty = teams.penalty[place] > 0
        for pair in range(teams.pair_start[item], teams.pair_start[item + 1]):
            there = teams.pair_agent[pair]
            if not teams.is_open[pair] or pair == place:
                continue
            if not to_all and clock.changed[there] <= clock.tried[0, team]:
                continue
            for number in range(3 if has_penalty else 2):
                way, here = (number, _ALL) if number < 2 else (4, item)
                some = _take(teams, move, team, here, there, way)
                if some <= 0:
                    continue
                if attempt(teams, move, costs, clock, some, team, MINUS, ZERO, YES) < 0:
                    return True
        if not has_penalty:
            # Wherever the whole team may go, this item may.
            return False
    return False


@allocation_free_part
def _move_paired(
    teams: Teams, move: Move, costs: Costs, clock: Clock, sizes: Sizes, team: int
) -> bool:
    """Move what a team has at an agent to another where something of another team makes room."""
    agents = find_agents(teams, move.place, move.found, team)
    for i in range(agents):
        for j in range(agents):
            here, there = move.found[i], move.found[j]
            if here == there:
                continue
            if max(clock.changed[here], clock.changed[there]) <= clock.tried[1, team]:
                continue
            for way in range(2):
                if _make_room(teams, move, costs, clock, sizes, team, here, there, way == 1):
                    return True
    return False


@allocation_free_part
def _make_room(
    teams: Teams,
    move: Move,
    costs: Costs,
    clock: Clock,
    sizes: Sizes,
    team: int,
    here: int,
    there: int,
    heads: bool,
) -> bool:
    """Move a team's items to an agent against those that another team has there."""
    if heads and head_agent(teams, move.place, team) != here:
        return False
    some = gather(teams, move, ZERO, team, here, there, heads)
    if some <= 0 or gain_of(teams, move, ZERO, some, team) >= 0:
        return False
    for k in range(_find_partners(teams, move, sizes, some, team, here, there, heads)):
        other = move.partner[k]
        both = gather(teams, move, some, other, there, here, heads)
        if attempt(teams, move, costs, clock, both, team, other, ZERO, YES) < 0:
            return True
    return False


@allocation_free_part
def _find_partners(
    teams: Teams,
    move: Move,
    sizes: Sizes,
    some: int,
    team: int,
    here: int,
    there: int,
    heads: bool,
) -> int:
    """Fill in the teams whose items at an agent are most like those of a move; return how many."""
    gain = gain_of(teams, move, ZERO, some, team)
    count = 0
    for k in range(sizes.start[there], sizes.start[there + 1]):
        item = sizes.item[k]
        other = teams.team[item]
        if other == team or teams.is_head[item]:
            continue
        if agent_of(teams, move.place[item]) != there:
            continue
        if not is_first_at(teams, move.place, item, there):
            continue
        both = gather(teams, move, some, other, there, here, heads)
        if both <= some or gain + gain_of(teams, move, some, both, other) >= 0:
            continue
        unlike = _compare(move, sizes, some, both)
        if count == len(move.partner) and move.unlike[count - 1] <= unlike:
            continue
        place = count if count < len(move.partner) else count - 1
        count = place + 1
        while place > 0 and move.unlike[place - 1] > unlike:
            move.unlike[place] = move.unlike[place - 1]
            move.partner[place] = move.partner[place - 1]
            place -= 1
        move.unlike[place] = unlike
        move.partner[place] = other
    return count


@allocation_free_part
def _compare(move: Move, sizes: Sizes, some: int, both: int) -> int:
    """Return how unlike the first items of a move and the others are, in amount and in time."""
    amount, moment = 0, 0
    for k in range(both):
        sign, profile = 1 if k < some else -1, sizes.profile[move.pair[k]]
        amount += sign * sizes.amount[profile]
        moment += sign * sizes.moment[profile]
    return _APART * abs(amount) + abs(moment)
