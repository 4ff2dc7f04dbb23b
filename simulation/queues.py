"""Queues of tasks and of busy workers.

Waiting tasks stand in pairing heaps (Fredman, Sedgewick, Sleator and Tarjan 1986) by day due, then
in the order of arrival: a queue costs one number, however many there are. Busy workers stand in a
binary heap by the tick of their next event, then by seat.
"""

# An element of an array at an index that is an element itself is a number to numba, and an array to
# the stubs of numpy.
# pyright: reportArgumentType=false, reportReturnType=false, reportAssignmentType=false

from __future__ import annotations

from ..solver.compiled import allocation_free_part
from .agency import Ints
from .standards import Routing
from .state import NONE, WAITING, State
from .world import World


@allocation_free_part
def is_before(one: int, other: int, due: Ints) -> bool:
    """Return whether a task stands before another: by day due, then by arrival."""
    return due[one] < due[other] or (due[one] == due[other] and one < other)


@allocation_free_part
def _meld(one: int, other: int, due: Ints, child: Ints, sibling: Ints) -> int:
    if is_before(other, one, due):
        one, other = other, one
    sibling[other] = child[one]
    child[one] = other
    return one


@allocation_free_part
def _push_task(task: int, queue: int, due: Ints, head: Ints, child: Ints, sibling: Ints) -> None:
    child[task], sibling[task] = NONE, NONE
    top = head[queue]
    head[queue] = task if top == NONE else _meld(top, task, due, child, sibling)


@allocation_free_part
def pop_task(queue: int, due: Ints, head: Ints, child: Ints, sibling: Ints) -> int:
    """Take the first task out of a queue that has one; return it."""
    top = head[queue]
    node, pairs = child[top], NONE
    while node != NONE:
        second = sibling[node]
        after = NONE
        sibling[node] = NONE
        if second != NONE:
            after = sibling[second]
            sibling[second] = NONE
            node = _meld(node, second, due, child, sibling)
        sibling[node] = pairs
        pairs, node = node, after
    rest = NONE
    while pairs != NONE:
        after = sibling[pairs]
        sibling[pairs] = NONE
        rest = pairs if rest == NONE else _meld(rest, pairs, due, child, sibling)
        pairs = after
    child[top] = NONE
    head[queue] = rest
    return int(top)


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
def let_wait(task: int, w: World, r: Routing, s: State) -> None:
    """Let a task wait where its standard says: in its pool or with its owner."""
    _enqueue(
        task, s.owner[w.task_client[task]], s.pooled[task], r.classes, s.own_class,
        s.pool_queue, s.status, s.waiting, w.task_due, (s.head, s.child, s.sibling),
    )  # fmt: skip


@allocation_free_part
def _is_sooner(one: int, other: int, event: Ints) -> bool:
    return event[one] < event[other] or (event[one] == event[other] and one < other)


@allocation_free_part
def push_busy(seat: int, size: int, order: Ints, event: Ints) -> int:
    """Put a busy seat into the heap; return how many are in it now."""
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
def pop_busy(size: int, order: Ints, event: Ints) -> int:
    """Take the first seat out of the heap, which has one; return how many are left."""
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
