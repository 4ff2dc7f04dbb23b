"""The event loop, compiled: opening, arrivals, ends of work, closing, day by day.

What happens at the same tick: workers' events by seat, then arrivals in their order.
"""

# An element of an array at an index that is an element itself is a number to numba, and an array to
# the stubs of numpy.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

from __future__ import annotations

import threading
from collections.abc import Callable

from ..solver.compiled import allocation_free, allocation_free_part, protect
from .agency import NOBODY, Agency, Bools, Ints
from .owners import begin, carry_out, change, leave
from .queues import is_before, let_wait, pop_busy, pop_task, push_busy
from .standards import Routing
from .state import (
    BEGUN,
    DONE,
    ENDED,
    FAULTS,
    HANDOFF,
    IN_HAND,
    NEXT_CHANGE,
    NEXT_TASK,
    NONE,
    OPEN,
    OPEN_TASKS,
    OPEN_TICKS,
    OPEN_WORK,
    OVERTIME,
    PERSON,
    PIECES,
    SEAT,
    TASK,
    WORKED,
    State,
    check_tasks,
)  # fmt: skip
from .world import World

Choose = Callable[[int, State], object]
"""Called with the day and the state before the morning; puts owners into ``State.chosen``."""

_LATER = 1 << 62
"""After everything else."""

_SLICE = 5
"""Days that go by between two looks at whether to stop."""


def run(
    agency: Agency,
    world: World,
    routing: Routing,
    state: State,
    first: int,
    last: int,
    choose: Choose | None = None,
    cancel: threading.Event | None = None,
) -> bool:
    """Let the days from ``first`` to before ``last`` go by; the state is changed in place.

    Before each morning ``choose`` may choose owners; without it the clerk's rule does.

    Returns
    -------
    bool
        Whether all of them went by; False once ``cancel`` is set.

    Raises
    ------
    InternalError
        If a task was lost or done twice.
    """
    arrays = protect(agency), protect(world), protect(routing)
    days = _SLICE if choose is None else 1
    for day in range(first, last, days):
        if choose is not None:
            choose(day, state)
        if cancel is not None and cancel.is_set():
            return False
        run_days(*arrays, state, day, min(day + days, last))
    check_tasks(world, state)
    return True


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
        if task != NONE and can[each] and (best == NONE or is_before(task, head[best], due)):
            best = first + each
    return best


