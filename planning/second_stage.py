"""The second stage: what the cost leaves open goes to the clients.

Among plans that cost no more than the best found, one with fewer contacts through an interpreter;
then one in which clients meet fewer workers; then one with fewer hand-offs. Tasks move between
workers, a client's all together or what one worker has of them, also against tasks of another
client; owners move along where that costs no more. It is a search: it may leave something, and the
clients of a household that counts as one stay where the engine put them. So clients have their
turns in several orders, the best plan counts, and how far the searches lie apart is told. From one
plan they lie closer together than from the plans that other seeds lead to; so where they differ,
more begin elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from ..formulations import Lowered
from ..problem import AssignmentProblem, Bools, Ints, Ordering, order_problem
from ..solver import Limits
from .answer import MOST_ORDERED

if TYPE_CHECKING:
    from ..solver.second_objective import Teams

FOR_SECOND_STAGE = 0.04
"""Share of a time limit that is left for this."""

FOR_OWNERS = 0.02
"""Share of a time limit that is left for the choice of owners after it."""


SEARCHES = 3
"""Searches, each with the turns of clients in another order."""

SCATTERED = 2
"""Further searches where these differ, each from a plan drawn at random that costs no more."""

_MOST_DRAWN = 8
"""Below this is what each pair counts in a drawn plan."""

End = Literal["ended", "cut short"]
"""Whether the search ended by itself, or by the time limit or a cancel."""


@dataclass(frozen=True)
class Figures:
    """What the second stage lessens, in this order.

    Parameters
    ----------
    interpreted_contacts : int
        Contact tasks done by a worker who does not speak the client's language.
    workers_seen : int
        Distinct workers who do a task of the client, summed over clients.
    hand_offs : int
        Pairs of a client and a worker other than the owner who does a task of the client.
    clients_seen : int
        Clients with a done task.
    """

    interpreted_contacts: int
    workers_seen: int
    hand_offs: int
    clients_seen: int


@dataclass(frozen=True)
class SecondStage:
    """How the second stage went.

    Parameters
    ----------
    end : str
        ``ended``, or ``cut short`` by the time limit or a cancel.
    before, after : Figures
        The figures of the engine's plan, and of the result's.
    least, most : Figures or None
        The least and the most of each figure over the searches that ended and the result; None
        where fewer than two ended.
    """

    end: End
    before: Figures
    after: Figures
    least: Figures | None = None
    most: Figures | None = None


def span(seen: Sequence[Figures], after: Figures) -> tuple[Figures, Figures] | tuple[None, None]:
    """Return the least and the most of each figure over several searches and the result."""
    if len(seen) < 2:
        return None, None
    columns = list(zip(*map(astuple, (*seen, after)), strict=True))
    return Figures(*map(min, columns)), Figures(*map(max, columns))


class SecondObjective:
    """What the second stage counts in a question.

    Parameters
    ----------
    lowered : Lowered
        The question.
    """

    def __init__(self, lowered: Lowered) -> None:
        view, problem = lowered.view, lowered.problem
        self._clients = view.clients
        self._home = lowered.facts.home
        self._problem = problem
        self.client: Ints = np.append(np.arange(view.clients), view.client)
        client, worker = self.client[problem.pair_item], problem.pair_agent
        contact = np.append(np.zeros(view.clients, dtype=np.bool_), view.contact)
        speaks = view.worker_languages[worker, view.client_language[client]]
        self.interpreted: Ints = (contact[problem.pair_item] & ~speaks).astype(np.int64)
        owns = problem.pair_item < view.clients
        self.change: Ints = (owns & (worker != view.today[client])).astype(np.int64)

    def count(self, x: Ints) -> Figures:
        """Return the figures of an assignment."""
        problem = self._problem
        used = np.flatnonzero(x)
        owns = problem.pair_item[used] < self._clients
        owner = np.full(self._clients, -1, dtype=np.int64)
        owner[problem.pair_item[used[owns]]] = problem.pair_agent[used[owns]]
        done = used[~owns]
        client = self.client[problem.pair_item[done]]
        seen = np.unique(client * problem.agents + problem.pair_agent[done])
        client, worker = np.divmod(seen, max(problem.agents, 1))
        return Figures(
            interpreted_contacts=int(self.interpreted[used].sum()),
            workers_seen=len(seen),
            hand_offs=int((worker != owner[self._home[client]]).sum()),
            clients_seen=len(np.unique(client)),
        )

    def is_alone(self) -> Bools:
        """Return which items may move, those of clients in a larger household stay: (items,)."""
        alone: Bools = (np.bincount(self._home, minlength=self._clients)[self._home] == 1)[
            self.client
        ]
        return alone

    def teams(
        self,
        ordering: Ordering | None,
        is_open: Bools,
        search: int = 0,
        *,
        is_drawn: bool = False,
    ) -> Teams:
        """Return the clients as teams, in a problem of an order of its own, if there is one.

        They have their turns in the order of their first items, and in searches after the first
        in an order drawn by the number of the search, as is what pairs count if ``is_drawn``.
        """
        from ..solver.second_objective import make_teams

        problem, items = self._problem, np.arange(self._problem.items)
        pairs: Ints | slice = slice(None)
        if ordering is not None:
            problem, items, pairs = ordering.problem, ordering.item, ordering.pair
        _, first, number = np.unique(self.client[items], return_index=True, return_inverse=True)
        turn = np.empty(len(first), dtype=np.int64)
        turn[np.argsort(first)] = np.arange(len(first))
        penalty, rng = self.interpreted[pairs], np.random.default_rng(search)
        if search:
            turn = rng.permutation(len(first))[turn]
        if is_drawn:
            penalty = rng.integers(0, _MOST_DRAWN, problem.pairs)
        return make_teams(
            problem,
            turn[number.reshape(-1)],
            items < self._clients,
            penalty,
            self.change[pairs],
            is_open[pairs],
        )


def prepare_second_stage() -> None:
    """Begin to load what the second stage needs, beside the engine's work."""
    from ..solver.second_objective import SECOND_OBJECTIVE

    SECOND_OBJECTIVE.start()


