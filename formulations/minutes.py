"""Profiles: what each pair uses of the resources.

The first resources are work inside a window (release, due); behind them stands one resource per
caseload cap and, where minutes may be wrong, one per window for what a task counts besides. A task
has two profiles, plain and through an interpreter; an owner has two, staying and taking over; a
group's workers have one, the hand-off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.policy import MILLI, Policy
from ..problem import Bools, Ints, Sparse, sparse
from .eligibility import ClientFacts
from .rules import deadlines, handoffs, language, moves, robust, skills
from .rules.caseload import Cap
from .view import InstanceView, number_rows


@dataclass(frozen=True, eq=False)
class Profiles:
    """The table of profiles and who has which.

    Parameters
    ----------
    table : Sparse of shape (profiles, resources)
        Minutes in windows, then cases, then what tasks count besides where they are protected.
    release, due : arrays of shape (cells,)
        The windows behind the first resources, and behind the last ones.
    plain, interpreted : arrays of shape (tasks,)
        Profiles of a task at a worker who speaks the client's language, and at one who does not.
    keep, change : arrays of shape (clients,)
        Profiles of owning a client without and with a transfer.
    join : array of shape (clients,)
        Profile of a worker present at the client, or -1.
    """

    table: Sparse
    release: Ints
    due: Ints
    plain: Ints
    interpreted: Ints
    keep: Ints
    change: Ints
    join: Ints


def compute_minutes(view: InstanceView, policy: Policy, facts: ClientFacts) -> tuple[Ints, Ints]:
    """Return the minutes of every task without and with an interpreter: two arrays (tasks,).

    Whole minutes, rounded up once: ``ceil(minutes * factors)``.
    """
    pooled = ~facts.bound
    speed = np.where(pooled, skills.pooled_factor(policy), MILLI)
    spoken = np.where(view.contact, language.interpreter_factor(policy), MILLI)
    plain = -(-view.minutes * speed // MILLI)
    interpreted = -(-view.minutes * speed * spoken // (MILLI * MILLI))
    return plain, interpreted


def build_profiles(
    view: InstanceView, policy: Policy, facts: ClientFacts, caps: Sequence[Cap]
) -> Profiles:
    """Work out the table of profiles, and who has which."""
    # A window is one number, release times width plus due; equal windows share a cell.
    width = view.last + 1
    task_key = view.release * width + deadlines.dues(view, policy)
    client_key = facts.first_release * width + facts.last_due
    keys, cell = np.unique(np.concatenate([task_key, client_key]), return_inverse=True)
    task_cell, client_cell = cell[: view.tasks], cell[view.tasks :]
    plain, interpreted = compute_minutes(view, policy, facts)
    transfer, handoff = moves.transfer_minutes(policy), handoffs.minutes(policy)
    relief = np.where(facts.joined, -handoff, 0)
    cases = _stack([cap.weight for cap in caps], view.clients)
    none = np.zeros((view.tasks, len(caps)), dtype=np.int64)
    extra = [np.zeros(view.tasks, dtype=np.int64)] * 2
    if robust.is_protected(policy):
        extra = [robust.extra_minutes(view, policy, minutes) for minutes in (plain, interpreted)]
    idle = np.zeros(view.clients, dtype=np.int64)
    # Every profile is (cell, minutes, cases under each cap, minutes besides): tasks plain, tasks
    # interpreted, owners who stay, owners who take over, and workers who join. Equal ones are
    # stored once.
    entries = np.concatenate(
        [
            np.column_stack([task_cell, plain, none, extra[0]]),
            np.column_stack([task_cell, interpreted, none, extra[1]]),
            np.column_stack([client_cell, relief, cases, idle]),
            np.column_stack([client_cell, relief + transfer, cases, idle]),
            np.column_stack([client_cell, -relief, np.zeros_like(cases), idle]),
        ]
    )
    first, profile = number_rows(entries.astype(np.int64))
    parts = np.split(profile, np.cumsum([view.tasks, view.tasks, view.clients, view.clients]))
    table = _table(entries[first].astype(np.int64), len(keys), robust.is_protected(policy))
    join = np.where(facts.joined, parts[4], -1)
    release, due = np.divmod(keys.astype(np.int64), width)
    return Profiles(table, release, due, parts[0], parts[1], parts[2], parts[3], join)


def needs_interpreter(view: InstanceView, tasks: Ints, workers: Ints) -> Bools:
    """Return whether the worker of each (task, worker) pair lacks the client's language."""
    return ~view.worker_languages[workers, view.client_language[view.client[tasks]]]


def _stack(columns: Sequence[Ints], height: int) -> Ints:
    if not columns:
        return np.zeros((height, 0), dtype=np.int64)
    return np.column_stack(columns)


def _table(entries: Ints, cells: int, is_protected: bool) -> Sparse:
    """Return profiles from rows of (cell, minutes, one column per cap, minutes besides)."""
    count, width = entries.shape
    caps = width - 3
    rows = [np.arange(count, dtype=np.int64)] * (width - 1)
    columns = [entries[:, 0], *(np.full(count, cells + cap) for cap in range(caps))]
    columns.append(cells + caps + entries[:, 0])
    values = [entries[:, index] for index in range(1, width)]
    if not is_protected:
        rows, columns, values = rows[:-1], columns[:-1], values[:-1]
    return sparse(
        np.concatenate(rows),
        np.concatenate(columns),
        np.concatenate(values),
        count,
        cells + caps + (cells if is_protected else 0),
    )
