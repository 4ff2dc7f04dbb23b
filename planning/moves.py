"""Who changes hands, and why: what would follow if that client alone stayed with today's owner."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl

from ..audit import find_exclusions
from ..formulations import Lowered
from ..model.policy import MILLI, Policy, milli
from ..problem import Bools, Ints
from .handover import Handover, Handovers

Why = Literal[
    "left",
    "rule",
    "tasks",
    "room",
    "overtime",
    "late",
    "utilisation",
    "standing",
    "language",
    "programs",
    "pairs",
    "price",
    "continuity",
    "open",
]
"""Today's owner left; may not own the client; may not do all of the work; has no room. Or staying
would cost more, mostly by overtime, lateness, minutes above a breakpoint, standing minutes above a
fair share, the language, a program, a pair, or by all of it together. Or it would cost the same and
mean more contacts through an interpreter, workers met or hand-offs; or nothing speaks for it."""

_ROUNDS = 4
"""Most times that reasons are looked for, each after some went back."""

_PARTS: Mapping[str, Why] = {"utilisation": "utilisation", "caseload": "standing"}


@dataclass(frozen=True)
class OwnerChange:
    """A client who gets another owner than today's, or none.

    Parameters
    ----------
    client : str
        Id of the client.
    before, owner : str or None
        Owner before and after.
    why : str or None
        What speaks against today's owner; None where there was none, or no time to find out.
    rule : str or None
        The rule that keeps today's owner from the client, for ``rule`` and ``room``.
    minutes : float or None
        How much more there would be of what ``why`` names: minutes of overtime, minutes times
        periods late, minutes or standing minutes above a breakpoint; None for others.
    above : float or None
        The breakpoint above which those minutes are, in shares of regular minutes or of a fair
        share: of several, the one that tells most; None where ``why`` knows none.
    saves : float or None
        What the change saves, its own price taken off, in minutes; None where staying is not
        possible.
    """

    client: str
    before: str | None
    owner: str | None
    why: Why | None = None
    rule: str | None = None
    minutes: float | None = None
    above: float | None = None
    saves: float | None = None


def changes_by_client(owners: pl.DataFrame, moves: Iterable[OwnerChange]) -> dict[str, OwnerChange]:
    """Return the clients who get another owner than today's, with the reasons that are known.

    Parameters
    ----------
    owners : polars.DataFrame
        ``client``, ``owner`` and ``owner_today`` of a plan.
    moves : iterable of OwnerChange
        What is known of why.

    Returns
    -------
    dict of str to OwnerChange
        By client, in the order of the plan; a first owner, where there is none today, is none.
    """
    known = {each.client: each for each in moves}
    changed = owners.filter(pl.col("owner").ne_missing(pl.col("owner_today")))
    rows = changed.select("client", "owner_today", "owner").iter_rows()
    return {
        client: known.get(client) or OwnerChange(client, before, owner)
        for client, before, owner in rows
        if before is not None or client in known
    }


def list_owner_changes(
    lowered: Lowered,
    handovers: Handovers,
    is_over: Callable[[], bool],
    *,
    free: Bools | None = None,
    takes_back: bool = False,
) -> tuple[OwnerChange, ...]:
    """Return the clients who get another owner than today's, in the order of the instance.

    Parameters
    ----------
    lowered : Lowered
        The question.
    handovers : Handovers
        The plan.
    is_over : callable
        Whether there is no time left; whose reason is not known by then has none.
    free : boolean array of shape (items,) or None
        The items that may change hands; None for all.
    takes_back : bool
        Whether clients for whose change nothing speaks go back to today's owner: then the plan is
        changed, and never dearer.

    Returns
    -------
    tuple of OwnerChange
        A first owner, where there is none today, is no change.
    """
    today, forced = lowered.view.today, lowered.view.forced
    moved = [each for each in handovers.newly_owned(today) if today[each] >= 0 or forced[each]]
    excluded = find_excluding_rules(lowered, [each for each in moved if not forced[each]])
    found = {client: _Against("rule", rule) for client, rule in excluded.items()}
    found |= {client: _Against("left") for client in moved if forced[client]}
    waiting = [client for client in moved if client not in found]
    for _ in range(_ROUNDS):
        touched: set[int] = set()
        for client in waiting:
            if is_over():
                break
            found[client], way = find_reason(lowered, handovers, client)
            may = takes_back and (free is None or bool(free[client]))
            if may and way is not None and found[client].why == "open":
                touched |= {int(handovers.agent[client]), int(today[client])}
                handovers.hand_over(*way)
        # Whoever lost or got a client back has other reasons for the rest.
        waiting = [
            client
            for client in waiting
            if handovers.agent[client] != today[client]
            and {int(handovers.agent[client]), int(today[client])} & touched
        ]
    found |= _find_members(lowered, handovers, found)
    workers = lowered.instance.workers["id"].to_list()
    ids, before = (lowered.instance.clients[name].to_list() for name in ("id", "worker"))
    return tuple(
        OwnerChange(
            ids[client],
            before[client],
            workers[agent],
            **vars(found.get(client, _Against(None))),
        )
        for client, agent in enumerate(handovers.agent[lowered.facts.home].tolist())
        if agent >= 0
        and agent != today[client]
        and (client in found or today[client] >= 0 or forced[client])
    )


def _find_members(
    lowered: Lowered, handovers: Handovers, known: Mapping[int, _Against]
) -> dict[int, _Against]:
    """Return what speaks against today's owner of those who go with the first of a household."""
    today, forced, home = lowered.view.today, lowered.view.forced, lowered.facts.home
    owner = handovers.agent[home]
    goes = (home != np.arange(len(home))) & (owner >= 0) & (owner != today)
    found: dict[int, _Against] = {}
    for client in np.flatnonzero(goes & ((today >= 0) | forced)).tolist():
        first = int(home[client])
        if forced[client]:
            found[client] = _Against("left")
        elif today[client] == today[first] and first in known:
            # What it saves is told once, of all of them together.
            found[client] = _Against(known[first].why, known[first].rule)
        else:
            # A household has one owner, who was not this one.
            found[client] = _Against("rule", "continuity")
    return found


