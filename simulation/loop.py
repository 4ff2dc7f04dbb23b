"""The event loop, compiled: opening, arrivals, ends of work, closing, day by day.

State is arrays alone. Waiting tasks stand in pairing heaps (Fredman, Sedgewick, Sleator and Tarjan
1986) by day due, then in the order of arrival: a queue costs one number, however many there are.
Busy workers stand in a binary heap by the tick of their next event, then by seat.

What happens at the same tick: workers' events by seat, then arrivals in their order.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..model.errors import InternalError
from ..solver.compiled import allocation_free, allocation_free_part, compiled, protect
from .agency import NOBODY, Agency, Bools, Ints
from .standards import Routing
from .world import COMEBACK, EXIT, World

_NONE = -1
_LATER = 1 << 62

COMING, WAITING, IN_HAND, DONE = 0, 1, 2, 3
"""What a task is."""

NEXT_TASK, NEXT_CHANGE, PIECES, OPEN, OPEN_TICKS, FAULTS = range(6)
"""Counters: the next task to arrive, the next change of a client, pieces of work so far, tasks and
ticks that have arrived and are not done, and tasks that were done twice or taken from nowhere."""

START, LEFT, PLANNED = 0, 1, 2
"""Why a client gets another owner: had none who may own the client, the owner left, planned."""


class State(NamedTuple):
    """What changes while days go by.

    Parameters
    ----------
    own_class, pool_queue : numpy.ndarray
        Class of a task among the queues of its owner, and its queue in the pool, of shape (tasks,).
    head, child, sibling : numpy.ndarray
        Pairing heaps: first task of each queue, of shape (queues,); links of shape (tasks,).
    waiting : numpy.ndarray
        Tasks in each owner's queues, of shape (seats,).
    status, left : numpy.ndarray
        What a task is, and its ticks at full speed that are left, of shape (tasks,).
    first_begun, done_at : numpy.ndarray
        Tick at which work on a task first began, and at which it was done (-1: not yet), of shape
        (tasks,).
    is_here, owner, last : numpy.ndarray
        Whether a client is there, the owner's seat, and who last worked for the client, of shape
        (clients,).
    moves, owner_left : numpy.ndarray
        Changes of owner, and the day on which the owner last left (-1: never), of shape (clients,).
    load : numpy.ndarray
        Standing minutes of the clients a seat owns, of shape (seats,).
    current, begun, until, event, effort, handoff : numpy.ndarray
        Task in hand, when it was begun, when it would be done, the worker's next event, the ticks
        it takes this worker, and whether it began with a hand-off, of shape (seats,).
    held, held_rest, held_effort : numpy.ndarray
        Task put down until the next day, the ticks left and all ticks, of shape (seats,).
    idle_since : numpy.ndarray
        Since when a worker is idle; -1: not at work or busy, of shape (seats,).
    order : numpy.ndarray
        Heap of busy seats, of shape (seats,).
    scratch : numpy.ndarray
        Tasks on their way from one owner's queues to another's, of shape (tasks,).
    piece : numpy.ndarray
        Pieces of work: task, seat, person, begun, ended, whether it was a hand-off, of shape
        (6, room).
    daily : numpy.ndarray
        Open tasks, their ticks, overtime ticks and worked ticks of each day, of shape (4, days).
    moved : numpy.ndarray
        Changes of owner by reason and day, of shape (3, days).
    counter : numpy.ndarray
        The counters.
    """

    own_class: Ints
    pool_queue: Ints
    head: Ints
    child: Ints
    sibling: Ints
    waiting: Ints
    status: Ints
    left: Ints
    first_begun: Ints
    done_at: Ints
    is_here: Bools
    owner: Ints
    last: Ints
    moves: Ints
    owner_left: Ints
    load: Ints
    current: Ints
    begun: Ints
    until: Ints
    event: Ints
    effort: Ints
    handoff: Ints
    held: Ints
    held_rest: Ints
    held_effort: Ints
    idle_since: Ints
    order: Ints
    scratch: Ints
    piece: Ints
    daily: Ints
    moved: Ints
    counter: Ints


OPEN_TASKS, OPEN_WORK, OVERTIME, WORKED = range(4)
"""Rows of ``State.daily``."""
TASK, SEAT, PERSON, BEGUN, ENDED, HANDOFF = range(6)
"""Rows of ``State.piece``."""


def new_state(agency: Agency, world: World, routing: Routing) -> State:
    """Return the state before the first day: nobody works, no task has arrived."""
    seats, clients, tasks = agency.seat_office.size, world.client_like.size, world.task_at.size
    there = agency.owner.size
    # A piece ends with its task, or with a worker's day, which has two ends.
    room = tasks + 3 * seats * world.days + 16
    owner = np.concatenate([agency.owner, _nones(clients - there)])
    like = world.client_like[world.task_client]
    own_class = agency.kind_program[world.task_kind] * agency.speaks.shape[1]
    own_class += agency.client_language[like]
    pool_queue = agency.client_office[like] * routing.classes + own_class
    pool_queue = pool_queue * routing.groups + routing.kind_group[world.task_kind]
    return State(
        own_class=own_class,
        pool_queue=pool_queue + routing.pool_first,
        head=_nones(routing.queues),
        child=_nones(tasks),
        sibling=_nones(tasks),
        waiting=_zeros(seats),
        status=_zeros(tasks),
        left=world.task_ticks.copy(),
        first_begun=_nones(tasks),
        done_at=_nones(tasks),
        is_here=np.arange(clients) < there,
        owner=owner,
        last=_nones(clients),
        moves=_zeros(clients),
        owner_left=_nones(clients),
        load=_zeros(seats),
        current=_nones(seats),
        begun=_zeros(seats),
        until=_zeros(seats),
        event=_zeros(seats),
        effort=_zeros(seats),
        handoff=_zeros(seats),
        held=_nones(seats),
        held_rest=_zeros(seats),
        held_effort=_zeros(seats),
        idle_since=_nones(seats),
        order=_zeros(seats),
        scratch=_nones(tasks),
        piece=np.zeros((6, room), np.int64),
        daily=np.zeros((4, world.days), np.int64),
        moved=np.zeros((3, world.days), np.int64),
        counter=_zeros(6),
    )


def _nones(size: int) -> Ints:
    return np.full(size, _NONE, np.int64)


def _zeros(size: int) -> Ints:
    return np.zeros(size, np.int64)


def run(
    agency: Agency, world: World, routing: Routing, state: State, first: int, last: int
) -> None:
    """Let the days from ``first`` to before ``last`` go by; the state is changed in place.

    Raises
    ------
    InternalError
        If a task was lost or done twice.
    """
    run_days(protect(agency), protect(world), protect(routing), state, first, last)
    _check_tasks(world, state)


def _check_tasks(world: World, state: State) -> None:
    """Each task that has arrived waits once, is in hand once or was done once."""
    arrived = int(state.counter[NEXT_TASK])
    status = state.status[:arrived]
    in_hand = np.concatenate([state.current[state.current >= 0], state.held[state.held >= 0]])
    ended = np.flatnonzero(state.done_at >= 0)
    waiting = int(count_waiting(state.head, state.child, state.sibling))
    faults = (
        state.counter[FAULTS] == 0,
        not state.status[arrived:].any(),
        not (status == COMING).any(),
        int((status == WAITING).sum()) == waiting,
        np.array_equal(np.sort(in_hand), np.flatnonzero(state.status == IN_HAND)),
        np.array_equal(ended, np.flatnonzero(state.status == DONE)),
        int(state.counter[OPEN]) == arrived - ended.size,
        int(world.task_ticks[:arrived].sum() - world.task_ticks[ended].sum())
        == int(state.counter[OPEN_TICKS]),
    )
    if not all(faults):
        raise InternalError(f"tasks were lost or done twice (checks {[bool(f) for f in faults]})")


# The queues.


@allocation_free_part
def _is_before(one: int, other: int, due: Ints) -> bool:
    return due[one] < due[other] or (due[one] == due[other] and one < other)


@allocation_free_part
def _meld(one: int, other: int, due: Ints, child: Ints, sibling: Ints) -> int:
    if _is_before(other, one, due):
        one, other = other, one
    sibling[other] = child[one]
    child[one] = other
    return one


@allocation_free_part
def _push_task(task: int, queue: int, due: Ints, head: Ints, child: Ints, sibling: Ints) -> None:
    child[task], sibling[task] = _NONE, _NONE
    top = head[queue]
    head[queue] = task if top == _NONE else _meld(top, task, due, child, sibling)


@allocation_free_part
def _pop_task(queue: int, due: Ints, head: Ints, child: Ints, sibling: Ints) -> int:
    top = head[queue]
    node, pairs = child[top], _NONE
    while node != _NONE:
        second = sibling[node]
        after = _NONE
        sibling[node] = _NONE
        if second != _NONE:
            after = sibling[second]
            sibling[second] = _NONE
            node = _meld(node, second, due, child, sibling)
        sibling[node] = pairs
        pairs, node = node, after
    rest = _NONE
    while pairs != _NONE:
        after = sibling[pairs]
        sibling[pairs] = _NONE
        rest = pairs if rest == _NONE else _meld(rest, pairs, due, child, sibling)
        pairs = after
    child[top] = _NONE
    head[queue] = rest
    return int(top)


@compiled
def count_waiting(head: Ints, child: Ints, sibling: Ints) -> int:
    """Return how many tasks stand in all heaps, each counted where it stands."""
    stack = np.empty(child.size + 1, np.int64)
    count = 0
    for queue in range(head.size):
        if head[queue] == _NONE:
            continue
        size = 1
        stack[0] = head[queue]
        while size > 0:
            size -= 1
            node = stack[size]
            count += 1
            if count > child.size:
                return count
            if child[node] != _NONE:
                stack[size] = child[node]
                size += 1
            if sibling[node] != _NONE:
                stack[size] = sibling[node]
                size += 1
    return count


@allocation_free_part
def _enqueue(
    task: int,
    owner: int,
    is_pooled: bool,
    r_classes: int,
    own_class: Ints,
    pool_queue: Ints,
    status: Ints,
    waiting: Ints,
    due: Ints,
    queues: tuple[Ints, Ints, Ints],
) -> None:
    """Let a task wait in the pool or in its owner's queue; queues are heads and links."""
    status[task] = WAITING
    if is_pooled:
        _push_task(task, pool_queue[task], due, *queues)
    else:
        _push_task(task, owner * r_classes + own_class[task], due, *queues)
        waiting[owner] += 1


