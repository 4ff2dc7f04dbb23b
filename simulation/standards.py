"""Daily work under a standard: who may take which task from which queue.

Every standard is the same machinery with other queues. A task waits in its owner's queue, or in the
pool; the pool is one queue per office, program and language (and group of kinds). A worker who is
free takes the task that is due first among the queues that the worker may take from.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np

from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from .agency import Agency, Bools, Ints

STANDARDS = ("client-based", "client-based+backup", "team-K", "hybrid", "task-based", "by-kind")
"""Names of standards; K is a number from 2 on."""

PLANNED = "+planned"
"""How the name of a standard ends whose owners are planned anew each month."""


class Standard(NamedTuple):
    """How daily work is organised.

    Parameters
    ----------
    name : str
        Its name.
    team : int
        Workers who may take from an owner's queue, the owner included.
    only_away : bool
        Whether the others take from it only while the owner is away.
    pools : str
        What is pooled: ``nothing``, ``same-day`` or ``everything``.
    by_kind : bool
        Whether each worker takes pooled work of one group of kinds alone.
    planned : bool
        Whether owners are planned anew each month.
    """

    name: str
    team: int = 1
    only_away: bool = False
    pools: str = "nothing"
    by_kind: bool = False
    planned: bool = False


_FIXED = {
    each.name: each
    for each in (
        Standard("client-based"),
        Standard("client-based+backup", team=2, only_away=True),
        Standard("hybrid", pools="same-day"),
        Standard("hybrid+backup", team=2, only_away=True, pools="same-day"),
        Standard("task-based", pools="everything"),
        Standard("by-kind", pools="everything", by_kind=True),
    )
}


def parse_standards(names: str | tuple[str, ...] | list[str]) -> tuple[Standard, ...]:
    """Return standards by their names.

    Parameters
    ----------
    names : str or sequence of str
        Names of ``STANDARDS``, as a text separated by commas.

    Raises
    ------
    InputError
        If a name is unknown or named twice, or there is none; every fault is listed.

    Examples
    --------
    >>> [standard.team for standard in parse_standards("client-based,team-3")]
    [1, 3]
    """
    parts = names.split(",") if isinstance(names, str) else names
    given = [part.strip() for part in parts if part.strip()]
    faults = [_fault("no standard is named")] if not given else []
    found: list[Standard] = []
    for name in dict.fromkeys(given):
        if given.count(name) > 1:
            faults.append(_fault(f"{shown(name)} is named {given.count(name)} times"))
        each = _parse(name.removesuffix(PLANNED))
        if each is None:
            faults.append(_fault(f"unknown standard {shown(name)}"))
        elif name.endswith(PLANNED) and each.pools == "everything":
            says = "all work is pooled and waits with no owner, so that owners cannot be planned"
            faults.append(InputFault("argument", None, None, "standards", f"{shown(name)}: {says}"))
        else:
            found.append(each._replace(name=name, planned=name.endswith(PLANNED)))
    if faults:
        raise InputError(faults)
    return tuple(found)


def _parse(name: str) -> Standard | None:
    """Return a standard without planning; None where there is none of that name."""
    team = re.fullmatch(r"team-([1-9][0-9]{0,3})", name)
    if team and int(team[1]) >= 2:
        return Standard(name, team=int(team[1]))
    return _FIXED.get(name)


def _fault(message: str) -> InputFault:
    names = ", ".join([*_FIXED, "team-2", "team-3"])
    says = f"{message}; choose among {names}, ...; those with owners may end in {PLANNED}"
    return InputFault("argument", None, None, "standards", says)


class Routing(NamedTuple):
    """The queues of a standard and who takes from which.

    An office has a class of work per program and language: ``program x languages + language``.
    Queue ``seat x classes + class`` belongs to an owner; those of the pool follow, ``groups`` for
    each class of each office.

    Parameters
    ----------
    classes, groups, pool_first : int
        Classes of an office, groups of kinds, and the first queue of the pool.
    queues : int
        All queues.
    is_pooled, kind_group : numpy.ndarray
        Of kinds, of shape (kinds,).
    by_month : bool
        Whether that holds in the months alone in which kinds are pooled.
    able : numpy.ndarray
        Who may take work of a class from others' queues or the pool: who knows the program and
        speaks the language; where nobody of the office does both, who knows the program, of shape
        (seats, classes).
    knows_class : numpy.ndarray
        Who knows the program of a class, of shape (seats, classes).
    qualified : numpy.ndarray
        Who knows all programs of a bundle, of shape (bundles, seats).
    partner_start, partner : numpy.ndarray
        Who else may take from an owner's queue, of shape (seats + 1,) and (partners,).
    helped_start, helped : numpy.ndarray
        The same the other way round: whose queues a seat may take from.
    pool_start, pool : numpy.ndarray
        Queues of the pool that a seat takes from, of shape (seats + 1,) and (pairs,).
    serve_start, serve : numpy.ndarray
        Seats that take from a queue of the pool, of shape (pool queues + 1,) and (pairs,).
    only_away : bool
        Whether partners take from an owner's queue only while the owner is away.
    """

    classes: int
    groups: int
    pool_first: int
    queues: int
    is_pooled: Bools
    kind_group: Ints
    by_month: bool
    able: Bools
    knows_class: Bools
    qualified: Bools
    partner_start: Ints
    partner: Ints
    helped_start: Ints
    helped: Ints
    pool_start: Ints
    pool: Ints
    serve_start: Ints
    serve: Ints
    only_away: bool


def make_routing(agency: Agency, standard: Standard) -> Routing:
    """Return the queues of a standard.

    Parameters
    ----------
    agency : Agency
        The agency.
    standard : Standard
        The standard.
    """
    seats, programs = agency.knows.shape
    languages = agency.speaks.shape[1]
    classes = programs * languages
    offices = int(max(agency.seat_office.max(), agency.client_office.max())) + 1
    knows_class = np.repeat(agency.knows, languages, axis=1)
    able = _able(agency, knows_class)
    kinds = agency.kind_ticks.size
    is_pooled = {
        "nothing": np.zeros(kinds, np.bool_),
        "same-day": agency.kind_same_day,
        "everything": np.ones(kinds, np.bool_),
    }[standard.pools]
    kind_group, seat_group = _groups(agency, standard)
    groups = int(kind_group.max(initial=0)) + 1
    partners = _partners(agency, able, standard.team - 1)
    pools = _pools(agency, able, offices, groups, seat_group)
    first = seats * classes
    partner_start, partner = _rows(partners)
    helped_start, helped_flat = _rows(_turned(partners, seats))
    pool_start, pool = _rows(pools)
    serve_start, serve_flat = _rows(_turned(pools, offices * classes * groups))
    return Routing(
        classes=classes,
        groups=groups,
        pool_first=first,
        queues=first + offices * classes * groups,
        is_pooled=is_pooled,
        kind_group=kind_group,
        by_month=standard.pools == "same-day",
        able=able,
        knows_class=knows_class,
        qualified=(agency.needs.astype(np.int64) @ ~agency.knows.T) == 0,
        partner_start=partner_start,
        partner=partner,
        helped_start=helped_start,
        helped=helped_flat,
        pool_start=pool_start,
        pool=pool + first,
        serve_start=serve_start,
        serve=serve_flat,
        only_away=standard.only_away,
    )


def _able(agency: Agency, knows_class: Bools) -> Bools:
    """Return who may take others' and pooled work of a class; see ``Routing.able``."""
    able: Bools = knows_class & np.tile(agency.speaks, (1, agency.knows.shape[1]))
    for office in np.unique(agency.seat_office).tolist():
        here: Bools = np.asarray(agency.seat_office == office, dtype=np.bool_)
        anybody: Bools = np.any(able[here], axis=0)
        alone: Bools = here[:, None] & ~anybody[None, :]
        able |= alone & knows_class
    return able


