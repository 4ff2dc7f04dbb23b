"""The workers: their units, languages, programs, hours and absences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .draw import Bools, Ints, apportion, rounded
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
        speaks.append(_speaks(rng, language, count, parameters))
        knows.append(_knows(rng, count, parameters))
        part_time.append(_some(rng, count, round(parameters.part_time_share * count)))
    full = parameters.day_minutes * size.day_share
    fte = np.where(np.concatenate(part_time), parameters.part_time_fte, 1.0)
    day = np.maximum(np.rint(full * fte), 1).astype(np.int64)
    absent = _absent(absences, size.workers, periods, parameters)
    return Staff(
        office=np.repeat(np.arange(size.offices, dtype=np.int64), counts),
        unit=_units(counts, parameters.unit_workers),
        speaks=np.concatenate(speaks),
        knows=np.concatenate(knows),
        minutes=np.where(absent, 0, day[:, None]),
        day=day,
    )


def _units(counts: Ints, unit_workers: int) -> Ints:
    units: list[Ints] = []
    first = 0
    for count in counts.tolist():
        units.append(first + np.arange(count, dtype=np.int64) // unit_workers)
        first += -(-count // unit_workers)
    return np.concatenate(units)


def _some(rng: np.random.Generator, count: int, chosen: int) -> Bools:
    marks = np.zeros(count, dtype=np.bool_)
    marks[rng.permutation(count)[:chosen]] = True
    return marks


def _speaks(
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
    tongues = np.repeat(np.arange(len(languages)), rounded(wanted, total))
    speaks[rng.permutation(count)[:total], tongues] = True
    return speaks


def _knows(rng: np.random.Generator, count: int, parameters: GeneratorParameters) -> Bools:
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


def _absent(
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
