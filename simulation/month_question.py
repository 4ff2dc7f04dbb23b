"""A morning of a simulation as a question to the engines: who owns whom from now on.

Clients are those who are there, with what their owner does for them in a usual month; workers are
the filled seats at today's speed; tasks are the work that waits with owners. An absence is not
known ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from ..model.calendar import Calendar
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.tables import SCHEMAS, TableName
from .agency import NOBODY, TICKS, Agency, Bools, Ints, Names
from .arrivals import ARRIVAL, EXIT
from .standards import Routing
from .state import NEXT_CHANGE, NEXT_TASK, WAITING, State
from .world import World

MOST_FREE = 4_000
"""Clients beyond whom a question is about those who matter alone."""

_REACH = 2
"""Clients who have an owner and are asked about, for each change that a plan may make."""


def planning_policy(policy: Policy, serves: int) -> Policy:
    """Return the rules under which owners are planned over months.

    The prices are the policy's. What pools work, what is forbidden where it can be priced, and what
    names single clients, tasks, kinds or cases is left out.

    Parameters
    ----------
    policy : Policy
        The policy.
    serves : int
        Months that a change of owner serves, over which its price is spread.
    """
    is_on = policy.moves.enabled
    changes: Mapping[str, Mapping[str, object]] = {
        "continuity": {"household": False},
        "moves": {
            **({} if is_on else {"change_price": 0.0, "transfer_minutes": 0}),
            **{"enabled": True, "months_served": serves, "limit_share": None},
            **{"frozen": (), "fixed_owners": {}, "fixed_tasks": {}},
        },
        "pool": {"enabled": True, "scope": "office"},
        "skills": {"enabled": True, "bundle_integrity": True},
        "caseload": {"caps": {}},
        "utilisation": {"gaps": ()},
        "service": {"undone": "priced", "levels": {}},
        "deadlines": {"late": "priced"},
        "pairs": {"enabled": False},
    }
    base = policy.as_formulation("client-based")
    return base.model_copy(
        update={
            name: getattr(base, name).model_copy(update=dict(update))
            for name, update in changes.items()
        }
    )


class Morning(NamedTuple):
    """What is known on a morning.

    Parameters
    ----------
    day : int
        The day.
    here : numpy.ndarray
        Who is there once those who come and leave today have, of shape (clients,).
    owner : numpy.ndarray
        Seats, ``NOBODY`` where the owner has left or may not own the client, of shape (clients,).
    left : tuple of int
        Seats whose worker left today.
    coming : tuple of int
        Clients who get an owner today: the leavers', then those who come.
    waiting : numpy.ndarray
        Tasks that wait with owners, in their order.
    """

    day: int
    here: Bools
    owner: Ints
    left: tuple[int, ...]
    coming: tuple[int, ...]
    waiting: Ints


def read_morning(day: int, agency: Agency, world: World, routing: Routing, state: State) -> Morning:
    """Return what is known on a morning, before anything has happened on it.

    Parameters
    ----------
    day : int
        The day.
    agency, world, routing, state : Agency, World, Routing and State
        As in ``loop.run``.
    """
    person = world.person[:, day]
    filled = (person != NOBODY) & (agency.day_ticks > 0)
    new = np.zeros_like(filled) if day == 0 else world.person[:, day - 1] != person
    left = np.flatnonzero(new & (person == NOBODY)).tolist()
    bundle = agency.client_bundle[world.client_like]
    here, owner = state.is_here.copy(), state.owner.copy()
    coming = [client for seat in left for client in np.flatnonzero(here & (owner == seat)).tolist()]
    kept = (owner != NOBODY) & filled[owner] & routing.qualified[bundle, owner]
    owner[~kept] = NOBODY
    first = int(state.counter[NEXT_CHANGE])
    last = int(np.searchsorted(world.change_day, day, side="right"))
    for client, what in zip(
        world.change_client[first:last].tolist(), world.change[first:last].tolist(), strict=True
    ):
        here[client] = what != EXIT
        if what == ARRIVAL or (what != EXIT and person[state.owner[client]] == NOBODY):
            owner[client] = NOBODY
            coming.append(client)
    arrived = state.status[: int(state.counter[NEXT_TASK])]
    own = (arrived == WAITING) & ~state.pooled[: arrived.size]
    return Morning(day, here, owner, tuple(left), tuple(coming), np.flatnonzero(own))


class Question(NamedTuple):
    """Who owns whom from a morning on.

    Parameters
    ----------
    instance : Instance
        Clients ``c`` and their number, workers ``w`` and their seat; ``o`` and a seat stands for
        the others whom the worker owns, with all their work.
    fixed : mapping of str to str
        The workers who keep those others.
    limit : int
        Most clients whose owner may change though the owner is there.
    """

    instance: Instance
    fixed: Mapping[str, str]
    limit: int


def ask(
    morning: Morning,
    agency: Agency,
    names: Names,
    world: World,
    state: State,
    standing: Ints,
    share: float,
    days: int,
) -> Question:
    """Return the question of a month.

    Parameters
    ----------
    morning : Morning
        The first morning.
    agency, names, world, state : Agency, Names, World and State
        As in ``loop.run``.
    standing : numpy.ndarray
        Minutes an owner does for each client in a usual month, of shape (clients,).
    share : float
        Of the clients who have an owner, whose owner may change.
    days : int
        Days of the month.
    """
    seats = np.flatnonzero((world.person[:, morning.day] != NOBODY) & (agency.day_ticks > 0))
    limit = int(share * int((morning.owner[morning.here] != NOBODY).sum()))
    free = _find_free(morning, agency, world, state, standing, limit)
    rest = np.flatnonzero(morning.here & ~free)
    others = np.bincount(
        morning.owner[rest], weights=standing[rest], minlength=agency.seat_office.size
    )
    workers = _workers(seats, agency, names, world.speed[:, morning.day], days)
    work, busy = _tasks(morning, agency, names, world, state, free)
    stay = [seat for seat in seats.tolist() if others[seat] > 0 or seat in busy]
    rows = _clients(np.flatnonzero(free), morning, agency, names, world, standing)
    for seat in stay:
        spoken = np.flatnonzero(agency.speaks[seat])
        language = names.languages[int(spoken[0])] if spoken.size else "any"
        office = names.offices[int(agency.seat_office[seat])]
        known = _named(names.programs, agency.knows[seat])
        rows.append((f"o{seat}", office, language, known, f"w{seat}", [], int(others[seat]), None))
    instance = Instance(
        clients=_frame("clients", rows),
        workers=_frame("workers", workers),
        tasks=_frame("tasks", work),
        calendar=Calendar(periods=days),
    )
    return Question(instance, {f"o{seat}": f"w{seat}" for seat in stay}, limit)


def _find_free(
    morning: Morning, agency: Agency, world: World, state: State, standing: Ints, limit: int
) -> Bools:
    """Return whom a question is about: all, or in a large agency who matters, (clients,).

    Who has no owner; and of the owners with more than their share, or with work overdue, the
    clients with most overdue first, then those who need most.
    """
    owned = morning.here & (morning.owner != NOBODY)
    if int(morning.here.sum()) <= MOST_FREE:
        return morning.here
    free: Bools = morning.here & ~owned
    late = morning.waiting[world.task_due[morning.waiting] < morning.day]
    overdue = np.bincount(
        world.task_client[late], weights=state.left[late] / TICKS, minlength=standing.size
    )
    seats = agency.seat_office.size
    mine = np.flatnonzero(owned)
    load = np.bincount(morning.owner[mine], weights=standing[mine], minlength=seats)
    behind = np.bincount(morning.owner[mine], weights=overdue[mine], minlength=seats)
    hours = np.where(
        world.person[:, morning.day] != NOBODY,
        agency.day_ticks * world.speed[:, morning.day] / 1000,
        0.0,
    )
    excess = np.maximum(load - load.sum() * hours / max(float(hours.sum()), 1.0), 0) + behind
    places = np.rint(excess * (_REACH * limit / max(float(excess.sum()), 1.0))).astype(np.int64)
    order = mine[np.lexsort((mine, -standing[mine], -overdue[mine], morning.owner[mine]))]
    of = morning.owner[order]
    turn = np.arange(order.size) - np.searchsorted(of, of)
    free[order[turn < places[of]]] = True
    return free


def _clients(
    clients: Ints, morning: Morning, agency: Agency, names: Names, world: World, standing: Ints
) -> list[tuple[object, ...]]:
    bundles = [_named(names.programs, row) for row in agency.needs]
    rows: list[tuple[object, ...]] = []
    for client in clients.tolist():
        like, owner = world.client_like[client], int(morning.owner[client])
        rows.append(
            (
                f"c{client}",
                names.offices[agency.client_office[like]],
                names.languages[agency.client_language[like]],
                bundles[agency.client_bundle[like]],
                None if owner == NOBODY else f"w{owner}",
                [],
                int(standing[client]),
                None,
            )
        )
    return rows


def _workers(
    seats: Ints, agency: Agency, names: Names, speed: Ints, days: int
) -> list[tuple[object, ...]]:
    return [
        (
            f"w{seat}",
            names.offices[agency.seat_office[seat]],
            str(agency.seat_unit[seat]),
            _named(names.languages, agency.speaks[seat]),
            _named(names.programs, agency.knows[seat]),
            [int(agency.day_ticks[seat] * speed[seat] // (1000 * TICKS))] * days,
            None,
        )
        for seat in seats.tolist()
    ]


def _tasks(
    morning: Morning, agency: Agency, names: Names, world: World, state: State, free: Bools
) -> tuple[list[tuple[object, ...]], set[int]]:
    """Return what waits, and the seats of which a part is summed up: of others, by day due."""
    rows: list[tuple[object, ...]] = []
    sums: dict[tuple[int, int], int] = {}
    for task in morning.waiting.tolist():
        client, kind = int(world.task_client[task]), int(world.task_kind[task])
        due, left = int(world.task_due[task]) - morning.day, int(state.left[task])
        if free[client]:
            program, name = names.kinds[kind]
            minutes, contact = -(-left // TICKS), bool(agency.kind_contact[kind])
            rows.append((f"t{task}", f"c{client}", program, name, minutes, 0, due, contact))
        elif morning.owner[client] != NOBODY:
            place = int(morning.owner[client]), due
            sums[place] = sums.get(place, 0) + left
    busy: set[int] = set()
    for (seat, due), left in sorted(sums.items()):
        known = _named(names.programs, agency.knows[seat])
        if known:
            name, minutes = f"s{seat}.{due}", -(-left // TICKS)
            rows.append((name, f"o{seat}", known[0], "waiting", minutes, 0, due, False))
            busy.add(seat)
    return rows, busy


def _named(names: tuple[str, ...], which: Bools) -> list[str]:
    return [names[at] for at in np.flatnonzero(which).tolist()]


def _frame(table: TableName, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(SCHEMAS[table]), orient="row")
