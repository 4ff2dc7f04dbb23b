"""Who may own whom and do what, restated in arrays: by class of client, never by pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from ...model.instance import Instance
from ...model.policy import MILLI, Policy, floor_share, milli
from ...problem import Bools, Ints
from .. import restate


@dataclass(frozen=True, eq=False)
class People:
    """Clients and workers as arrays; row i is row i of the table.

    Parameters
    ----------
    speaks : boolean array of shape (languages, workers)
        Who speaks what.
    language : array of shape (clients,)
        Row of ``speaks`` of each client.
    near : boolean array of shape (areas, workers)
        Who belongs to which area of the pool rule.
    area : array of shape (clients,)
        Row of ``near`` of each client.
    skilled : boolean array of shape (programs, workers)
        Who may do tasks of which program.
    qualified : boolean array of shape (bundles, workers)
        Who works in every program of which bundle.
    bundle : array of shape (clients,)
        Row of ``qualified`` of each client.
    today : array of shape (clients,)
        Row of the owner today, -1 without one and where that one has left.
    has_left : boolean array of shape (clients,)
        Whether the owner today has left.
    frozen : boolean array of shape (clients,)
        Whether the owner of today may not be replaced by another.
    only_owner, only_doer : arrays of shape (clients,) and (tasks of the instance,)
        Row of the worker who is fixed, -1 where none is.
    apart : boolean array of shape (sorts of clients, workers)
        Whom clients of a sort must not meet.
    sort : array of shape (clients,)
        Row of ``apart`` of each client.
    must_speak, must_know : boolean
        Whether owners and contacts must speak the client's language, and owners work in every
        program.
    programs : mapping of str to int
        Row of each program in ``skilled``.
    """

    speaks: Bools
    language: Ints
    near: Bools
    area: Ints
    skilled: Bools
    qualified: Bools
    bundle: Ints
    today: Ints
    has_left: Bools
    frozen: Bools
    only_owner: Ints
    only_doer: Ints
    apart: Bools
    sort: Ints
    must_speak: bool
    must_know: bool
    programs: dict[str, int]

    @property
    def workers(self) -> int:
        """Number of workers."""
        return int(self.near.shape[1])

    def change(self, clients: slice) -> Bools:
        """Return whose owning each of some clients is a change: (clients, workers)."""
        changed: Bools = self.choose(clients) | self.has_left[clients, None]
        return changed

    def choose(self, clients: slice) -> Bools:
        """Return whose owning is a change that nothing forces: (clients, workers)."""
        today = self.today[clients, None]
        chosen: Bools = (today >= 0) & (today != np.arange(self.workers))
        return chosen

    def may_own(self, clients: slice) -> Bools:
        """Return who may own each of some clients: (clients, workers)."""
        may = self.near[self.area[clients]]
        if self.must_know:
            may = may & self.knows(clients)
        if self.must_speak:
            may = may & self.understands(clients)
        may = may & ~self.apart[self.sort[clients]]
        owned: Bools = may & ~(self.frozen[clients, None] & self.choose(clients))
        return owned & self._is_left(self.only_owner[clients])

    def knows(self, clients: slice) -> Bools:
        """Return who works in every program of each of some clients: (clients, workers)."""
        return self.qualified[self.bundle[clients]]

    def understands(self, clients: slice) -> Bools:
        """Return who speaks the language of each of some clients: (clients, workers)."""
        return self.speaks[self.language[clients]]

    def may_do(self, task: Ints, client: Ints, program: Ints, contact: Bools) -> Bools:
        """Return who may do each of some tasks, as far as owners do not matter: (tasks, workers).

        Parameters
        ----------
        task, client, program : arrays of shape (tasks,)
            Row of the task in the instance, row of the client, row of the program.
        contact : boolean array of shape (tasks,)
            Whether the client is spoken to.
        """
        may = self.near[self.area[client]] & self.skilled[program]
        may &= ~self.apart[self.sort[client]]
        if self.must_speak:
            may &= self.speaks[self.language[client]] | ~contact[:, None]
        return may & self._is_left(self.only_doer[task])

    def _is_left(self, only: Ints) -> Bools:
        """Return which workers are left where one is fixed: (rows, workers)."""
        left: Bools = (only[:, None] < 0) | (only[:, None] == np.arange(self.workers))
        return left


def restate_people(instance: Instance, policy: Policy) -> People:
    """Restate clients and workers."""
    clients, workers = instance.clients, instance.workers
    spoken = [set(names) for names in workers["languages"].to_list()]
    known = [set(names) for names in workers["programs"].to_list()]
    tongues = number_names(clients["language"])
    programs = number_names(instance.tasks["program"])
    bundles = [frozenset[str](names) for names in clients["programs"].to_list()]
    kinds = {bundle: number for number, bundle in enumerate(dict.fromkeys(bundles))}
    area: dict[str, str] = dict(restate.areas(instance, policy).iter_rows())
    theirs = [area[office] for office in workers["office"]]
    areas = number_names(area.values())
    skills, moves = policy.skills, policy.moves
    place = {id: row for row, id in enumerate(workers["id"].to_list())}
    today = np.array([place.get(id, -1) for id in clients["worker"].to_list()], dtype=np.int64)
    left = clients["worker"].is_in(instance.former["id"].implode()).fill_null(False)
    frozen = set(moves.frozen) if moves.enabled else set[str]()
    apart, sort = _restate_pairs(instance, policy, place)
    return People(
        speaks=_table([[name in one for one in spoken] for name in tongues], len(place)),
        language=_rows(clients["language"], tongues),
        near=_table([[one == each for one in theirs] for each in areas], len(place)),
        area=_rows([area[office] for office in clients["office"]], areas),
        skilled=_table(
            [[name in one or not skills.enabled for one in known] for name in programs], len(place)
        ),
        qualified=_table([[one >= each for one in known] for each in kinds], len(place)),
        bundle=np.array([kinds[each] for each in bundles], dtype=np.int64),
        today=today,
        has_left=left.to_numpy().astype(np.bool_),
        frozen=np.array([id in frozen for id in clients["id"]], dtype=np.bool_) & (today >= 0),
        only_owner=_fixed_rows(clients["id"], moves.fixed_owners if moves.enabled else {}, place),
        only_doer=_fixed_rows(
            instance.tasks["id"], moves.fixed_tasks if moves.enabled else {}, place
        ),
        apart=apart,
        sort=sort,
        must_speak=policy.language.enabled and policy.language.match == "required",
        must_know=skills.enabled and skills.bundle_integrity,
        programs=programs,
    )


def number_names(names: Iterable[str]) -> dict[str, int]:
    """Return a number for each distinct name, from 0 on."""
    return {name: number for number, name in enumerate(sorted(set(names)))}


def _rows(names: Iterable[str], numbers: dict[str, int]) -> Ints:
    return np.array([numbers[name] for name in names], dtype=np.int64)


def _restate_pairs(instance: Instance, policy: Policy, place: dict[str, int]) -> tuple[Bools, Ints]:
    """Return whom clients must not meet; row 0 is that of clients who may meet everybody."""
    never: dict[str, list[int]] = {}
    for client, worker in restate.never_together(instance).iter_rows():
        if policy.pairs.enabled and worker in place:
            never.setdefault(client, []).append(place[worker])
    apart = np.zeros((1 + len(never), len(place)), dtype=np.bool_)
    for number, some in enumerate(never.values(), start=1):
        apart[number, some] = True
    numbers = {client: number for number, client in enumerate(never, start=1)}
    sort = np.array([numbers.get(id, 0) for id in instance.clients["id"]], dtype=np.int64)
    return apart, sort


def _fixed_rows(ids: Iterable[str], fixed: Mapping[str, str], place: dict[str, int]) -> Ints:
    return np.array([place.get(fixed.get(id, ""), -1) for id in ids], dtype=np.int64)


def _table(rows: Sequence[Sequence[bool]], width: int) -> Bools:
    return np.array(rows, dtype=np.bool_).reshape(len(rows), width)


# The tasks restated in arrays, client by client, and when their minutes are due.


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
    overdue : array of shape (tasks,)
        Periods late before the first one.
    standard, plain, interpreted : arrays of shape (tasks,)
        Minutes: as they stand, at a worker who speaks the language, at one who does not.
    extra_plain, extra_interpreted : arrays of shape (tasks,)
        What counts beside either where clients may take longer.
    contact, bound : boolean arrays of shape (tasks,)
        Whether the client is spoken to; whether the worker counts against K.
    home : array of shape (households + 1,)
        The clients of household h are ``home[h]`` to ``home[h + 1] - 1``; where households need not
        stay together, each client is one.
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
    overdue: Ints
    standard: Ints
    plain: Ints
    interpreted: Ints
    extra_plain: Ints
    extra_interpreted: Ints
    contact: Bools
    bound: Bools
    home: Ints
    alone: Bools
    shared: Bools
    window: Ints
    transfer: int
    handoff: int

    @property
    def clients(self) -> int:
        """Number of clients."""
        return len(self.alone)

    def homes(self, part: slice) -> Ints:
        """Return where each household of a part begins in it, and where the last one ends.

        The part has whole households only.
        """
        first, last = np.searchsorted(self.home, [part.start, part.stop])
        found: Ints = self.home[first : last + 1] - part.start
        return found


def restate_work(instance: Instance, policy: Policy) -> Work:
    """Restate the tasks; clients of a household that stays together are neighbours."""
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
    labels = restate.households(instance, policy)["household"].rle_id().to_numpy().astype(np.int64)
    home = np.searchsorted(labels, np.arange(int(labels.max(initial=-1)) + 2))
    free = np.zeros(len(home) - 1, dtype=np.bool_)
    free[labels[client[~bound]]] = True
    free = free[labels]
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
        overdue=table["overdue"].to_numpy().astype(np.int64),
        standard=standard,
        plain=plain,
        interpreted=interpreted,
        extra_plain=_extra(policy, plain, first),
        extra_interpreted=_extra(policy, interpreted, first),
        contact=contact,
        bound=bound,
        home=home.astype(np.int64),
        alone=alone,
        shared=shared,
        window=_windows(instance, policy),
        transfer=policy.moves.transfer_minutes if policy.moves.enabled else 0,
        handoff=handoff,
    )


def _windows(instance: Instance, policy: Policy) -> Ints:
    spans = restate.windows(instance, policy).select("first", "last")
    return spans.to_numpy().astype(np.int64)


def _extra(policy: Policy, minutes: Ints, first: Ints) -> Ints:
    """Return what tasks, client by client, count beside their minutes, rounded up."""
    section = policy.robust
    if not section.enabled or not section.deviation:
        return np.zeros_like(minutes)
    part = Fraction(Decimal(repr(section.deviation)))
    longer = -(-minutes * part.numerator // part.denominator)
    total = np.append(0, np.cumsum(longer))
    whole = np.repeat(total[first[1:]] - total[first[:-1]], np.diff(first))
    above = np.maximum(whole - section.threshold, 0)
    return np.where(whole > 0, -(-longer * above // np.maximum(whole, 1)), 0).astype(np.int64)


def _minutes(policy: Policy, standard: Ints, contact: Bools, pooled: Bools) -> tuple[Ints, Ints]:
    """Return the minutes without and with an interpreter, rounded up once."""
    saved = floor_share(policy.skills.specialist_speedup, MILLI) if policy.skills.enabled else 0
    through = policy.language.enabled and policy.language.match == "interpreter"
    factor = milli(policy.language.interpreter_factor) if through else MILLI
    quick = standard * np.where(pooled, MILLI - saved, MILLI)
    plain = -(-quick // MILLI)
    interpreted = -(-quick * np.where(contact, factor, MILLI) // MILLI**2)
    return plain, interpreted