@allocation_free_part
def _let_wait(task: int, w: World, r: Routing, s: State) -> None:
    _enqueue(
        task, s.owner[w.task_client[task]], r.is_pooled[w.task_kind[task]], r.classes, s.own_class,
        s.pool_queue, s.status, s.waiting, w.task_due, (s.head, s.child, s.sibling),
    )  # fmt: skip


# Busy workers, by the tick of their next event.


@allocation_free_part
def _is_sooner(one: int, other: int, event: Ints) -> bool:
    return event[one] < event[other] or (event[one] == event[other] and one < other)


@allocation_free_part
def _push_busy(seat: int, size: int, order: Ints, event: Ints) -> int:
    at = size
    order[at] = seat
    while at > 0:
        up = (at - 1) >> 1
        if _is_sooner(order[up], order[at], event):
            break
        order[up], order[at] = order[at], order[up]
        at = up
    return size + 1


@allocation_free_part
def _pop_busy(size: int, order: Ints, event: Ints) -> int:
    size -= 1
    order[0] = order[size]
    at = 0
    while True:
        down = 2 * at + 1
        if down >= size:
            break
        if down + 1 < size and _is_sooner(order[down + 1], order[down], event):
            down += 1
        if _is_sooner(order[at], order[down], event):
            break
        order[at], order[down] = order[down], order[at]
        at = down
    return size


