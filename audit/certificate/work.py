"""The tasks restated in arrays, client by client, and when their minutes are due."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...model.instance import Instance
from ...model.policy import Policy
from ...model.units import MILLI, floor_share, milli
from ...problem import Bools, Ints
from .. import restate

_NO_LIMIT = 2**40


@dataclass(frozen=True, eq=False)
class Work:
    """Tasks in the order of their clients, and what each client's workers owe.

    Parameters
    ----------
    task : array of shape (tasks,)
        Row of the table of tasks.
    client : array of shape (tasks,)
        Row of the client, not falling.
    first : array of shape (clients + 1,)
        The tasks of client c are ``first[c]`` to ``first[c + 1] - 1``.
    program, kind : tuples of str
        Names, by task.
    release, due : arrays of shape (tasks,)
        Periods; ``due`` inside the horizon.
    standard, plain, interpreted : arrays of shape (tasks,)
        Minutes: as they stand, at a worker who speaks the language, at one who does not.
    contact, bound : boolean arrays of shape (tasks,)
        Whether the client is spoken to; whether the worker counts against K.
    alone : boolean array of shape (clients,)
        Whether nobody but the owner does bound tasks (K = 1).
    shared : boolean array of shape (clients,)
        Whether workers other than the owner may come, who then owe a hand-off.
    window : array of shape (clients, 2)
        First and last period of switching minutes.
    transfer, handoff : int
        Switching minutes.
    """

    task: Ints
    client: Ints
    first: Ints
    program: tuple[str, ...]
    kind: tuple[str, ...]
    release: Ints
    due: Ints
    standard: Ints
    plain: Ints
    interpreted: Ints
    contact: Bools
    bound: Bools
    alone: Bools
    shared: Bools
    window: Ints
    transfer: int
    handoff: int

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.alone)


def work(instance: Instance, policy: Policy) -> Work:
    """Restate the tasks.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    """
    table = restate.tasks(instance, policy)
    place = {id: row for row, id in enumerate(instance.clients["id"].to_list())}
    client = np.array([place[id] for id in table["client"].to_list()], dtype=np.int64)
    order = np.argsort(client, kind="stable")
    table, client = table[order], client[order]
    first = np.searchsorted(client, np.arange(len(place) + 1))
    limits = restate.worker_limits(instance, policy)["k"].fill_null(_NO_LIMIT).to_numpy()
    bound = ~table["pooled"].to_numpy().astype(np.bool_)
    standard = table["minutes"].to_numpy().astype(np.int64)
    contact = table["contact"].to_numpy().astype(np.bool_)
    plain, interpreted = _minutes(policy, standard, contact, ~bound)
    free = np.bincount(client[~bound], minlength=len(place)) > 0
    some = np.diff(first) > 0
    alone = limits == 1
    handoff = policy.handoffs.minutes if policy.handoffs.enabled else 0
    shared = some & (free | ~alone) & (handoff > 0)
    return Work(
        task=order.astype(np.int64),
        client=client,
        first=first.astype(np.int64),
        program=tuple(table["program"].to_list()),
        kind=tuple(table["kind"].to_list()),
        release=table["release"].to_numpy().astype(np.int64),
        due=table["due"].to_numpy().astype(np.int64),
        standard=standard,
        plain=plain,
        interpreted=interpreted,
        contact=contact,
        bound=bound,
        alone=alone,
        shared=shared,
        window=restate.windows(instance, policy)
        .select("first", "last")
        .to_numpy()
        .astype(np.int64),
        transfer=policy.moves.transfer_minutes if policy.moves.enabled else 0,
        handoff=handoff,
    )


def _minutes(policy: Policy, standard: Ints, contact: Bools, pooled: Bools) -> tuple[Ints, Ints]:
    """Return the minutes without and with an interpreter, rounded up once."""
    saved = floor_share(policy.skills.specialist_speedup, MILLI) if policy.skills.enabled else 0
    through = policy.language.enabled and policy.language.match == "interpreter"
    factor = milli(policy.language.interpreter_factor) if through else MILLI
    quick = standard * np.where(pooled, MILLI - saved, MILLI)
    plain = -(-quick // MILLI)
    interpreted = -(-quick * np.where(contact, factor, MILLI) // MILLI**2)
    return plain, interpreted
