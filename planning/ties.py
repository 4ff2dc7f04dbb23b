"""What the cost leaves open goes to the worker whom a supervisor would choose.

Of the workers with whom the plan costs no more, and is no worse by what the second stage lessens, a
client goes to today's owner; else to one who
speaks the language, then who is qualified for all programs, then who works for the client anyway,
then of the unit of today's owner; then to the one whose standing load, by fair share, is the lower.
Nobody is chosen for a place in a table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..audit import standing_minutes
from ..formulations import Lowered
from ..problem import AssignmentProblem, Bools, Ints, find_order
from .answer import MOST_ORDERED
from .handover import Handover, Handovers

_PASSES = 6
"""Most times that a client has a turn."""

_MOST_TRIED = 2
"""Workers whose time is worked out exactly for one client."""

_MOST_WORK = 1_000
"""Handovers that are worked out exactly; deterministic, so that the same plan follows."""

_OFTEN = 32
"""Clients between two looks at the clock."""

_CASE = 1_000
"""Standing minutes count this often: of two equal loads, the one of fewer clients is the lower."""


class Preference:
    """Whom a supervisor would choose as an owner, the cost being the same.

    Parameters
    ----------
    lowered : Lowered
        The question.
    owner : array of shape (clients,)
        The owners, -1 for none.
    """

    def __init__(self, lowered: Lowered, owner: Ints) -> None:
        view, instance = lowered.view, lowered.instance
        standing = standing_minutes(instance, lowered.policy)["standing"].to_numpy()
        self.weight: Ints = standing.astype(np.int64) * _CASE + 1
        # As for fair shares: regular minutes by shares of a usual caseload.
        self.share: Ints = view.capacity.sum(axis=1) * view.caseload_share
        owned = owner >= 0
        self.load = np.zeros(view.workers, dtype=np.int64)
        np.add.at(self.load, owner[owned], self.weight[owned])
        named = zip(*(instance.workers[name].to_list() for name in ("office", "unit")), strict=True)
        numbers: dict[tuple[str, str], int] = {}
        self._unit = np.array(
            [numbers.setdefault(unit, len(numbers)) for unit in named], dtype=np.int64
        )
        self._view = view

    def ranks(self, handover: Handover) -> Ints:
        """Return what speaks against each taker, the load apart; less is better: (n,)."""
        view, client, takers = self._view, handover.client, handover.takers
        today = int(view.today[client])
        silent = ~view.worker_languages[takers, view.client_language[client]]
        bundle = view.client_programs[client]
        unfit = ~view.worker_programs[takers][:, bundle].all(axis=1)
        found = 8 * silent + 4 * unfit
        if handover.others:
            found += 2 * ~np.isin(takers, list(handover.others))
        if today >= 0:
            found += 16 * (takers != today) + (self._unit[takers] != self._unit[today])
        ranks: Ints = found.astype(np.int64)
        return ranks

    def loads_after(self, handover: Handover) -> np.ndarray:
        """Return the standing load of each taker with the client, by fair share: (n,)."""
        takers = handover.takers
        more = np.where(takers == handover.giver, 0, self.weight[handover.client])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(
                self.share[takers] > 0,
                (self.load[takers] + more) / self.share[takers],
                np.inf,
            )

    def is_lighter(self, handover: Handover, taker: int) -> bool:
        """Whether a taker with the client has a lower load than the giver has with it."""
        mine, theirs = int(self.share[handover.giver]), int(self.share[taker])
        more = int(self.load[taker] + self.weight[handover.client])
        return more * mine < int(self.load[handover.giver]) * theirs

    def hand_over(self, handover: Handover, taker: int) -> None:
        """Keep in mind who has the client now."""
        weight = self.weight[handover.client]
        self.load[handover.giver] -= weight
        self.load[taker] += weight


class _Polish:
    """One round after the other, in which clients with a new owner may change hands again."""

    def __init__(self, handovers: Handovers, lowered: Lowered, rank: Ints, is_still: bool) -> None:
        self.handovers = handovers
        self.preference = Preference(lowered, handovers.agent[: handovers.clients])
        self.work = 0
        self._today, self._forced = lowered.view.today, lowered.view.forced
        self._rank = rank
        self._is_still = is_still

    def is_idle(self, client: int) -> bool:
        """Whether an owner has nothing to do for a client this month."""
        is_first = self._today[client] < 0 and not self._forced[client]
        return bool(is_first) and not len(self.handovers.tasks_of(client))

    def run(self, clients: Sequence[int], is_over: Callable[[], bool]) -> bool:
        """Let clients have their turns until none moves; whether there is time for more."""
        for _ in range(_PASSES):
            moved = 0
            for number, client in enumerate(clients):
                if number % _OFTEN == 0 and is_over():
                    return False
                if self.work > _MOST_WORK and not self.is_idle(client):
                    return True
                if self.handovers.agent[client] != self._today[client]:
                    moved += self.settle(client)
            if not moved:
                break
        return True

    def settle(self, client: int) -> bool:
        """Give a client to the best of those with whom the plan costs no more; whether it moved."""
        handover = self.handovers.handover(client)
        if len(handover.takers) > 1 and self._settled(handover):
            return True
        today = int(self._today[client])
        if today < 0 or today == handover.giver or len(handover.items) == 1 or self._is_still:
            return False
        return self._returned(self.handovers.handover(client, with_tasks=False), today)

    def _returned(self, handover: Handover, today: int) -> bool:
        """Give a client without the tasks back to today's owner, if that saves something."""
        place = np.flatnonzero(handover.takers == today)
        if not len(place) or not self.handovers.is_within_limits(handover, int(place[0])):
            return False
        self.work += 1
        if self.handovers.change(handover, int(place[0])) >= 0:
            return False
        self._take(handover, int(place[0]))
        return True

    def _settled(self, handover: Handover) -> bool:
        plan = self.handovers
        given, timed = plan.given(handover), plan.takes_time(handover)
        if self._is_still and given.is_timed:
            return False
        ranks, after = self.preference.ranks(handover), self.preference.loads_after(handover)
        mine = handover.takers == handover.giver
        better = np.ones(len(mine), dtype=np.bool_)
        if mine.any():
            rank, load = int(ranks[mine][0]), float(after[mine][0])
            better = (ranks < rank) | ((ranks == rank) & (after < load))
        least = self._least_changes(handover, given.untimed)
        without: int | None = None
        if given.is_timed:
            spared = plan.cost[handover.giver] - plan.row_cost[handover.giver]
            if not _is_worth(least - spared, better, mine).any():
                return False
            without = plan.cost_with(handover.giver, given, -1)
            self.work += 1
            least += self._row_saving(handover, given.untimed)
            least -= plan.cost[handover.giver] - without
        worth = _is_worth(least, better, mine)
        if self._is_still:
            worth &= ~timed
        places = np.flatnonzero(worth)
        by_cost = np.where(timed[places], 0, least[places]) * (not timed[places].any())
        order = np.lexsort(
            (self._rank[handover.takers[places]], after[places], ranks[places], by_cost)
        )
        return self._tried(handover, places[order], ranks, timed, without)

    def _tried(
        self, handover: Handover, places: Ints, ranks: Ints, timed: Bools, without: int | None
    ) -> bool:
        """Give the client to the first of some takers with whom the plan is the better."""
        plan, tried = self.handovers, 0
        mine = ranks[handover.takers == handover.giver].tolist()
        for place in places.tolist():
            if timed[place]:
                tried += 1
                self.work += 1
            if tried > _MOST_TRIED:
                return False
            change = plan.change(handover, place, without)
            taker = int(handover.takers[place])
            is_better = (
                change < 0
                or not mine
                or ranks[place] < mine[0]
                or self.preference.is_lighter(handover, taker)
            )
            if change == 0 and plan.is_worse(handover, place):
                continue
            if change <= 0 and is_better and plan.is_within_limits(handover, place):
                self._take(handover, place)
                return True
        return False

    def _least_changes(self, handover: Handover, given: Ints) -> Ints:
        """Return by how much each taker is dearer at least, the time of takers left out: (n,)."""
        plan, takers = self.handovers, handover.takers
        used = plan.untimed[takers] + plan.untimed_loads(handover)
        added = plan.untimed_rows.cost(takers, used) - plan.row_cost[takers]
        return plan.pair_costs(handover) + added - self._row_saving(handover, given)

    def _row_saving(self, handover: Handover, given: Ints) -> int:
        plan, giver = self.handovers, handover.giver
        after = plan.untimed_rows.cost_of(giver, plan.untimed[giver] - given)
        return int(plan.row_cost[giver]) - after

    def _take(self, handover: Handover, place: int) -> None:
        self.handovers.hand_over(handover, place)
        self.preference.hand_over(handover, int(handover.takers[place]))