def find_excluding_rules(lowered: Lowered, clients: list[int]) -> dict[int, str]:
    """Return the rule that keeps today's owner from a client, by client; none is left out."""
    if not clients:
        return {}
    instance = lowered.instance
    table = instance.clients[clients]
    today: dict[str, str] = dict(table.select("id", "worker").iter_rows())
    row = dict(zip(table["id"].to_list(), clients, strict=True))
    rules = find_exclusions(instance, lowered.policy, list(row))
    return {
        row[client]: rule for client, worker, rule in rules.iter_rows() if today[client] == worker
    }


@dataclass(frozen=True)
class _Against:
    """What speaks against today's owner; fields as in ``OwnerChange``."""

    why: Why | None
    rule: str | None = None
    minutes: float | None = None
    above: float | None = None
    saves: float | None = None


def find_reason(
    lowered: Lowered, handovers: Handovers, client: int
) -> tuple[_Against, tuple[Handover, int] | None]:
    """Return what speaks against today's owner, whom no rule keeps from the client, and the way.

    Parameters
    ----------
    lowered : Lowered
        The question.
    handovers : Handovers
        The plan.
    client : int
        Row of a client whose owner changes.
    """
    ways = list(_ways_back(handovers, client, int(lowered.view.today[client])))
    if not ways:
        return _Against("tasks"), None
    found: list[tuple[int, Handover, int, Ints]] = []
    for handover, place in ways:
        changes = handovers.slack_changes(handover, place)
        if changes is not None:
            more = int(handovers.pair_costs(handover)[place])
            found.append(
                (more + int(changes @ handovers.problem.slack_price), handover, place, changes)
            )
    if not found:
        return _Against("room", _short_rule(lowered, handovers, *ways[0])), None
    saves, handover, place, changes = min(found, key=lambda way: way[0])
    if saves <= 0:
        is_worse = saves == 0 and handovers.is_worse(handover, place)
        why: Why = "continuity" if is_worse else "open"
        return _Against(why, saves=saves / MILLI), (handover, place)
    part = _main_part(lowered, handovers, handover, place, changes, saves)
    return part, (handover, place)


