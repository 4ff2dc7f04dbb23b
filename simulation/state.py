"""What changes while days go by: arrays alone, and the check that no task was lost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..model.errors import InternalError
from ..solver.compiled import compiled
from .agency import Agency, Bools, Ints
from .standards import Routing
from .world import World

NONE = -1
"""Stands for no task, no seat, no queue."""

COMING, WAITING, IN_HAND, DONE = 0, 1, 2, 3
"""What a task is."""

NEXT_TASK, NEXT_CHANGE, PIECES, OPEN, OPEN_TICKS, FAULTS, CHOSEN = range(7)
"""Counters: the next task to arrive, the next change of a client, pieces of work so far, tasks and
ticks that have arrived and are not done, tasks that were done twice or taken from nowhere, and
whether owners were chosen for this morning."""

START, LEFT, PLANNED = range(3)
"""Why a client gets another owner: had none who may own the client, the owner left, the plan of a
month says so."""


class State(NamedTuple):
    """What changes while days go by.

    Parameters
    ----------
    own_class, pool_queue, pooled : numpy.ndarray
        Class of a task among the queues of its owner, its queue in the pool, and whether it waits
        there, of shape (tasks,).
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
    chosen : numpy.ndarray
        Seat that was chosen this morning to own a client (-1: nobody was), of shape (clients,).
    owner_left : numpy.ndarray
        Day on which the owner last left (-1: never), of shape (clients,).
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
    pooled: Bools
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
    chosen: Ints
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
    own_class, pool_queue, pooled = _find_queues(agency, world, routing)
    return State(
        own_class=own_class,
        pool_queue=pool_queue,
        pooled=pooled,
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
        chosen=_nones(clients),
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
        counter=_zeros(7),
    )


def _find_queues(agency: Agency, world: World, routing: Routing) -> tuple[Ints, Ints, Bools]:
    """Return ``own_class``, ``pool_queue`` and ``pooled`` of ``State``."""
    like = world.client_like[world.task_client]
    own_class = agency.kind_program[world.task_kind] * agency.speaks.shape[1]
    own_class += agency.client_language[like]
    pool_queue = agency.client_office[like] * routing.classes + own_class
    pool_queue = pool_queue * routing.groups + routing.kind_group[world.task_kind]
    pooled = routing.is_pooled[world.task_kind]
    if routing.by_month:
        pooled &= world.pools[world.task_at // world.day_length]
    return own_class, pool_queue + routing.pool_first, pooled


def _nones(size: int) -> Ints:
    return np.full(size, NONE, np.int64)


def _zeros(size: int) -> Ints:
    return np.zeros(size, np.int64)


def check_tasks(world: World, state: State) -> None:
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


@compiled
def count_waiting(head: Ints, child: Ints, sibling: Ints) -> int:
    """Return how many tasks stand in all heaps, each counted where it stands."""
    stack = np.empty(child.size + 1, np.int64)
    count = 0
    for queue in range(head.size):
        if head[queue] == NONE:
            continue
        size = 1
        stack[0] = head[queue]
        while size > 0:
            size -= 1
            node = stack[size]
            count += 1
            if count > child.size:
                return count
            if child[node] != NONE:
                stack[size] = child[node]
                size += 1
            if sibling[node] != NONE:
                stack[size] = sibling[node]
                size += 1
    return count