def _turned(rows: list[list[int]], count: int) -> list[list[int]]:
    """Return for each number the rows that hold it."""
    found: list[list[int]] = [[] for _ in range(count)]
    for at, row in enumerate(rows):
        for each in row:
            found[each].append(at)
    return found


def _groups(agency: Agency, standard: Standard) -> tuple[Ints, Ints]:
    """Return the group of each kind and of each seat: one for all, unless pooled by kind.

    Kinds of the most work come first, each into the group with the least work so far; in each
    office, the seats are dealt round in turn.
    """
    kinds, seats = agency.kind_ticks.size, agency.seat_office.size
    kind_group, seat_group = np.zeros(kinds, np.int64), np.zeros(seats, np.int64)
    if not standard.by_kind:
        return kind_group, seat_group
    held = np.bincount(agency.client_bundle, minlength=agency.needs.shape[0])
    work = (held @ agency.rates) * agency.kind_ticks
    smallest = min(int(np.bincount(agency.seat_office).max()), 4)
    load = np.zeros(smallest)
    for kind in np.argsort(-work, kind="stable").tolist():
        group = int(np.argmin(load))
        kind_group[kind] = group
        load[group] += work[kind]
    for office in np.unique(agency.seat_office).tolist():
        here = np.flatnonzero(agency.seat_office == office)
        seat_group[here] = np.arange(here.size) % smallest
    return kind_group, seat_group


def _partners(agency: Agency, able: Bools, count: int) -> list[list[int]]:
    """Return who else may take from each owner's queue.

    Those of the office who can do the most of what the owner can (in steps of a tenth of the
    classes), of the owner's unit before others, then whoever follows the owner in the table, the
    first again after the last: so teams chain.
    """
    seats = able.shape[0]
    found: list[list[int]] = []
    for owner in range(seats if count else 0):
        mine = able[owner]
        shared = (able & mine).sum(axis=1) / max(int(mine.sum()), 1)
        here: Bools = np.asarray(agency.seat_office == agency.seat_office[owner], dtype=np.bool_)
        others = np.flatnonzero(here)
        others = others[others != owner]
        keys = [
            (-round(float(shared[seat]) * 10), agency.seat_unit[seat] != agency.seat_unit[owner],
             (seat - owner) % seats)
            for seat in others.tolist()
        ]  # fmt: skip
        ranked = [seat for _, seat in sorted(zip(keys, others.tolist(), strict=True))]
        found.append(ranked[:count])
    return found or [[] for _ in range(seats)]


def _pools(
    agency: Agency, able: Bools, offices: int, groups: int, seat_group: Ints
) -> list[list[int]]:
    """Return the pool's queues each seat takes from; a group with nobody able is everybody's."""
    seats, classes = able.shape
    found: list[list[int]] = [[] for _ in range(seats)]
    for office in range(offices):
        here = np.flatnonzero(np.asarray(agency.seat_office == office, dtype=np.bool_))
        for each in range(classes):
            can: Ints = here[able[here, each]]
            for group in range(groups):
                mine: Ints = can[np.asarray(seat_group[can] == group, dtype=np.bool_)]
                chosen: list[int] = (mine if mine.size else can).tolist()
                for seat in chosen:
                    found[seat].append((office * classes + each) * groups + group)
    return found


def _rows(rows: list[list[int]]) -> tuple[Ints, Ints]:
    """Return lists as one array and where each begins."""
    start = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=start[1:])
    return start, np.array([each for row in rows for each in row], dtype=np.int64)
