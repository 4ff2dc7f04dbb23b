"""The turns of the greedy rule, compiled.

Only for problems in which every item is assigned once. What is placed is what ``greedy`` places,
pair by pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..problem import Ints, sparse
from .compilation import CompiledCode, example_problem
from .compiled import MINUS, NO, PLUS, YES, Array, allocation_free, allocation_free_part, protect
from .partial_assignment import PartialAssignment


class _Rules(NamedTuple):
    """What is read: the problem, its rows of profiles, groups and global rows as plain arrays."""

    pair_start: Array
    pair_agent: Array
    pair_cost: Array
    pair_profile: Array
    wanted: Array
    row_start: Array
    row: Array
    amount: Array
    most: Array
    share: Array
    group: Array
    bound: Array
    group_limit: Array
    group_lead: Array
    join_profile: Array
    member_start: Array
    member: Array
    follower_start: Array
    follower: Array
    global_start: Array
    global_row: Array
    global_amount: Array


class _State(NamedTuple):
    """What is written: the assignment, what it loads, and room to work in."""

    x: Array
    used: Array
    room: Array
    pair_of: Array
    present: Array
    held: Array
    tried: Array


@allocation_free_part
def _mark(of: _Rules, state: _State, item: int, value: bool) -> int:
    """Mark the agents of an item's group, or unmark them; return how many hold bound items."""
    group, count = of.group[item], 0
    if group < 0:
        return 0
    for place in range(of.member_start[group], of.member_start[group + 1]):
        member = of.member[place]
        pair = state.pair_of[member]
        if pair >= 0:
            agent = of.pair_agent[pair]
            state.present[agent] = value
            if of.bound[member]:
                if value and not state.held[agent]:
                    count += 1
                state.held[agent] = value
    return count


@allocation_free_part
def _allows(of: _Rules, state: _State, item: int, pair: int, count: int) -> bool:
    """Whether an item's group, whose agents are marked, and the global rows allow a pair."""
    group, agent = of.group[item], of.pair_agent[pair]
    if group >= 0 and of.bound[item]:
        if count >= of.group_limit[group] and not state.held[agent]:
            return False
        lead = of.group_lead[group]
        if lead >= 0 and lead != item and count == 0:
            return False
    for place in range(of.global_start[pair], of.global_start[pair + 1]):
        amount = of.global_amount[place]
        if amount > 0 and amount > max(state.room[of.global_row[place]], 0):
            return False
    return True


@allocation_free_part
def _weigh(of: _Rules, state: _State, item: int, pair: int) -> tuple[bool, float]:
    """Return whether the rows of a pair's agent hold it, and how full the fullest of them gets."""
    agent, profile, group = of.pair_agent[pair], of.pair_profile[pair], of.group[item]
    at, end = of.row_start[profile], of.row_start[profile + 1]
    also, last = 0, 0
    if group >= 0 and of.join_profile[group] >= 0 and not state.present[agent]:
        join = of.join_profile[group]
        also, last = of.row_start[join], of.row_start[join + 1]
    fits, full, seen = True, 0.0, False
    while at < end or also < last:
        # Both are in the order of their rows.
        if also >= last or (at < end and of.row[at] < of.row[also]):
            row, amount = of.row[at], of.amount[at]
            at += 1
        elif at >= end or of.row[also] < of.row[at]:
            row, amount = of.row[also], of.amount[also]
            also += 1
        else:
            row, amount = of.row[at], of.amount[at] + of.amount[also]
            at += 1
            also += 1
        after = int(state.used[agent, row]) + int(amount)
        most = int(of.most[agent, row])
        fits = fits and after <= most
        fullness = after * float(of.share[agent, row])
        full = fullness if not seen else max(full, fullness)
        seen = True
    if not seen:
        for row in range(state.used.shape[1]):
            fullness = int(state.used[agent, row]) * float(of.share[agent, row])
            full = fullness if row == 0 else max(full, fullness)
    return fits, full


@allocation_free_part
def _rank(of: _Rules, pair: int, best: int) -> int:
    """Return -1 where a pair comes before another whatever they load, 1 where after, else 0."""
    if of.wanted[pair] != of.wanted[best]:
        return -1 if of.wanted[pair] else 1
    if of.pair_cost[pair] != of.pair_cost[best]:
        return -1 if of.pair_cost[pair] < of.pair_cost[best] else 1
    return 0


@allocation_free_part
def _best(of: _Rules, state: _State, item: int) -> int:
    """Return the first of an item's open pairs that fit: by cost, fullness and agent; or -1."""
    first, best, least = of.pair_start[item], -1, 0.0
    count = _mark(of, state, item, YES)
    for pair in range(first, of.pair_start[item + 1]):
        rank = -1 if best < 0 else _rank(of, pair, best)
        if state.tried[pair - first] or rank > 0:
            continue
        fits, full = _weigh(of, state, item, pair)
        if not fits or not _allows(of, state, item, pair, count):
            continue
        ties = rank == 0 and full == least and of.pair_agent[pair] < of.pair_agent[best]
        if rank < 0 or full < least or ties:
            best, least = pair, full
    _mark(of, state, item, NO)
    return best


@allocation_free_part
def _load(of: _Rules, state: _State, agent: int, profile: int, sign: int) -> None:
    """Load the rows of an agent with a profile, or take it off."""
    for place in range(of.row_start[profile], of.row_start[profile + 1]):
        state.used[agent, of.row[place]] += sign * of.amount[place]


