"""A synthetic agency of documented or assumed figures: tables as an agency would export them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from ..model.calendar import Calendar
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.read import read_frames
from ..model.policy import Policy
from ..model.tables import SCHEMAS, TableName
from .draw import Bools, Ints, split_streams
from .kinds import Bundle, Kind
from .parameters import PUBLISHED, GeneratorParameters
from .people import People, draw_people
from .shares import SIZES, Special
from .staff import NOBODY, Staff, draw_owners, draw_staff
from .work import Work, compute_standing, draw_work

# Intensive case management: a team of child welfare with few, heavy and uneven clients.
#
# The caseloads are those that a time study of 13,000 Californian social workers called the minimum
# for a full-time worker (SB 2030). They stand in place of minutes, of which no source is known: a
# client needs the productive minutes of a month divided by the clients a worker can have. How these
# minutes divide into kinds of work is assumed, as is everything else that is not marked otherwise.
# All work of a month is due at its end, so that what counts is who fits into whose month.


MAINTENANCE, REUNIFICATION, PLACEMENT = "Family maintenance", "Reunification", "Placement"

CASES: Mapping[str, float] = {MAINTENANCE: 14.2, REUNIFICATION: 15.6, PLACEMENT: 23.7}
"""Clients a full-time worker by program: the minimum standard (S, ``sb-2030``). Work at intake,
13 emergency responses per month, belongs to other teams."""

SHARES: Mapping[str, float] = {MAINTENANCE: 0.40, REUNIFICATION: 0.35, PLACEMENT: 0.25}
"""Share of the clients in each program (assumed)."""

WORK = (
    ("visit", 1.0, 0.35, True),
    ("services", 1.0, 0.30, False),
    ("records", 1.0, 0.20, False),
    ("court_report", 1 / 6, 0.15, False),
)
"""Kind, times per month, share of the client's minutes, whether the client is met (assumed)."""

MONTH_MINUTES = PUBLISHED.month_days * PUBLISHED.day_minutes
"""Productive minutes of a full-time month (assumed)."""


def _build_kind(program: str, name: str, rate: float, share: float, contact: bool) -> Kind:
    minutes = MONTH_MINUTES / CASES[program] * share / rate
    return Kind(
        program, name, rate, minutes, 0, "month end", contact, "first day",
        tags=("A", "S+A", "A"), sources=("sb-2030",),
    )  # fmt: skip


INTENSIVE = GeneratorParameters(
    programs=(MAINTENANCE, REUNIFICATION, PLACEMENT),
    basic_programs=(MAINTENANCE, REUNIFICATION),
    kinds=tuple(_build_kind(program, *work) for program in CASES for work in WORK),
    bundles=tuple(Bundle((program,), share) for program, share in SHARES.items()),
    specials=(Special(PLACEMENT, 0.5),),
    groups=(),
    complexity_cv=0.6,
    intake_share=0.0,
)
"""The figures of the team; languages, hours, absences and owners today are those of an office."""


_MOST_PERIODS = 2000
_DOCUMENTED = {"intensive": INTENSIVE}


def generate(
    size: str, seed: int, months: int = 1, parameters: GeneratorParameters | None = None
) -> tuple[Instance, Policy]:
    """Draw an agency: clients, workers and the tasks of a horizon in steady state.

    The same arguments give the same tables in every process. Clients, workers, absences, owners and
    tasks have their own random streams, so that a change of one part's figures leaves the draws of
    the other parts alone wherever it can.

    Parameters
    ----------
    size : str
        ``toy`` (4 workers, 40 clients), ``unit`` (8, 3,200), ``office`` (190, 76,000) or
        ``region`` (6 offices, 1,130, 460,000); or ``intensive`` (15, 200), a team of child welfare
        with few and heavy clients.
    seed : int
        Seed of the draws, at least 0.
    months : int
        Length of the horizon, in months of 21 business days.
    parameters : GeneratorParameters or None
        All figures; None for the documented ones of the size.

    Returns
    -------
    instance : Instance
        The tables, with warnings as on reading them from files; the calendar names no day, for the
        month is fictitious.
    policy : Policy
        The default policy.

    Raises
    ------
    InputError
        If the size is unknown, or the seed or the months are out of range.
    """
    parameters = parameters or _DOCUMENTED.get(size, PUBLISHED)
    _check_arguments(size, seed, months, parameters)
    extent = SIZES[size]
    periods = months * parameters.month_days
    streams = split_streams(seed, 8)
    for_people, for_staff, for_absences, for_owners, for_work, *for_more = streams
    for_pairs, for_shares, for_backlog = for_more
    people = draw_people(for_people, extent, parameters)
    staff = draw_staff(for_staff, for_absences, extent, people, periods, parameters)
    owners = draw_owners(for_owners, people, staff, parameters)
    work = draw_work(for_work, people, months, parameters)
    return read_frames(
        clients=_build_clients(people, owners, staff, parameters),
        workers=_build_workers(for_shares, staff, parameters),
        tasks=_build_tasks(for_backlog, work, people, parameters),
        calendar=Calendar(periods=periods),
        pairs=_build_pairs(for_pairs, people, staff, parameters),
    )


