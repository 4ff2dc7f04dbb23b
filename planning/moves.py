"""Who changes hands, and why; whom nothing speaks against gets the client back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ..audit import find_exclusions
from ..formulations import Lowered
from ..problem import Bools, Ints
from .handover import Handovers
from .reasons import Against, Reasons, Why

_ROUNDS = 4
"""Most times that reasons are looked for, each after some went back."""

_TOGETHER, _MOST_CELLS = 200, 400_000
"""Clients whose reasons are looked for together, between two looks at the clock; fewer where there
are so many periods that the windows of all are more, each of two workers and two ways back."""


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
    found = {client: Against("rule", rule) for client, rule in excluded.items()}
    found |= {client: Against("left") for client in moved if forced[client]}
    waiting = [client for client in moved if client not in found]
    goes_back = np.full(len(today), takes_back)
    if free is not None:
        goes_back &= free[: len(today)]
    reasons = Reasons(lowered, handovers)
    together = max(min(_TOGETHER, _MOST_CELLS // (4 * len(lowered.view.capacity.T) ** 2)), 1)
    for _ in range(_ROUNDS):
        touched: set[int] = set()
        for first in range(0, len(waiting), together):
            if is_over():
                break
            some = waiting[first : first + together]
            touched |= _explain_or_return(reasons, handovers, some, today, goes_back, found)
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
            **vars(found.get(client, Against(None))),
        )
        for client, agent in enumerate(handovers.agent[lowered.facts.home].tolist())
        if agent >= 0
        and agent != today[client]
        and (client in found or today[client] >= 0 or forced[client])
    )


def _explain_or_return(
    reasons: Reasons,
    handovers: Handovers,
    clients: Sequence[int],
    today: Ints,
    goes_back: Bools,
    found: dict[int, Against],
) -> set[int]:
    """Fill in what speaks against today's owners of some clients, who get those back against whom
    nothing speaks; return the workers whose clients changed."""
    touched: set[int] = set()
    for client, known in zip(clients, reasons.find(clients), strict=True):
        both = {int(handovers.agent[client]), int(today[client])}
        # What was found for all of them together may not hold once one of them has gone back.
        is_stale = touched and (handovers.has_limits or both & touched)
        found[client], way = reasons.find([client])[0] if is_stale else known
        if way is not None and found[client].why == "open" and goes_back[client]:
            touched |= both
            handovers.hand_over(*way)
    return touched


def _find_members(
    lowered: Lowered, handovers: Handovers, known: Mapping[int, Against]
) -> dict[int, Against]:
    """Return what speaks against today's owner of those who go with the first of a household."""
    today, forced, home = lowered.view.today, lowered.view.forced, lowered.facts.home
    owner = handovers.agent[home]
    goes = (home != np.arange(len(home))) & (owner >= 0) & (owner != today)
    found: dict[int, Against] = {}
    for client in np.flatnonzero(goes & ((today >= 0) | forced)).tolist():
        first = int(home[client])
        if forced[client]:
            found[client] = Against("left")
        elif today[client] == today[first] and first in known:
            # What it saves is told once, of all of them together.
            found[client] = Against(known[first].why, known[first].rule)
        else:
            # A household has one owner, who was not this one.
            found[client] = Against("rule", "continuity")
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