@allocation_free_part
def _book(of: _Rules, state: _State, item: int, pair: int, sign: int) -> None:
    """Use a pair, or give it back; the first of a group at an agent brings the load of joining."""
    agent, group = of.pair_agent[pair], of.group[item]
    if sign < 0:
        state.pair_of[item] = -1
    if group >= 0 and of.join_profile[group] >= 0:
        _mark(of, state, item, YES)
        joins = not state.present[agent]
        _mark(of, state, item, NO)
        if joins:
            join = int(of.join_profile[group])
            _load(of, state, agent, join, sign)
    if sign > 0:
        state.pair_of[item] = pair
    state.x[pair] += sign
    _load(of, state, agent, of.pair_profile[pair], sign)
    for place in range(of.global_start[pair], of.global_start[pair + 1]):
        state.room[of.global_row[place]] -= sign * of.global_amount[place]


@allocation_free_part
def _place_followers(of: _Rules, state: _State, lead: int, pair: int) -> int:
    """Give a lead to an agent, and what follows it as far as it fits there; return how many do."""
    agent, placed = of.pair_agent[pair], 0
    _book(of, state, lead, pair, PLUS)
    for place in range(of.follower_start[lead], of.follower_start[lead + 1]):
        item = of.follower[place]
        for mine in range(of.pair_start[item], of.pair_start[item + 1]):
            if of.pair_agent[mine] == agent:
                count = _mark(of, state, item, YES)
                fits = _weigh(of, state, item, mine)[0] and _allows(of, state, item, mine, count)
                _mark(of, state, item, NO)
                if fits:
                    _book(of, state, item, mine, PLUS)
                    placed += 1
                break
    return placed


@allocation_free_part
def _take_back(of: _Rules, state: _State, lead: int) -> None:
    """Take a lead and what follows it from their agent."""
    for place in range(of.follower_start[lead], of.follower_start[lead + 1]):
        item = of.follower[place]
        pair = int(state.pair_of[item])
        if pair >= 0:
            _book(of, state, item, pair, MINUS)
    first = int(state.pair_of[lead])
    _book(of, state, lead, first, MINUS)


@allocation_free
def _place(of: _Rules, state: _State, order: Array, at: int, end: int) -> None:
    """Give items their turns, from one turn to before another."""
    for turn in range(at, end):
        item = order[turn]
        first = of.pair_start[item]
        state.tried[: of.pair_start[item + 1] - first] = False
        pair = _best(of, state, item)
        followers = of.follower_start[item + 1] - of.follower_start[item]
        fallback = pair
        while pair >= 0 and followers > 0:
            if _place_followers(of, state, item, pair) == followers:
                break
            _take_back(of, state, item)
            state.tried[pair - first] = True
            pair = _best(of, state, item)
        if fallback >= 0 and followers == 0:
            _book(of, state, item, fallback, PLUS)
        elif fallback >= 0 and pair < 0:
            _place_followers(of, state, item, fallback)


class CompiledTurns:
    """Gives items their turns in a plan that is being made.

    Parameters
    ----------
    partial : PartialAssignment
        The plan; only its ``x`` is kept up to date. Every item is to be assigned once.
    order : sequence of int
        The items in the order of their turns; of a group that goes whole, its lead.
    followers : mapping
        The items that go where a lead goes, by the lead.
    """

    def __init__(
        self,
        partial: PartialAssignment,
        order: Sequence[int],
        followers: Mapping[int, Sequence[int]],
    ) -> None:
        self._order: Ints = np.array(order, dtype=np.int64)
        self._rules, self._state = _rules(partial, followers), _state(partial)

    def take(self, at: int, end: int) -> None:
        """Give the items from one turn to before another theirs."""
        _place(self._rules, self._state, self._order, at, end)


def _rules(partial: PartialAssignment, followers: Mapping[int, Sequence[int]]) -> _Rules:
    problem, rows = partial.problem, partial.problem.row_profiles
    by_pair = partial.in_global_rows
    grouped = np.flatnonzero(problem.group >= 0)
    groups = problem.groups
    members = sparse(problem.group[grouped], grouped, grouped + 1, groups, problem.items)
    size = np.zeros(problem.items + 1, dtype=np.int64)
    for lead, items in followers.items():
        size[lead + 1] = len(items)
    after = [item for lead in sorted(followers) for item in followers[lead]]
    return protect(
        _Rules(
            pair_start=problem.pair_start,
            pair_agent=problem.pair_agent,
            pair_cost=problem.pair_cost,
            pair_profile=problem.pair_profile,
            wanted=partial.wanted,
            row_start=rows.start,
            row=rows.column,
            amount=rows.value,
            most=problem.most,
            share=partial.share,
            group=problem.group,
            bound=problem.bound,
            group_limit=problem.group_limit,
            group_lead=problem.group_lead,
            join_profile=problem.join_profile,
            member_start=members.start,
            member=members.column,
            follower_start=np.cumsum(size),
            follower=np.array(after, dtype=np.int64),
            global_start=by_pair.start,
            global_row=by_pair.column,
            global_amount=by_pair.value,
        )
    )


def _state(partial: PartialAssignment) -> _State:
    problem = partial.problem
    used = np.flatnonzero(partial.x)
    pair_of = np.full(problem.items, -1, dtype=np.int64)
    pair_of[problem.pair_item[used]] = used
    most = int(np.diff(problem.pair_start).max(initial=0))
    return _State(
        x=partial.x,
        used=partial.used,
        room=partial.room,
        pair_of=pair_of,
        present=np.zeros(problem.agents, dtype=np.bool_),
        held=np.zeros(problem.agents, dtype=np.bool_),
        tried=np.zeros(most, dtype=np.bool_),
    )


def _run_example() -> None:
    CompiledTurns(PartialAssignment(example_problem()), range(4), {}).take(0, 4)


TURNS = CompiledCode("the greedy rule", _run_example)
"""The compiled functions of the greedy rule."""
