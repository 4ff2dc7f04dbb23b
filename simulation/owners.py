"""Owners: who was chosen this morning, else the clerk's rule; who takes over from a leaver."""

# An element of an array at an index that is an element itself is a number to numba, and an array to
# the stubs of numpy.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

from __future__ import annotations

import numpy as np

from ..solver.compiled import allocation_free_part
from .agency import NOBODY, Agency, Bools, Ints
from .arrivals import COMEBACK, EXIT
from .queues import let_wait, pop_task
from .standards import Routing
from .state import CHOSEN, LEFT, NONE, PLANNED, START, State
from .world import World


@allocation_free_part
def _find_owner(
    office: int,
    language: int,
    day: int,
    seat_office: Ints,
    day_ticks: Ints,
    speaks: Bools,
    qualified: Bools,
    person: Ints,
    load: Ints,
) -> int:
    """Return a client's owner by the clerk's rule: qualified, language, then least loaded.

    Among the places of the office that are filled, or of all where none is.
    """
    best, best_rank, best_share = NONE, 9, 0.0
    for seat in range(seat_office.size):
        if seat_office[seat] != office:
            continue
        rank = 0 if person[seat, day] != NOBODY else 4
        if not qualified[seat]:
            rank += 2
        if not speaks[seat, language]:
            rank += 1
        share = load[seat] / day_ticks[seat] if day_ticks[seat] > 0 else np.inf
        if rank < best_rank or (rank == best_rank and share < best_share):
            best, best_rank, best_share = seat, rank, share
    return best


@allocation_free_part
def _choose(client: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    if s.chosen[client] != NONE:
        return int(s.chosen[client])
    like = w.client_like[client]
    return _find_owner(
        a.client_office[like], a.client_language[like], day, a.seat_office, a.day_ticks, a.speaks,
        r.qualified[a.client_bundle[like]], w.person, s.load,
    )  # fmt: skip


@allocation_free_part
def _place(client: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Give a client the owner that was chosen, or one by the clerk's rule."""
    s.owner[client] = _choose(client, day, a, w, r, s)
    s.load[s.owner[client]] += w.standing[client]


@allocation_free_part
def begin(a: Agency, w: World, r: Routing, s: State) -> None:
    """Take over today's owners; who has none who knows the whole bundle gets one."""
    for client in range(a.owner.size):
        owner = s.owner[client]
        if owner != NOBODY and not r.qualified[a.client_bundle[client], owner]:
            s.owner[client] = NOBODY
        if s.owner[client] != NOBODY:
            s.load[owner] += w.standing[client]
    for client in range(a.owner.size):
        if s.owner[client] == NOBODY:
            _place(client, 0, a, w, r, s)
            s.moved[START, 0] += 1
        s.last[client] = w.person[s.owner[client], 0]


@allocation_free_part
def leave(seat: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Give the clients of a worker who has left to others, with the work that waits for them."""
    moved = s.scratch
    count = 0
    for each in range(r.classes):
        queue = seat * r.classes + each
        while s.head[queue] != NONE:
            moved[count] = pop_task(queue, w.task_due, s.head, s.child, s.sibling)
            count += 1
    s.waiting[seat] = 0
    for client in range(s.owner.size):
        if s.owner[client] != seat:
            continue
        if not s.is_here[client]:
            continue
        s.load[seat] -= w.standing[client]
        _place(client, day, a, w, r, s)
        s.owner_left[client] = day
        s.moved[LEFT, day] += 1
    for at in range(count):
        client = w.task_client[moved[at]]
        if s.owner[client] == seat and not s.is_here[client]:
            # The client is gone, the work is still there: who has least takes it over.
            s.owner[client] = _choose(client, day, a, w, r, s)
        let_wait(moved[at], w, r, s)


@allocation_free_part
def change(at: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Let a client come, leave or come back."""
    client = w.change_client[at]
    if w.change[at] == EXIT:
        s.is_here[client] = False
        s.load[s.owner[client]] -= w.standing[client]
    elif w.change[at] == COMEBACK and w.person[s.owner[client], day] != NOBODY:
        s.is_here[client] = True
        s.load[s.owner[client]] += w.standing[client]
    else:
        s.is_here[client] = True
        _place(client, day, a, w, r, s)


@allocation_free_part
def carry_out(day: int, w: World, r: Routing, s: State) -> None:
    """Give all clients the owners that were chosen for them, with the work that waits."""
    if s.counter[CHOSEN] == 0:
        return
    moved = s.scratch
    count = 0
    for queue in range(r.pool_first):
        while s.head[queue] != NONE:
            moved[count] = pop_task(queue, w.task_due, s.head, s.child, s.sibling)
            count += 1
    s.waiting[:] = 0
    for client in range(s.owner.size):
        chosen = s.chosen[client]
        s.chosen[client] = NONE
        if chosen == NONE or not s.is_here[client] or chosen == s.owner[client]:
            continue
        s.load[s.owner[client]] -= w.standing[client]
        s.load[chosen] += w.standing[client]
        s.owner[client] = chosen
        s.moved[PLANNED, day] += 1
    for at in range(count):
        let_wait(moved[at], w, r, s)
    s.counter[CHOSEN] = 0