# Work.


@allocation_free_part
def _ends(due: int, day: int, day_ticks: int, day_length: int, overtime: int) -> int:
    """Return until when a worker may work on a task today: overtime is for what is due."""
    close = day * day_length + day_ticks
    return close + overtime if due <= day else close


@allocation_free_part
def _find_due(head: Ints, can: Bools, first: int, best: int, due: Ints) -> int:
    """Return the queue whose task is due first, of an owner's that a worker may take from."""
    for each in range(can.size):
        task = head[first + each]
        if task != _NONE and can[each] and (best == _NONE or _is_before(task, head[best], due)):
            best = first + each
    return best


@allocation_free_part
def _find_due_in_pool(head: Ints, queues: Ints, best: int, due: Ints) -> int:
    """Return the queue whose task is due first, of those named."""
    for queue in queues:
        task = head[queue]
        if task != _NONE and (best == _NONE or _is_before(task, head[best], due)):
            best = queue
    return best


@allocation_free_part
def _find_idle(
    seats: Ints,
    owner: int,
    due: int,
    now: int,
    day: int,
    idle_since: Ints,
    day_ticks: Ints,
    day_length: int,
    overtime: int,
    able: Bools,
    each: int,
) -> int:
    """Return who may begin a task now: the owner, else the longest idle; or none."""
    chosen = _NONE
    for at in range(seats.size):
        seat: int = seats[at]
        if idle_since[seat] == _NONE or not able[seat, each]:
            continue
        if now >= _ends(due, day, day_ticks[seat], day_length, overtime):
            continue
        if seat == owner:
            return seat
        if chosen == _NONE or idle_since[seat] < idle_since[chosen]:
            chosen = seat
    return chosen