def _ways_back(handovers: Handovers, client: int, today: int) -> Iterator[tuple[Handover, int]]:
    """Yield how today's owner could have the client back: with the owner's tasks, and without."""
    for with_tasks in (True, False):
        handover = handovers.handover(client, with_tasks=with_tasks)
        place = np.flatnonzero(handover.takers == today)
        if len(place) and handovers.is_within_limits(handover, int(place[0])):
            yield handover, int(place[0])
        if len(handover.items) == 1:
            return


def _short_rule(lowered: Lowered, handovers: Handovers, handover: Handover, place: int) -> str:
    """Return the rule of the first row in which today's owner has no room."""
    return lowered.row_names[handovers.find_short_row(handover, place)].rule


def _main_part(
    lowered: Lowered,
    handovers: Handovers,
    handover: Handover,
    place: int,
    changes: Ints,
    saves: int,
) -> _Against:
    """Return the part of the cost that staying would raise most."""
    price = handovers.problem.slack_price
    parts: dict[Why, tuple[int, _Against]] = {}
    for why, slacks in _slacks_by_part(lowered, handovers).items():
        more = changes[slacks]
        amount, above = int(more.sum()), None
        if why in _PARTS.values():
            amount, above = _above_which(lowered.policy, why, more)
        parts[why] = int(more @ price[slacks]), _Against(why, minutes=amount, above=above)
    dearer = int(handovers.pair_costs(handover)[place]) + _change_price(lowered)
    other = _owner_part(lowered, handover, place)
    parts[other] = dearer, _Against(other)
    cost, against = max(parts.values(), key=lambda each: each[0])
    # Where no part by itself is dearer than a change, it is all of them together.
    return replace(against if cost > 0 else _Against("price"), saves=saves / MILLI)


def _slacks_by_part(lowered: Lowered, handovers: Handovers) -> dict[Why, Ints]:
    """Return which slacks are overtime, lateness, utilisation and standing minutes.

    Those of utilisation and standing minutes stand in the order of their breakpoints.
    """
    problem = handovers.problem
    found: dict[Why, list[int]] = {"overtime": [], "late": [], "utilisation": [], "standing": []}
    if problem.windows is not None:
        found["overtime"] = problem.windows.overtime[problem.windows.overtime >= 0].tolist()
        found["late"] = problem.windows.late[problem.windows.late >= 0].tolist()
    for row in range(problem.timed_rows, problem.rows.rows):
        for slack, _ in problem.row_relief(row):
            found[_PARTS[lowered.row_names[row].rule]].append(slack)
    return {why: np.array(slacks, dtype=np.int64) for why, slacks in found.items()}


def _above_which(policy: Policy, why: Why, more: Ints) -> tuple[int, float | None]:
    """Return how many more minutes there would be above a breakpoint, and above which.

    Taken together minutes can be few that cost much, where they pass from under one breakpoint to
    above another: of the breakpoints the one is told above which the rise costs most.
    """
    if not len(more):
        return 0, None
    points = (policy.utilisation if why == "utilisation" else policy.caseload).breakpoints
    prices = np.array([milli(point.price) for point in points], dtype=np.int64)
    # A slack of standing minutes ends where the next one begins, one of a month's minutes does not.
    beyond = np.cumsum(more[::-1])[::-1] if why == "standing" else more
    most = int(np.argmax(beyond * np.diff(prices, prepend=0)))
    return int(beyond[most]), points[most].above


def _owner_part(lowered: Lowered, handover: Handover, place: int) -> Why:
    """Return what today's owner lacks that the new one has."""
    view, client = lowered.view, handover.client
    pair = np.array([handover.giver, handover.takers[place]])
    speaks = view.worker_languages[pair, view.client_language[client]]
    if speaks[0] and not speaks[1]:
        return "language"
    wanted = view.worker_programs[pair][:, view.client_programs[client]]
    return "programs" if wanted[0].all() and not wanted[1].all() else "pairs"


def _change_price(lowered: Lowered) -> int:
    section = lowered.policy.moves
    return -(-milli(section.change_price) // section.months_served) if section.enabled else 0
