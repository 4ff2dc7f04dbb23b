"""Teams of items, and what is counted of them, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...problem import AssignmentProblem, Bools, Ints
from ..compiled import allocation_free_part, protect

# Loops over arrays see single numbers where the checker sees arrays of one more kind.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

_BASE = 2**15
"""Each count outweighs this many of the next: more than any move changes."""


class Teams(NamedTuple):
    """The second objective, and who may be where, in plain arrays.

    Attributes
    ----------
    team : array of shape (items,)
        Team of every item; a team's items are in one group, or none of them is in any.
    is_head, bound : boolean arrays of shape (items,)
        Whether the item is the head of its team, and whether it counts against ``most``.
    start, member : arrays of shape (teams + 1,) and (items,)
        Items of every team.
    most : array of shape (teams,)
        Most agents of a team's bound items.
    penalty, mark : arrays of shape (pairs,)
        What a pair in use counts first and last.
    is_open : boolean array of shape (pairs,)
        Whether an item may move to the pair.
    pair_start, pair_agent : arrays of shape (items + 1,) and (pairs,)
        The pairs of the items.
    """

    team: Ints
    is_head: Bools
    bound: Bools
    start: Ints
    member: Ints
    most: Ints
    penalty: Ints
    mark: Ints
    is_open: Bools
    pair_start: Ints
    pair_agent: Ints


def make_teams(
    problem: AssignmentProblem,
    team: Ints,
    is_head: Bools,
    penalty: Ints,
    mark: Ints,
    is_open: Bools,
) -> Teams:
    """Return the second objective in plain arrays; see ``Teams``."""
    start = np.append(0, np.cumsum(np.bincount(team, minlength=1))).astype(np.int64)
    member = np.argsort(team, kind="stable").astype(np.int64)
    group = problem.group[member[start[:-1]]]
    most = np.append(problem.group_limit, problem.agents + 1)[group]
    return protect(
        Teams(
            *(team, is_head, problem.bound, start, member, most, penalty, mark, is_open),
            *(problem.pair_start, problem.pair_agent),
        )
    )


@allocation_free_part
def agent_of(teams: Teams, place: int) -> int:
    """Return the agent of a pair, -1 for what is left."""
    return teams.pair_agent[place] if place >= 0 else -1


@allocation_free_part
def count_team(teams: Teams, place: Ints, team: int) -> int:
    """Return what is to be counted of a team, in one number."""
    penalty, seen, strange, mark = 0, 0, 0, 0
    head = head_agent(teams, place, team)
    first, end = teams.start[team], teams.start[team + 1]
    for k in range(first, end):
        item = teams.member[k]
        pair = place[item]
        if pair < 0:
            continue
        penalty += teams.penalty[pair]
        mark += teams.mark[pair]
        if teams.is_head[item]:
            continue
        agent = teams.pair_agent[pair]
        is_new = True
        for j in range(first, k):
            other = teams.member[j]
            if not teams.is_head[other] and agent_of(teams, place[other]) == agent:
                is_new = False
                break
        if is_new:
            seen += 1
            if agent != head:
                strange += 1
    return ((penalty * _BASE + seen) * _BASE + strange) * _BASE + mark


@allocation_free_part
def is_settled(count: int) -> bool:
    """Whether a team has no penalty and one agent at most, the head's."""
    return not is_dispersed(count) and count // _BASE % _BASE == 0


@allocation_free_part
def is_dispersed(count: int) -> bool:
    """Whether a team has a penalty or several agents."""
    return count // (_BASE * _BASE) > 1


@allocation_free_part
def head_agent(teams: Teams, place: Ints, team: int) -> int:
    """Return the agent of the head of a team, -1 for none."""
    for k in range(teams.start[team], teams.start[team + 1]):
        if teams.is_head[teams.member[k]]:
            return agent_of(teams, place[teams.member[k]])
    return -1


@allocation_free_part
def find_agents(teams: Teams, place: Ints, found: Ints, team: int) -> int:
    """Fill in the agents of a team, the head's first; return how many."""
    head = head_agent(teams, place, team)
    count = 0
    if head >= 0:
        found[0] = head
        count = 1
    for k in range(teams.start[team], teams.start[team + 1]):
        agent = agent_of(teams, place[teams.member[k]])
        is_new = agent >= 0
        for j in range(count):
            if found[j] == agent:
                is_new = False
        if is_new:
            found[count] = agent
            count += 1
    return count


@allocation_free_part
def is_first_at(teams: Teams, place: Ints, item: int, agent: int) -> bool:
    """Whether an item is the first that its team has at an agent, the head left out."""
    team = teams.team[item]
    for k in range(teams.start[team], teams.start[team + 1]):
        one = teams.member[k]
        if not teams.is_head[one] and agent_of(teams, place[one]) == agent:
            return bool(one == item)
    return False


@allocation_free_part
def is_allowed(teams: Teams, place: Ints, team: int) -> bool:
    """Whether a team has no more agents than it may among its bound items."""
    first, end = teams.start[team], teams.start[team + 1]
    count = 0
    for k in range(first, end):
        item = teams.member[k]
        agent = agent_of(teams, place[item])
        is_new = agent >= 0 and teams.bound[item]
        for j in range(first, k):
            other = teams.member[j]
            if is_new and teams.bound[other] and agent_of(teams, place[other]) == agent:
                is_new = False
        if is_new:
            count += 1
    return bool(count <= teams.most[team])