def _is_worth(least: Ints, better: Bools, mine: Bools) -> Bools:
    """Return which takers may make the plan cheaper, or are preferred at the same cost: (n,)."""
    worth: Bools = ((least < 0) | ((least == 0) & better)) & ~mine
    return worth


def break_ties(
    lowered: Lowered,
    handovers: Handovers,
    is_over: Callable[[], bool],
    *,
    free: Bools | None = None,
    is_still: bool = False,
) -> None:
    """Decide what the cost leaves open among owners who are not today's.

    Parameters
    ----------
    lowered : Lowered
        The question.
    handovers : Handovers
        A plan; it is changed, and never dearer.
    is_over : callable
        Whether there is no time left; what was decided by then is kept.
    free : boolean array of shape (items,) or None
        The items that may change hands, clients with all their tasks; None for all.
    is_still : bool
        Whether nobody's work of this month may change.
    """
    items, agents = _ranks(handovers.problem)
    polish = _Polish(handovers, lowered, agents, is_still)
    waiting = [
        each for each in handovers.newly_owned(lowered.view.today) if free is None or free[each]
    ]
    waiting.sort(key=lambda client: (-polish.preference.weight[client], items[client]))
    # A first owner without work is the quickest to choose, and most are of that kind. Who had an
    # owner comes last: all of them are looked at once more when their moves get a reason.
    idle = [each for each in waiting if polish.is_idle(each)]
    busy = [each for each in waiting if not polish.is_idle(each)]
    busy.sort(key=lambda client: lowered.view.today[client] >= 0)
    for turn in (idle, busy, idle):
        if not polish.run(turn, is_over):
            break


def _ranks(problem: AssignmentProblem) -> tuple[Ints, Ints]:
    """Return the places of items and agents in an order that does not hang on tables."""
    if problem.pairs > MOST_ORDERED:
        return np.arange(problem.items), np.arange(problem.agents)
    items, agents = find_order(problem)
    return np.argsort(items), np.argsort(agents)