@allocation_free_part
def _find_due_in_pool(head: Ints, queues: Ints, best: int, due: Ints) -> int:
    """Return the queue whose task is due first, of those named."""
    for queue in queues:
        task = head[queue]
        if task != NONE and (best == NONE or is_before(task, head[best], due)):
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
    chosen = NONE
    for at in range(seats.size):
        seat: int = seats[at]
        if idle_since[seat] == NONE or not able[seat, each]:
            continue
        if now >= _ends(due, day, day_ticks[seat], day_length, overtime):
            continue
        if seat == owner:
            return seat
        if chosen == NONE or idle_since[seat] < idle_since[chosen]:
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
    s.current[seat] = NONE
    rest = s.until[seat] - now
    if s.status[task] != IN_HAND:
        s.counter[FAULTS] += 1
    if rest == 0:
        s.status[task], s.done_at[task] = DONE, now
        s.counter[OPEN] -= 1
        s.counter[OPEN_TICKS] -= w.task_ticks[task]
    elif s.held[seat] == NONE:
        s.held[seat], s.held_rest[seat], s.held_effort[seat] = task, rest, s.effort[seat]
    else:
        s.left[task] = max(1, s.left[task] * rest // s.effort[seat])
        let_wait(task, w, r, s)


@allocation_free_part
def _pick(seat: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return the task that is due first of those a free worker may take now, or none."""
    where, due = NONE, w.task_due
    if s.waiting[seat] > 0:
        where = _find_due(s.head, r.knows_class[seat], seat * r.classes, where, due)
    for at in range(r.helped_start[seat], r.helped_start[seat + 1]):
        owner = r.helped[at]
        if s.waiting[owner] > 0 and not (r.only_away and w.present[owner, day]):
            where = _find_due(s.head, r.able[seat], owner * r.classes, where, due)
    if r.pool_start[seat] < r.pool_start[seat + 1]:
        queues = r.pool[r.pool_start[seat] : r.pool_start[seat + 1]]
        where = _find_due_in_pool(s.head, queues, where, due)
    task = NONE
    if where != NONE:
        until = due[s.head[where]]
        if now < _ends(until, day, a.day_ticks[seat], w.day_length, a.overtime_ticks):
            task = pop_task(where, due, s.head, s.child, s.sibling)
            if where < r.pool_first:
                s.waiting[where // r.classes] -= 1
    return task


@allocation_free_part
def _offer(task: int, now: int, day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Return the idle worker who takes a task: the owner, else the longest idle; or none."""
    owner, each, due = s.owner[w.task_client[task]], s.own_class[task], w.task_due[task]
    chosen = NONE
    if s.pooled[task]:
        queue = s.pool_queue[task] - r.pool_first
        chosen = _find_idle(
            r.serve[r.serve_start[queue] : r.serve_start[queue + 1]], owner, due, now, day,
            s.idle_since, a.day_ticks, w.day_length, a.overtime_ticks, r.able, each,
        )  # fmt: skip
    else:
        ends = _ends(due, day, a.day_ticks[owner], w.day_length, a.overtime_ticks)
        if s.idle_since[owner] != NONE and r.knows_class[owner, each] and now < ends:
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
    if s.status[task] == IN_HAND or s.status[task] == DONE or s.current[seat] != NONE:
        s.counter[FAULTS] += 1
    s.status[task] = IN_HAND
    client, kind = w.task_client[task], w.task_kind[task]
    person, speed = w.person[seat, day], w.speed[seat, day]
    effort = (s.left[task] * 1000 + speed - 1) // speed
    if a.kind_contact[kind] and not a.speaks[seat, a.client_language[w.client_like[client]]]:
        effort += (effort * a.interpreter + 999) // 1000
    if s.pooled[task] and a.speedup > 0:
        effort = (effort * (1000 - a.speedup) + 999) // 1000
    s.handoff[seat] = 0
    if s.last[client] != person and s.last[client] != NOBODY:
        s.handoff[seat] = 1
        effort += a.handoff_ticks
    s.last[client] = person
    if s.first_begun[task] == NONE:
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
    if s.current[seat] != NONE:
        _end_work(seat, now, day, a, w, r, s)
    task: int = s.held[seat]
    if task != NONE and now == day * w.day_length:
        s.held[seat], s.handoff[seat] = NONE, 0
        s.effort[seat], s.until[seat] = s.held_effort[seat], now + s.held_rest[seat]
        return task
    task = _pick(seat, now, day, a, w, r, s)
    if task == NONE:
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
    if seat == NONE:
        let_wait(task, w, r, s)
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
                busy = pop_busy(busy, s.order, s.event)
                task = _go_on(seat, now, day, a, w, r, s)
            else:
                task = s.counter[NEXT_TASK]
                seat = _arrive(task, now, day, a, w, r, s)
            if task != NONE and seat != NONE:
                s.current[seat], s.begun[seat], s.idle_since[seat] = task, now, NONE
                ends = _ends(
                    w.task_due[task], day, a.day_ticks[seat], w.day_length, a.overtime_ticks
                )
                s.event[seat] = min(s.until[seat], ends)
                busy = push_busy(seat, busy, s.order, s.event)
        s.daily[OPEN_TASKS, day] = s.counter[OPEN]
        s.daily[OPEN_WORK, day] = s.counter[OPEN_TICKS]


@allocation_free_part
def _open(day: int, a: Agency, w: World, r: Routing, s: State) -> int:
    """Let a day begin: who left, who came; everybody at work comes to the first event."""
    busy = 0
    if day == 0:
        begin(a, w, r, s)
    for seat in range(a.seat_office.size):
        has_left = day > 0 and w.person[seat, day] != w.person[seat, day - 1]
        if s.held[seat] != NONE and (has_left or not w.present[seat, day]):
            task = s.held[seat]
            s.held[seat] = NONE
            s.left[task] = max(1, s.left[task] * s.held_rest[seat] // s.held_effort[seat])
            let_wait(task, w, r, s)
        if has_left and w.person[seat, day] == NOBODY:
            leave(seat, day, a, w, r, s)
    while (
        s.counter[NEXT_CHANGE] < w.change_day.size and w.change_day[s.counter[NEXT_CHANGE]] <= day
    ):
        change(s.counter[NEXT_CHANGE], day, a, w, r, s)
        s.counter[NEXT_CHANGE] += 1
    carry_out(day, w, r, s)
    for seat in range(a.seat_office.size):
        s.idle_since[seat] = NONE
        if w.present[seat, day] and a.day_ticks[seat] > 0:
            s.event[seat] = day * w.day_length
            busy = push_busy(seat, busy, s.order, s.event)
    return busy
