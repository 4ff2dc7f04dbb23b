"""What one more group of items costs at each agent, given the work that the agents have, compiled.

The rows of an agent are windows of time, relieved by overtime and lateness, and levels of two sums:
its minutes, and a second amount of any unit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...problem import Bools, Ints
from ..compilation import CompiledCode
from ..compiled import NO, PLUS, ZERO, allocation_free, allocation_free_part, copy_values
from .loads import AgentLoads, add_work, catch_up, change_load, empty_loads, settle_agent

Floats = NDArray[np.float64]

IMPOSSIBLE = 2**61
"""Cost of loads that no slack can carry."""

_MOST_LISTED = 6
"""Most items of which all subsets are tried; of more, items are left one by one."""

OWN, WORK, LEFT, LATE, OVERTIME, MINUTES, AMOUNT, PARTS = range(8)
"""Columns of the parts of a cost, and their number."""


class Offer(NamedTuple):
    """A group of items that one agent is to have, as far as it may.

    Parameters
    ----------
    agents : boolean array of shape (agents,)
        Who may have the group.
    own : array of shape (agents,)
        What it costs to have it.
    start : array of shape (agents,)
        Minutes that having it takes, in the window of ``span``.
    span : array of shape (2,)
        First and last period of them.
    amount : int
        What it adds to the second sum.
    release, due : arrays of shape (items,)
        The window of each item.
    minutes, cost : arrays of shape (items, agents)
        Minutes and cost of an item at an agent; minutes of -1 where the agent may not have it.
    left : array of shape (items,)
        Cost of an item that stays undone; -1 where none may.
    ties : array of shape (agents, 2)
        Who comes first at the same cost: the lower one, by the first column, then by the second.
    is_whole : bool
        Whether the cost of all agents is wanted, and not only that of the three cheapest.
    """

    agents: Bools
    own: Ints
    start: Ints
    span: Ints
    amount: int
    release: Ints
    due: Ints
    minutes: Ints
    cost: Ints
    left: Ints
    ties: Floats
    is_whole: bool


class Workspace(NamedTuple):
    """Arrays that are written over for each agent, made once: what is compiled makes none.

    Parameters
    ----------
    backlog : array of shape (periods, periods)
        The backlog of one agent with the group.
    room : array of shape (periods,)
        The overtime that the agent has left.
    least : array of shape (agents,)
        What the group costs each agent at least.
    top : array of shape (items,)
        The most that a minute of each item can cost where work may be late.
    trial, found : boolean arrays of shape (items,)
        Items that may be left, and those left so far.
    """

    backlog: Ints
    room: Ints
    least: Ints
    top: Ints
    trial: Bools
    found: Bools


@allocation_free_part
def _above(load: int, starts: Ints, prices: Ints, agent: int) -> int:
    cost = 0
    for level in range(len(prices)):
        cost += prices[level] * max(0, load - starts[level, agent])
    return cost


@allocation_free_part
def _lay_out(loads: AgentLoads, offer: Offer, agent: int, is_left: Bools, backlog: Ints) -> None:
    """Write the backlog of an agent with the group, without some items, into an array."""
    for first in range(len(backlog)):
        copy_values(loads.backlog[agent, first], backlog[first])
    if offer.start[agent] > 0:
        add_work(backlog, offer.span[0], offer.span[1], offer.start[agent])
    for item in range(len(offer.left)):
        if not is_left[item] and offer.minutes[item, agent] > 0:
            add_work(backlog, offer.release[item], offer.due[item], offer.minutes[item, agent])


@allocation_free_part
def _price(
    loads: AgentLoads, offer: Offer, agent: int, is_left: Bools, parts: Ints, space: Workspace
) -> int:
    """Return what the group without some items costs an agent; ``parts`` of it are written."""
    more = offer.start[agent]
    around = loads.tightest[agent, offer.span[0], offer.span[1]] if more > 0 else -IMPOSSIBLE
    parts[:] = 0
    parts[OWN] = offer.own[agent]
    for item in range(len(offer.left)):
        if is_left[item]:
            parts[LEFT] += offer.left[item]
        else:
            minutes = offer.minutes[item, agent]
            parts[WORK] += offer.cost[item, agent]
            if minutes > 0:
                around = max(around, loads.tightest[agent, offer.release[item], offer.due[item]])
                more += minutes
    if loads.minutes[agent] + more > loads.most[agent] and more > 0:
        return IMPOSSIBLE
    late, over = loads.late[agent], loads.overtime[agent]
    # Where all of it fits into the tightest window around any of it, nothing has to be caught up.
    if more > 0 and around + more > 0:
        _lay_out(loads, offer, agent, is_left, space.backlog)
        copy_values(loads.room[agent], space.room)
        late, over = catch_up(space.backlog, space.room, loads.may_be_late)
        if late < 0:
            return IMPOSSIBLE
    parts[LATE] = (late - loads.late[agent]) * loads.late_price
    parts[OVERTIME] = (over - loads.overtime[agent]) * loads.overtime_price
    parts[MINUTES] = _above(
        loads.minutes[agent] + more, loads.minutes_from, loads.minutes_price, agent
    ) - _above(loads.minutes[agent], loads.minutes_from, loads.minutes_price, agent)
    parts[AMOUNT] = _above(
        loads.amount[agent] + offer.amount, loads.amount_from, loads.amount_price, agent
    ) - _above(loads.amount[agent], loads.amount_from, loads.amount_price, agent)
    cost: int = parts.sum()
    return cost


@allocation_free_part
def _best_subset(
    loads: AgentLoads, offer: Offer, agent: int, left: Bools, parts: Ints, space: Workspace
) -> int:
    """Return the least cost of the group at an agent; ``left`` gets the items it leaves."""
    best = _price(loads, offer, agent, left, parts, space)
    least, free, pays = IMPOSSIBLE, 0, not loads.may_be_late or best >= IMPOSSIBLE
    for item in range(len(left)):
        if not left[item] and offer.left[item] >= 0:
            least = min(least, offer.left[item])
            free += 1
            saved = offer.cost[item, agent] + offer.minutes[item, agent] * space.top[item]
            pays = pays or offer.left[item] < saved
    # What is left costs at least that, and saves no more than all that the work costs.
    if free == 0 or not pays:
        return best
    if best < IMPOSSIBLE and best - parts[OWN] - parts[LEFT] <= least:
        return best
    if free <= _MOST_LISTED:
        best = _try_subsets(loads, offer, agent, left, parts, space, best)
    else:
        best = _leave_one_by_one(loads, offer, agent, left, parts, space, best)
    # Once more, for the parts.
    return _price(loads, offer, agent, left, parts, space) if best < IMPOSSIBLE else best


@allocation_free_part
def _try_subsets(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    left: Bools,
    parts: Ints,
    space: Workspace,
    best: int,
) -> int:
    """Return the least cost of all sets of items that may stay undone, beside those that must."""
    trial, found = space.trial, space.found
    copy_values(left, found)
    for subset in range(1, 1 << len(left)):
        is_legal = True
        for item in range(len(left)):
            is_out = (subset >> item) & 1 == 1
            is_legal = is_legal and not (is_out and (left[item] or offer.left[item] < 0))
            trial[item] = is_out or left[item]
        if is_legal:
            cost = _price(loads, offer, agent, trial, parts, space)
            if cost < best:
                best = cost
                copy_values(trial, found)
    copy_values(found, left)
    return best


@allocation_free_part
def _leave_one_by_one(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    left: Bools,
    parts: Ints,
    space: Workspace,
    best: int,
) -> int:
    """Leave the item whose leaving makes the group cheapest, as long as one does.

    Where nothing fits, the longest goes first.
    """
    trial = space.trial
    while True:
        chosen, longest, most = -1, -1, -1
        for item in range(len(left)):
            if left[item] or offer.left[item] < 0:
                continue
            copy_values(left, trial)
            trial[item] = True
            cost = _price(loads, offer, agent, trial, parts, space)
            if cost < best:
                best, chosen = cost, item
            if offer.minutes[item, agent] > most:
                most, longest = offer.minutes[item, agent], item
        if chosen < 0 and best >= IMPOSSIBLE:
            chosen = longest
        if chosen < 0:
            return best
        left[chosen] = True


@allocation_free_part
def _is_better(one: int, other: int, total: Ints, ties: Floats) -> bool:
    cheaper: bool = total[one] < total[other]
    if total[one] == total[other]:
        cheaper = ties[one, 0] < ties[other, 0]
        if ties[one, 0] == ties[other, 0]:
            cheaper = ties[one, 1] < ties[other, 1]
            if ties[one, 1] == ties[other, 1]:
                cheaper = one < other
    return cheaper


@allocation_free_part
def _insert(best: Ints, found: int, agent: int, total: Ints, ties: Floats) -> int:
    """Put an agent in place among the three cheapest, and return how many there are."""
    place = found
    while place > 0 and _is_better(agent, best[place - 1], total, ties):
        best[place] = best[place - 1]
        place -= 1
    best[place] = agent
    return min(found + 1, 3)


@allocation_free_part
def _least_cost(loads: AgentLoads, offer: Offer, agent: int, left: Bools, top: Ints) -> int:
    """Return what the group costs an agent at least, ``IMPOSSIBLE`` if it may not have it.

    ``left`` gets the items that the agent may not have.
    """
    may = offer.agents[agent] and loads.late[agent] >= 0
    cost, more = offer.own[agent], offer.start[agent]
    for item in range(len(left)):
        undone, minutes = offer.left[item], offer.minutes[item, agent]
        mine = offer.cost[item, agent]
        if minutes < 0:
            left[item] = True
            may = may and undone >= 0
            cost += undone
        elif undone < 0 or (loads.may_be_late and undone >= mine + minutes * top[item]):
            cost += mine
            more += minutes
        else:
            cost += min(undone, mine)
    if not may:
        return IMPOSSIBLE
    load, amount = loads.minutes[agent], loads.amount[agent]
    cost += _above(load + more, loads.minutes_from, loads.minutes_price, agent)
    cost -= _above(load, loads.minutes_from, loads.minutes_price, agent)
    cost += _above(amount + offer.amount, loads.amount_from, loads.amount_price, agent)
    least: int = cost - _above(amount, loads.amount_from, loads.amount_price, agent)
    return least


@allocation_free
def _find_best(
    loads: AgentLoads,
    offer: Offer,
    space: Workspace,
    total: Ints,
    parts: Ints,
    left: Bools,
    best: Ints,
) -> int:
    """Write what the group costs at each agent; return how many of the three best there are."""
    least, last, found = space.least, loads.room.shape[1] - 1, 0
    # A minute more makes at most one minute late in each period from its due to the last but one,
    # needs one overtime minute at most, and is in no window of another end.
    for item in range(len(offer.left)):
        late = (last - offer.due[item]) * loads.late_price
        space.top[item] = late + loads.overtime_price + loads.minutes_price.sum()
    for agent in range(len(total)):
        least[agent] = _least_cost(loads, offer, agent, left[agent], space.top)
        total[agent] = IMPOSSIBLE if least[agent] >= IMPOSSIBLE else -1
    # Who may be cheapest is asked first, so that most others need not be.
    while True:
        agent = int(least.argmin())
        if least[agent] >= IMPOSSIBLE:
            break
        total[agent], least[agent] = least[agent], IMPOSSIBLE
        if found == 3 and not offer.is_whole and not _is_better(agent, best[2], total, offer.ties):
            dearer = total[agent] > total[best[2]]
            total[agent] = -1
            # At the same cost another one may still come first.
            if dearer:
                break
            continue
        total[agent] = _best_subset(loads, offer, agent, left[agent], parts[agent], space)
        if total[agent] < IMPOSSIBLE:
            found = _insert(best, found, agent, total, offer.ties)
    return found


def price_offer(loads: AgentLoads, offer: Offer) -> tuple[Ints, Ints, Bools, Ints]:
    """Return what a group of items costs at each agent.

    Parameters
    ----------
    loads : AgentLoads
        The work that the agents have.
    offer : Offer
        The group. Items that an agent may not have stay undone there.

    Returns
    -------
    total : array of shape (agents,)
        Cost; ``IMPOSSIBLE`` where the agent may not have the group, or cannot; -1 of an agent who
        is none of the three cheapest, whatever the exact cost, unless all are wanted.
    parts : array of shape (agents, PARTS)
        What it is made of.
    left : boolean array of shape (agents, items)
        The items that stay undone: those of the cheapest subset where six may, of more found
        one by one.
    best : array of shape (n,)
        The three cheapest agents, or as many as there are, the best first.
    """
    agents, items, periods = len(offer.agents), len(offer.left), loads.room.shape[1]
    total, best = np.empty(agents, dtype=np.int64), np.full(4, -1, dtype=np.int64)
    parts = np.zeros((agents, PARTS), dtype=np.int64)
    left = np.zeros((agents, items), dtype=np.bool_)
    space = Workspace(
        backlog=np.empty((periods, periods), dtype=np.int64),
        room=np.empty(periods, dtype=np.int64),
        least=np.empty(agents, dtype=np.int64),
        top=np.empty(items, dtype=np.int64),
        trial=np.empty(items, dtype=np.bool_),
        found=np.empty(items, dtype=np.bool_),
    )
    found = _find_best(loads, offer, space, total, parts, left, best) if agents else 0
    return total, parts, left, best[:found]


def _run_example() -> None:
    """Call each compiled function once, with the types it is called with."""
    loads = empty_loads(1, 1, 1, 1)
    none = np.zeros((1, 1), dtype=np.int64)
    offer = Offer(
        agents=np.ones(1, dtype=np.bool_),
        own=none[0],
        start=none[0],
        span=np.zeros(2, dtype=np.int64),
        amount=PLUS,
        release=none[0],
        due=none[0],
        minutes=none,
        cost=none,
        left=none[0],
        ties=np.zeros((1, 2)),
        is_whole=NO,
    )
    change_load(loads, ZERO, np.zeros((1, 3), dtype=np.int64), PLUS, PLUS)
    settle_agent(loads, ZERO)
    price_offer(loads, offer)


MARGINAL_COSTS = CompiledCode("marginal costs", _run_example)
"""The compiled functions behind placing one group after another."""
