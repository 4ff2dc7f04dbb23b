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
from ..compiled import NO, PLUS, ZERO, compiled, compiled_part
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


@compiled_part
def _above(load: int, starts: Ints, prices: Ints, agent: int) -> int:
    cost = 0
    for level in range(len(prices)):
        cost += prices[level] * max(0, load - starts[level, agent])
    return cost


@compiled_part
def _lay_out(loads: AgentLoads, offer: Offer, agent: int, is_left: Bools, scratch: Ints) -> None:
    """Write the backlog of an agent with the group, without some items, into an array."""
    scratch[:] = loads.backlog[agent]
    if offer.start[agent] > 0:
        add_work(scratch, offer.span[0], offer.span[1], offer.start[agent])
    for item in range(len(offer.left)):
        if not is_left[item] and offer.minutes[item, agent] > 0:
            add_work(scratch, offer.release[item], offer.due[item], offer.minutes[item, agent])


@compiled_part
def _price(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    is_left: Bools,
    scratch: Ints,
    room: Ints,
    parts: Ints,
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
        _lay_out(loads, offer, agent, is_left, scratch)
        room[:] = loads.room[agent]
        late, over = catch_up(scratch, room, loads.may_be_late)
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


@compiled_part
def _top_prices(loads: AgentLoads, offer: Offer) -> Ints:
    """Return the most that a minute of each item can cost where work may be late: (items,).

    A minute more makes at most one minute late in each period from its due to the last but one,
    needs one overtime minute at most, and is in no window of another end.
    """
    last = loads.room.shape[1] - 1
    each = loads.overtime_price + loads.minutes_price.sum()
    prices: Ints = (last - offer.due) * loads.late_price + each
    return prices


@compiled_part
def _best_subset(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    left: Bools,
    scratch: Ints,
    room: Ints,
    parts: Ints,
    top: Ints,
) -> int:
    """Return the least cost of the group at an agent; ``left`` gets the items it leaves."""
    best = _price(loads, offer, agent, left, scratch, room, parts)
    least, free, pays = IMPOSSIBLE, 0, not loads.may_be_late or best >= IMPOSSIBLE
    for item in range(len(left)):
        if not left[item] and offer.left[item] >= 0:
            least = min(least, offer.left[item])
            free += 1
            saved = offer.cost[item, agent] + offer.minutes[item, agent] * top[item]
            pays = pays or offer.left[item] < saved
    # What is left costs at least that, and saves no more than all that the work costs.
    if free == 0 or not pays:
        return best
    if best < IMPOSSIBLE and best - parts[OWN] - parts[LEFT] <= least:
        return best
    if free <= _MOST_LISTED:
        best = _try_subsets(loads, offer, agent, left, scratch, room, parts, best)
    else:
        best = _leave_one_by_one(loads, offer, agent, left, scratch, room, parts, best)
    # Once more, for the parts.
    return _price(loads, offer, agent, left, scratch, room, parts) if best < IMPOSSIBLE else best


@compiled_part
def _try_subsets(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    left: Bools,
    scratch: Ints,
    room: Ints,
    parts: Ints,
    best: int,
) -> int:
    """Return the least cost of all sets of items that may stay undone, beside those that must."""
    trial, found = left.copy(), left.copy()
    for subset in range(1, 1 << len(left)):
        is_legal = True
        for item in range(len(left)):
            is_out = (subset >> item) & 1 == 1
            is_legal = is_legal and not (is_out and (left[item] or offer.left[item] < 0))
            trial[item] = is_out or left[item]
        if is_legal:
            cost = _price(loads, offer, agent, trial, scratch, room, parts)
            if cost < best:
                best = cost
                found[:] = trial
    left[:] = found
    return best


@compiled_part
def _leave_one_by_one(
    loads: AgentLoads,
    offer: Offer,
    agent: int,
    left: Bools,
    scratch: Ints,
    room: Ints,
    parts: Ints,
    best: int,
) -> int:
    """Leave the item whose leaving makes the group cheapest, as long as one does.

    Where nothing fits, the longest goes first.
    """
    trial = left.copy()
    while True:
        chosen, longest, most = -1, -1, -1
        for item in range(len(left)):
            if left[item] or offer.left[item] < 0:
                continue
            trial[:] = left
            trial[item] = True
            cost = _price(loads, offer, agent, trial, scratch, room, parts)
            if cost < best:
                best, chosen = cost, item
            if offer.minutes[item, agent] > most:
                most, longest = offer.minutes[item, agent], item
        if chosen < 0 and best >= IMPOSSIBLE:
            chosen = longest
        if chosen < 0:
            return best
        left[chosen] = True


@compiled_part
def _is_better(one: int, other: int, total: Ints, ties: Floats) -> bool:
    cheaper: bool = total[one] < total[other]
    if total[one] == total[other]:
        cheaper = ties[one, 0] < ties[other, 0]
        if ties[one, 0] == ties[other, 0]:
            cheaper = ties[one, 1] < ties[other, 1]
            if ties[one, 1] == ties[other, 1]:
                cheaper = one < other
    return cheaper


@compiled_part
def _insert(best: Ints, found: int, agent: int, total: Ints, ties: Floats) -> int:
    """Put an agent in place among the three cheapest, and return how many there are."""
    place = found
    while place > 0 and _is_better(agent, best[place - 1], total, ties):
        best[place] = best[place - 1]
        place -= 1
    best[place] = agent
    return min(found + 1, 3)


@compiled_part
def _least_costs(loads: AgentLoads, offer: Offer, left: Bools, top: Ints) -> Ints:
    """Return what the group costs each agent at least, ``IMPOSSIBLE`` where it may not have it.

    ``left`` gets the items that an agent may not have. It is one loop, because handing the named
    tuples on to a function for each agent would take longer than all the rest.
    """
    agents, items = left.shape
    least = np.full(agents, IMPOSSIBLE, dtype=np.int64)
    for agent in range(agents):
        may = offer.agents[agent] and loads.late[agent] >= 0
        cost, more = offer.own[agent], offer.start[agent]
        for item in range(items):
            undone, minutes = offer.left[item], offer.minutes[item, agent]
            mine = offer.cost[item, agent]
            if minutes < 0:
                left[agent, item] = True
                may = may and undone >= 0
                cost += undone
            elif undone < 0 or (loads.may_be_late and undone >= mine + minutes * top[item]):
                cost += mine
                more += minutes
            else:
                cost += min(undone, mine)
        if may:
            load, amount = loads.minutes[agent], loads.amount[agent]
            cost += _above(load + more, loads.minutes_from, loads.minutes_price, agent)
            cost -= _above(load, loads.minutes_from, loads.minutes_price, agent)
            cost += _above(amount + offer.amount, loads.amount_from, loads.amount_price, agent)
            least[agent] = cost - _above(amount, loads.amount_from, loads.amount_price, agent)
    return least


@compiled
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
    agents, items = len(offer.agents), len(offer.left)
    periods = loads.room.shape[1]
    total = np.full(agents, IMPOSSIBLE, dtype=np.int64)
    parts = np.zeros((agents, PARTS), dtype=np.int64)
    left = np.zeros((agents, items), dtype=np.bool_)
    scratch = np.empty((periods, periods), dtype=np.int64)
    room = np.empty(periods, dtype=np.int64)
    top = _top_prices(loads, offer)
    least = _least_costs(loads, offer, left, top)
    best, found = np.full(4, -1, dtype=np.int64), 0
    # Who may be cheapest is asked first, so that most others need not be.
    for agent in np.argsort(least):
        if least[agent] >= IMPOSSIBLE:
            break
        total[agent] = least[agent]
        is_out = found == 3 and not _is_better(agent, best[2], total, offer.ties)
        if is_out and not offer.is_whole:
            total[agent] = -1
            continue
        each = left[agent]
        total[agent] = _best_subset(loads, offer, agent, each, scratch, room, parts[agent], top)
        if total[agent] < IMPOSSIBLE:
            found = _insert(best, found, agent, total, offer.ties)
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