def _check_arguments(size: str, seed: int, months: int, parameters: GeneratorParameters) -> None:
    most = _MOST_PERIODS // parameters.month_days
    faults = {
        "size": f"unknown size {size!r}; choose one of {', '.join(SIZES)}" * (size not in SIZES),
        "seed": f"{seed} is below 0; give a whole number from 0 on" * (seed < 0),
        "months": f"{months} is not within 1 to {most}" * (not 1 <= months <= most),
    }
    problems = [
        InputFault("argument", None, None, name, text) for name, text in faults.items() if text
    ]
    if problems:
        raise InputError(problems)


def _build_clients(
    people: People, owners: Ints, staff: Staff, parameters: GeneratorParameters
) -> pl.DataFrame:
    count = people.bundle.size
    workers = _build_ids("w", 3, staff.day.size)
    owner = pl.Series(np.where(owners == NOBODY, 0, owners))
    return _build_frame(
        "clients",
        id=_build_ids("c", 5, count),
        office=_name_offices(people.office),
        language=_pick([language.name for language in parameters.languages], people.language),
        programs=_pick([list(bundle.programs) for bundle in parameters.bundles], people.bundle),
        worker=pl.select(
            pl.when(pl.lit(pl.Series(owners != NOBODY))).then(workers.gather(owner))
        ).to_series(),
        groups=_build_lists([group.name for group in parameters.groups], people.labels),
        expected_minutes=pl.Series(compute_standing(people, parameters)),
        household=pl.Series([None] * count, dtype=pl.String()),
    )


def _build_workers(
    rng: np.random.Generator, staff: Staff, parameters: GeneratorParameters
) -> pl.DataFrame:
    new = rng.random(staff.day.size) < parameters.newcomer_share
    unit_width = max(2, len(str(int(staff.unit.max(initial=0)) + 1)))
    return _build_frame(
        "workers",
        id=_build_ids("w", 3, staff.day.size),
        office=_name_offices(staff.office),
        unit=_number_names("unit-", unit_width, staff.unit + 1),
        languages=_build_lists([language.name for language in parameters.languages], staff.speaks),
        programs=_build_lists(list(parameters.programs), staff.knows),
        minutes=pl.Series(staff.minutes.tolist(), dtype=pl.List(pl.Int64())),
        caseload_share=pl.Series([0.5 if each else None for each in new], dtype=pl.Float64()),
    )


def _build_tasks(
    rng: np.random.Generator, work: Work, people: People, parameters: GeneratorParameters
) -> pl.DataFrame:
    clients = _build_ids("c", 5, people.bundle.size)
    names = [bundle.programs for bundle in parameters.bundles]
    codes = np.full((len(names), max(map(len, names))), -1, dtype=np.int64)
    for row, programs in enumerate(names):
        codes[row, : len(programs)] = [parameters.programs.index(program) for program in programs]
    program = codes[people.bundle[work.client], work.program]
    is_overdue = (rng.random(work.due.size) < parameters.overdue_share) & (work.release == 0)
    days = rng.integers(1, parameters.overdue_days, work.due.size, endpoint=True)
    return _build_frame(
        "tasks",
        id=_build_ids("t", 6, work.client.size),
        client=clients.gather(pl.Series(work.client)),
        program=_pick(list(parameters.programs), program),
        kind=_pick([kind.name for kind in parameters.kinds], work.kind),
        minutes=pl.Series(work.minutes),
        release=pl.Series(work.release),
        due=pl.Series(np.where(is_overdue, -days, work.due)),
        contact=_pick([kind.contact for kind in parameters.kinds], work.kind),
    )


def _build_pairs(
    rng: np.random.Generator, people: People, staff: Staff, parameters: GeneratorParameters
) -> pl.DataFrame:
    """Draw clients who must not meet a worker of their office, each worker as likely."""
    drawn = np.flatnonzero(rng.random(people.bundle.size) < parameters.conflict_share)
    workers = [np.flatnonzero(staff.office == office) for office in people.office[drawn].tolist()]
    count = len(drawn)
    return _build_frame(
        "pairs",
        client=_build_ids("c", 5, people.bundle.size).gather(pl.Series(drawn)),
        worker=_build_ids("w", 3, staff.day.size).gather(
            pl.Series([int(rng.choice(some)) for some in workers], dtype=pl.Int64)
        ),
        price=pl.Series(["never"] * count, dtype=pl.String),
        reason=pl.Series(["conflict_of_interest"] * count, dtype=pl.String),
    )


def _build_frame(table: TableName, **columns: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict(SCHEMAS[table]))


def _number_names(prefix: str, width: int, numbers: Ints) -> pl.Series:
    return prefix + pl.Series(numbers).cast(pl.String()).str.zfill(width)


def _build_ids(prefix: str, width: int, count: int) -> pl.Series:
    return _number_names(
        prefix, max(width, len(str(count))), np.arange(1, count + 1, dtype=np.int64)
    )


def _name_offices(office: Ints) -> pl.Series:
    return _number_names("office-", 2, office + 1)


def _pick(values: list[str] | list[bool] | list[list[str]], index: Ints) -> pl.Series:
    return pl.Series(values).gather(pl.Series(index))


def _build_lists(names: list[str], marks: Bools) -> pl.Series:
    """Return the names marked in each row, as lists in the order of the names."""
    _, first, index = np.unique(
        marks @ (1 << np.arange(len(names))), return_index=True, return_inverse=True
    )
    rows = [[name for name, mark in zip(names, marks[row], strict=True) if mark] for row in first]
    return pl.Series(rows, dtype=pl.List(pl.String())).gather(pl.Series(index))