@allocation_free_part
def _end_work(seat: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Let a worker end a task, or put it down because the day is over."""
    task, at, begun = s.current[seat], s.counter[PIECES], s.begun[seat]
    s.piece[TASK, at], s.piece[SEAT, at] = task, seat
    s.piece[PERSON, at], s.piece[HANDOFF, at] = w.person[seat, day], s.handoff[seat]
    s.piece[BEGUN, at], s.piece[ENDED, at] = begun, now
    s.counter[PIECES] = at + 1
    s.daily[WORKED, day] += now - begun
    s.daily[OVERTIME, day] += max(0, now - max(begun, day * w.day_length + a.day_ticks[seat]))
    s.current[seat] = _NONE
    rest = s.until[seat] - now
    if s.status[task] != IN_HAND:
        s.counter[FAULTS] += 1
    if rest == 0:
        s.status[task], s.done_at[task] = DONE, now
        s.counter[OPEN] -= 1
        s.counter[OPEN_TICKS] -= w.task_ticks[task]
    elif s.held[seat] == _NONE:
        s.held[seat], s.held_rest[seat], s.held_effort[seat] = task, rest, s.effort[seat]
    else:
        s.left[task] = max(1, s.left[task] * rest // s.effort[seat])
        _let_wait(task, w, r, s)


@allocation_free_part
def _pick(seat: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return the task that is due first of those a free worker may take now, or none."""
    where, due = _NONE, w.task_due
    if s.waiting[seat] > 0:
        where = _find_due(s.head, r.knows_class[seat], seat * r.classes, where, due)
    for at in range(r.helped_start[seat], r.helped_start[seat + 1]):
        owner = r.helped[at]
        if s.waiting[owner] > 0 and not (r.only_away and w.present[owner, day]):
            where = _find_due(s.head, r.able[seat], owner * r.classes, where, due)
    if r.pool_start[seat] < r.pool_start[seat + 1]:
        queues = r.pool[r.pool_start[seat] : r.pool_start[seat + 1]]
        where = _find_due_in_pool(s.head, queues, where, due)
    task = _NONE
    if where != _NONE:
        until = due[s.head[where]]
        if now < _ends(until, day, a.day_ticks[seat], w.day_length, a.overtime_ticks):
            task = _pop_task(where, due, s.head, s.child, s.sibling)
            if where < r.pool_first:
                s.waiting[where // r.classes] -= 1
    return task


@allocation_free_part
def _offer(task: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return the idle worker who takes a task: the owner, else the longest idle; or none."""
    owner, each, due = s.owner[w.task_client[task]], s.own_class[task], w.task_due[task]
    chosen = _NONE
    if r.is_pooled[w.task_kind[task]]:
        queue = s.pool_queue[task] - r.pool_first
        chosen = _find_idle(
            r.serve[r.serve_start[queue] : r.serve_start[queue + 1]], owner, due, now, day,
            s.idle_since, a.day_ticks, w.day_length, a.overtime_ticks, r.able, each,
        )  # fmt: skip
    else:
        ends = _ends(due, day, a.day_ticks[owner], w.day_length, a.overtime_ticks)
        if s.idle_since[owner] != _NONE and r.knows_class[owner, each] and now < ends:
            chosen = owner
        elif not (r.only_away and w.present[owner, day]):
            chosen = _find_idle(
                r.partner[r.partner_start[owner] : r.partner_start[owner + 1]], owner, due, now,
                day, s.idle_since, a.day_ticks, w.day_length, a.overtime_ticks, r.able, each,
            )  # fmt: skip
    return chosen


@allocation_free_part
def _take(
    seat: int, task: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State
) -> None:
    """Let a worker begin a task, with all that makes it longer at this worker."""
    if s.status[task] == IN_HAND or s.status[task] == DONE or s.current[seat] != _NONE:
        s.counter[FAULTS] += 1
    s.status[task] = IN_HAND
    client, kind = w.task_client[task], w.task_kind[task]
    person, speed = w.person[seat, day], w.speed[seat, day]
    effort = (s.left[task] * 1000 + speed - 1) // speed
    if a.kind_contact[kind] and not a.speaks[seat, a.client_language[w.client_like[client]]]:
        effort += (effort * a.interpreter + 999) // 1000
    if r.is_pooled[kind] and a.speedup > 0:
        effort = (effort * (1000 - a.speedup) + 999) // 1000
    s.handoff[seat] = 0
    if s.last[client] != person and s.last[client] != NOBODY:
        s.handoff[seat] = 1
        effort += a.handoff_ticks
    s.last[client] = person
    if s.first_begun[task] == _NONE:
        s.first_begun[task] = now
    s.effort[seat] = effort
    s.until[seat] = now + effort


@allocation_free_part
def _next_event(day: int, busy: int, w: World, s: State) -> tuple[int, int]:
    """Return the ticks of the next event of a worker and of the next arrival of this day."""
    event = s.event[s.order[0]] if busy > 0 else _LATER
    task = s.counter[NEXT_TASK]
    arrival = w.task_at[task] if task < w.task_at.size else _LATER
    return event, arrival if arrival < (day + 1) * w.day_length else _LATER


@allocation_free_part
def _go_on(seat: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return the task that a worker whose event has come takes up, or none."""
    if s.current[seat] != _NONE:
        _end_work(seat, now, day, a, w, r, s)
    task: int = s.held[seat]
    if task != _NONE and now == day * w.day_length:
        s.held[seat], s.handoff[seat] = _NONE, 0
        s.effort[seat], s.until[seat] = s.held_effort[seat], now + s.held_rest[seat]
        return task
    task = _pick(seat, now, day, a, w, r, s)
    if task == _NONE:
        s.idle_since[seat] = now
    else:
        _take(seat, task, now, day, a, w, r, s)
    return task


@allocation_free_part
def _arrive(task: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return who takes up a task that comes in, or none."""
    s.counter[NEXT_TASK] = task + 1
    s.counter[OPEN] += 1
    s.counter[OPEN_TICKS] += w.task_ticks[task]
    seat = _offer(task, now, day, a, w, r, s)
    if seat == _NONE:
        _let_wait(task, w, r, s)
    else:
        _take(seat, task, now, day, a, w, r, s)
    return seat


@allocation_free
def run_days(a: Agency, w: World, r: Routing, s: State, first: int, last: int) -> None:
    """Let days go by: agency, world, routing, state, first day and the day after the last."""
    for day in range(first, last):
        busy = _open(day, a, w, r, s)
        while True:
            event, arrival = _next_event(day, busy, w, s)
            now = min(event, arrival)
            if now == _LATER:
                break
            if event <= arrival:
                seat = s.order[0]
                busy = _pop_busy(busy, s.order, s.event)
                task = _go_on(seat, now, day, a, w, r, s)
            else:
                task = s.counter[NEXT_TASK]
                seat = _arrive(task, now, day, a, w, r, s)
            if task != _NONE and seat != _NONE:
                s.current[seat], s.begun[seat], s.idle_since[seat] = task, now, _NONE
                ends = _ends(
                    w.task_due[task], day, a.day_ticks[seat], w.day_length, a.overtime_ticks
                )
                s.event[seat] = min(s.until[seat], ends)
                busy = _push_busy(seat, busy, s.order, s.event)
        s.daily[OPEN_TASKS, day] = s.counter[OPEN]
        s.daily[OPEN_WORK, day] = s.counter[OPEN_TICKS]


# Owners.


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
    best, best_rank, best_share = _NONE, 9, 0.0
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
    like = w.client_like[client]
    return _find_owner(
        a.client_office[like], a.client_language[like], day, a.seat_office, a.day_ticks, a.speaks,
        r.qualified[a.client_bundle[like]], w.person, s.load,
    )  # fmt: skip


@allocation_free_part
def _place(client: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Give a client an owner by the clerk's rule."""
    s.owner[client] = _choose(client, day, a, w, r, s)
    s.load[s.owner[client]] += w.standing[client]


@allocation_free_part
def _begin(a: Agency, w: World, r: Routing, s: State) -> None:
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
def _leave(seat: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Give the clients of a worker who has left to others, with the work that waits for them."""
    moved = s.scratch
    count = 0
    for each in range(r.classes):
        queue = seat * r.classes + each
        while s.head[queue] != _NONE:
            moved[count] = _pop_task(queue, w.task_due, s.head, s.child, s.sibling)
            count += 1
    s.waiting[seat] = 0
    for client in range(s.owner.size):
        if s.owner[client] != seat:
            continue
        if not s.is_here[client]:
            continue
        s.load[seat] -= w.standing[client]
        _place(client, day, a, w, r, s)
        s.moves[client] += 1
        s.owner_left[client] = day
        s.moved[LEFT, day] += 1
    for at in range(count):
        client = w.task_client[moved[at]]
        if s.owner[client] == seat and not s.is_here[client]:
            # The client is gone, the work is still there: who has least takes it over.
            s.owner[client] = _choose(client, day, a, w, r, s)
        _let_wait(moved[at], w, r, s)


@allocation_free_part
def _change(at: int, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
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


# The morning.


@allocation_free_part
def _open(day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Let a day begin: who left, who came; everybody at work comes to the first event."""
    busy = 0
    if day == 0:
        _begin(a, w, r, s)
    for seat in range(a.seat_office.size):
        has_left = day > 0 and w.person[seat, day] != w.person[seat, day - 1]
        if s.held[seat] != _NONE and (has_left or not w.present[seat, day]):
            task = s.held[seat]
            s.held[seat] = _NONE
            s.left[task] = max(1, s.left[task] * s.held_rest[seat] // s.held_effort[seat])
            _let_wait(task, w, r, s)
        if has_left and w.person[seat, day] == NOBODY:
            _leave(seat, day, a, w, r, s)
    while (
        s.counter[NEXT_CHANGE] < w.change_day.size and w.change_day[s.counter[NEXT_CHANGE]] <= day
    ):
        _change(s.counter[NEXT_CHANGE], day, a, w, r, s)
        s.counter[NEXT_CHANGE] += 1
    for seat in range(a.seat_office.size):
        s.idle_since[seat] = _NONE
        if w.present[seat, day] and a.day_ticks[seat] > 0:
            s.event[seat] = day * w.day_length
            busy = _push_busy(seat, busy, s.order, s.event)
    return busy


@allocation_free
def set_owners(owner: Ints, day: int, a: Agency, w: World, r: Routing, s: State) -> None:
    """Give clients the owners planned for them, with the work that waits; -1 leaves one alone."""
    moved = s.scratch
    count = 0
    for queue in range(r.pool_first):
        while s.head[queue] != _NONE:
            moved[count] = _pop_task(queue, w.task_due, s.head, s.child, s.sibling)
            count += 1
    s.waiting[:] = 0
    for client in range(owner.size):
        if owner[client] == NOBODY or not s.is_here[client] or owner[client] == s.owner[client]:
            continue
        s.load[s.owner[client]] -= w.standing[client]
        s.load[owner[client]] += w.standing[client]
        s.owner[client] = owner[client]
        s.moves[client] += 1
        s.moved[PLANNED, day] += 1
    for at in range(count):
        _let_wait(moved[at], w, r, s)
