"""The workers: their units, languages, programs, hours and absences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .draw import Bools, Floats, Ints, apportion, round_to_total, unit_gamma
from .kinds import compute_expected
from .parameters import GeneratorParameters
from .people import People
from .shares import Size


@dataclass(frozen=True)
class Staff:
    """The workers as columns, sorted by office and unit.

    Parameters
    ----------
    office, unit : numpy.ndarray
        Indices of offices and, counted over all offices, of units, of shape (workers,).
    speaks : numpy.ndarray
        Whether a worker speaks each of ``parameters.languages``, of shape (workers, languages).
    knows : numpy.ndarray
        Whether a worker knows each of ``parameters.programs``, of shape (workers, programs).
    minutes : numpy.ndarray
        Regular minutes, 0 on days of absence, of shape (workers, periods).
    day : numpy.ndarray
        Minutes of a day at work, of shape (workers,).
    """

    office: Ints
    unit: Ints
    speaks: Bools
    knows: Bools
    minutes: Ints
    day: Ints


def draw_staff(
    rng: np.random.Generator,
    absences: np.random.Generator,
    size: Size,
    people: People,
    periods: int,
    parameters: GeneratorParameters,
) -> Staff:
    """Draw the workers of an agency.

    Parameters
    ----------
    rng, absences : numpy.random.Generator
        Streams to draw from; absences have their own, so that a change of their share leaves
        everything else as it is.
    size : Size
        Numbers of offices and workers, and the share of the day they give.
    people : People
        The clients, whose languages the workers are hired for.
    periods : int
        Number of periods.
    parameters : GeneratorParameters
        Shares.

    Returns
    -------
    Staff
        The workers.
    """
    counts = apportion(np.ones(size.offices), size.workers)
    speaks: list[Bools] = []
    knows: list[Bools] = []
    part_time: list[Bools] = []
    for office, count in enumerate(counts.tolist()):
        language = people.language[people.office == office]
        speaks.append(_draw_languages(rng, language, count, parameters))
        knows.append(_draw_programs(rng, count, parameters))
        part_time.append(_choose(rng, count, round(parameters.part_time_share * count)))
    full = parameters.day_minutes * size.day_share
    fte = np.where(np.concatenate(part_time), parameters.part_time_fte, 1.0)
    day = np.maximum(np.rint(full * fte), 1).astype(np.int64)
    absent = _draw_absences(absences, size.workers, periods, parameters)
    return Staff(
        office=np.repeat(np.arange(size.offices, dtype=np.int64), counts),
        unit=_split_units(counts, parameters.unit_workers),
        speaks=np.concatenate(speaks),
        knows=np.concatenate(knows),
        minutes=np.where(absent, 0, day[:, None]),
        day=day,
    )


def _split_units(counts: Ints, unit_workers: int) -> Ints:
    units: list[Ints] = []
    first = 0
    for count in counts.tolist():
        units.append(first + np.arange(count, dtype=np.int64) // unit_workers)
        first += -(-count // unit_workers)
    return np.concatenate(units)


def _choose(rng: np.random.Generator, count: int, chosen: int) -> Bools:
    marks = np.zeros(count, dtype=np.bool_)
    marks[rng.permutation(count)[:chosen]] = True
    return marks


def _draw_languages(
    rng: np.random.Generator, language: Ints, count: int, parameters: GeneratorParameters
) -> Bools:
    """Give each certified worker one language beside those that everybody speaks.

    Their number is rounded up over all languages together, then divided by largest remainders.
    """
    languages = parameters.languages
    shares = np.bincount(language, minlength=len(languages)) / max(language.size, 1)
    ratios = np.array([tongue.certified or 0.0 for tongue in languages])
    wanted = ratios * shares * count
    total = math.ceil(round(float(wanted.sum()), 9))
    if total > count:
        wanted, total = wanted * (count / wanted.sum()), count
    speaks = np.zeros((count, len(languages)), dtype=np.bool_)
    speaks[:, [tongue.certified is None for tongue in languages]] = True
    tongues = np.repeat(np.arange(len(languages)), round_to_total(wanted, total))
    speaks[rng.permutation(count)[:total], tongues] = True
    return speaks


def _draw_programs(rng: np.random.Generator, count: int, parameters: GeneratorParameters) -> Bools:
    """Give workers at most one special program each, with those that go with it.

    An intake worker is responsible for whatever program a newcomer's case holds; programs are the
    only skills of the model, so the intake workers are spread over the special programs in equal
    parts. Numbers are rounded up: no office runs a program with less than its share.
    """
    programs = parameters.programs
    knows = np.zeros((count, len(programs)), dtype=np.bool_)
    knows[:, [programs.index(program) for program in parameters.basic_programs]] = True
    if not parameters.specials:
        return knows
    intake = parameters.intake_share / len(parameters.specials)
    wanted = [math.ceil(round((s.share + intake) * count, 9)) for s in parameters.specials]
    while sum(wanted) > count:
        wanted[wanted.index(max(wanted))] -= 1
    order = rng.permutation(count)
    first = 0
    for special, number in zip(parameters.specials, wanted, strict=True):
        chosen = order[first : first + number]
        for program in (special.program, *special.also):
            knows[chosen, programs.index(program)] = True
        first += number
    return knows


def _draw_absences(
    rng: np.random.Generator, workers: int, periods: int, parameters: GeneratorParameters
) -> Bools:
    """Mark spells of absence until their days reach the share; the last spell is cut to fit.

    A spell may have begun before the first period or run on after the last one.
    """
    shortest, longest = parameters.absence_spell
    absent = np.zeros((workers, periods), dtype=np.bool_)
    left = round(parameters.absence_share * workers * periods)
    while left > 0:
        worker, length = rng.integers(workers), rng.integers(shortest, longest + 1)
        start = int(rng.integers(1 - length, periods))
        spell = absent[worker, max(start, 0) : start + length]
        new = np.flatnonzero(~spell)[:left]
        spell[new] = True
        left -= new.size
    return absent


# Who owns whom today: what a clerk has come to who balances caseloads by hand.


_ROUNDS = 50

NOBODY = -1
"""Stands for no owner."""


def find_qualified(staff: Staff, parameters: GeneratorParameters) -> Bools:
    """Return which workers know every program of which bundles, of shape (bundles, workers)."""
    needs: Bools = np.array(
        [
            [program in bundle.programs for program in parameters.programs]
            for bundle in parameters.bundles
        ]
    )
    lacking: Ints = needs.astype(np.int64) @ ~staff.knows.T
    return np.equal(lacking, 0)


def draw_owners(
    rng: np.random.Generator, people: People, staff: Staff, parameters: GeneratorParameters
) -> Ints:
    """Draw the owner of every client today.

    Owners are drawn among the workers of the client's office who know the whole bundle, mostly
    those who speak the client's language, so that the expected minutes of the clients a worker owns
    come near the worker's hours times a gamma factor. Then some clients lose their owner, and some
    with a special program get one who lacks a program.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream to draw from.
    people : People
        The clients.
    staff : Staff
        The workers.
    parameters : GeneratorParameters
        Shares and variation.

    Returns
    -------
    numpy.ndarray
        Index of the owner, or ``NOBODY``, of shape (clients,).
    """
    able = find_qualified(staff, parameters)
    matched = _match(staff, parameters)
    minutes: Floats = np.array(
        [compute_expected(bundle, parameters.kinds)[1] for bundle in parameters.bundles]
    )
    wanted = staff.day * unit_gamma(rng, parameters.owner_load_cv, staff.day.size)
    owner = np.full(people.bundle.size, NOBODY, dtype=np.int64)
    for office in np.unique(people.office).tolist():
        here = np.flatnonzero(people.office == office)
        mates = np.flatnonzero(staff.office == office)
        cell = people.bundle[here] * len(parameters.languages) + people.language[here]
        chance = (able[:, None, mates] * matched[None, :, mates]).reshape(-1, mates.size)
        need = np.bincount(cell, minutes[people.bundle[here]], chance.shape[0])
        chance = _balance(chance, need.astype(np.float64), wanted[mates])
        owner[here] = _draw_worker(rng, cell, chance, mates)
    _misplace(rng, owner, people, staff, able, parameters.unqualified_owner_share)
    owner[rng.random(owner.size) < parameters.without_owner_share] = NOBODY
    return owner


def _match(staff: Staff, parameters: GeneratorParameters) -> Floats:
    return np.where(staff.speaks.T, 1.0, parameters.owner_language_leak)


def _balance(chance: Floats, minutes: Floats, wanted: Floats) -> Floats:
    """Scale the chances of cells (rows) at workers until expected loads come near the wanted ones.

    Where bundles leave no way to reach the wanted loads, every client still finds its owner.
    """
    target = wanted / wanted.sum() * minutes.sum()
    for _ in range(_ROUNDS):
        load = (chance * minutes[:, None]).sum(axis=0)
        chance = chance * np.divide(target, load, out=np.ones_like(load), where=load > 0)
        total = chance.sum(axis=1, keepdims=True)
        chance = np.divide(chance, total, out=np.zeros_like(chance), where=total > 0)
    return chance


def _draw_worker(rng: np.random.Generator, cell: Ints, chance: Floats, mates: Ints) -> Ints:
    owner = np.full(cell.size, NOBODY, dtype=np.int64)
    point = rng.random(cell.size)
    for row in np.unique(cell).tolist():
        sums = np.cumsum(chance[row])
        if sums[-1] > 0:
            mine = cell == row
            owner[mine] = mates[np.searchsorted(sums[:-1], point[mine] * sums[-1], side="right")]
    return owner


def _misplace(
    rng: np.random.Generator, owner: Ints, people: People, staff: Staff, able: Bools, share: float
) -> None:
    """Give a share of the clients with a special program an owner who lacks a program."""
    picked = rng.random(owner.size) < share
    for office in np.unique(people.office[picked]).tolist():
        mates = np.flatnonzero(staff.office == office)
        for bundle in range(able.shape[0]):
            unable = mates[~able[bundle, mates]]
            mine = picked & (people.office == office) & (people.bundle == bundle)
            if unable.size:
                owner[mine] = rng.choice(unable, int(mine.sum()))