def limit_second_stage(limits: Limits) -> Limits:
    """Return the limits of a second stage that begins now: its share, if that much is left."""
    if limits.seconds is None:
        return limits
    ends = limits.elapsed() + limits.seconds * FOR_SECOND_STAGE
    return replace(limits, seconds=min(ends, limits.seconds * (1 - FOR_OWNERS)))


def improve_for_clients(
    lowered: Lowered,
    x: Ints,
    limits: Limits,
    *,
    problem: AssignmentProblem | None = None,
    open_pairs: Bools | None = None,
    free: Bools | None = None,
) -> tuple[Ints, bool]:
    """Return a plan that costs no more and is better for the clients.

    Parameters
    ----------
    lowered : Lowered
        The question.
    x : array of shape (pairs,)
        A legal assignment.
    limits : Limits
        When to stop; what was found by then is kept.
    problem : AssignmentProblem or None
        A problem of the same pairs and rows whose cost counts instead.
    open_pairs : boolean array of shape (pairs,) or None
        The pairs that may be used; None for all.
    free : boolean array of shape (items,) or None
        The items that may move; None for all.

    Returns
    -------
    x : array of shape (pairs,)
        The assignment.
    has_ended : bool
        Whether the search ended by itself.
    """
    return _Searches(lowered, problem, open_pairs, free).run(x, limits)


class _Searches:
    """What every search from one question needs, made once."""

    def __init__(
        self,
        lowered: Lowered,
        problem: AssignmentProblem | None = None,
        open_pairs: Bools | None = None,
        free: Bools | None = None,
    ) -> None:
        self.has_tasks = lowered.view.tasks > 0
        self._problem = problem or lowered.problem
        self.objective = SecondObjective(lowered)
        asked = self._problem
        is_open = np.ones(asked.pairs, dtype=np.bool_) if open_pairs is None else open_pairs
        if free is not None:
            is_open = is_open & free[asked.pair_item]
        self._is_open = is_open & self.objective.is_alone()[asked.pair_item]
        self.is_ordered = asked.pairs <= MOST_ORDERED
        self._ordering = order_problem(asked) if self.is_ordered else None

    def run(
        self, x: Ints, limits: Limits, search: int = 0, *, is_drawn: bool = False
    ) -> tuple[Ints, bool]:
        """Search, with turns in the order of a number; see ``improve_for_clients``.

        If ``is_drawn``, for a plan that is as good as any at a count drawn at random.
        """
        if not self.has_tasks:
            return x, True
        from ..solver.second_objective import improve_second

        teams = self.objective.teams(self._ordering, self._is_open, search, is_drawn=is_drawn)
        if self._ordering is None:
            return improve_second(self._problem, x, teams, limits)
        ordering = self._ordering
        y, has_ended = improve_second(ordering.problem, ordering.reduce(x), teams, limits)
        return ordering.expand(y), has_ended


@dataclass(frozen=True, eq=False)
class Searched:
    """What several searches found.

    Parameters
    ----------
    x : array of shape (pairs,)
        The best assignment for the clients, at no more cost.
    has_ended : bool
        Whether every search ended by itself.
    seen : tuple of Figures
        The figures of the searches that did.
    objective : SecondObjective
        What counts the figures.
    """

    x: Ints
    has_ended: bool
    seen: tuple[Figures, ...]
    objective: SecondObjective


def search_for_clients(lowered: Lowered, x: Ints, limits: Limits, threads: int = 1) -> Searched:
    """Return the best plan for the clients that several searches find, at no more cost.

    Parameters
    ----------
    lowered, x, limits
        As for ``improve_for_clients``.
    threads : int
        Most searches at a time; where all of them end, that changes nothing.
    """
    searches, failed = _Searches(lowered), threading.Event()
    count, limits = searches.objective.count, limits.until(failed.is_set)

    def search(number: int) -> tuple[Ints, bool, Figures]:
        y, has_ended = x, not (number and searches.has_tasks and limits.is_over())
        if has_ended and number >= SEARCHES:
            y, has_ended = searches.run(x, limits, number, is_drawn=True)
        if has_ended:
            y, has_ended = searches.run(y, limits, number)
        return y, has_ended, count(y)

    best, least, seen = x, astuple(count(x)), list[Figures]()
    all_ended = True
    with ThreadPoolExecutor(threads) as beside:
        try:
            for numbers in (range(SEARCHES), range(SEARCHES, SEARCHES + SCATTERED)):
                for y, has_ended, figures in beside.map(search, numbers):
                    if astuple(figures) < least:
                        best, least = y, astuple(figures)
                    all_ended = all_ended and has_ended
                    if has_ended:
                        seen.append(figures)
                if not all_ended or len(set(seen)) == 1 or not searches.is_ordered:
                    break
        finally:
            # Whatever interrupts one search ends the others, which are waited for.
            failed.set()
    return Searched(best, all_ended, tuple(seen), searches.objective)
