"""Who owns whom today: what a clerk has come to who balances caseloads by hand."""

from __future__ import annotations

import numpy as np

from .bundles import expected
from .draw import Bools, Floats, Ints, unit_gamma
from .parameters import GeneratorParameters
from .people import People
from .staff import Staff

_ROUNDS = 50

NOBODY = -1
"""Stands for no owner."""


def qualified(staff: Staff, parameters: GeneratorParameters) -> Bools:
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
    able = qualified(staff, parameters)
    matched = _matched(staff, parameters)
    minutes: Floats = np.array(
        [expected(bundle, parameters.kinds)[1] for bundle in parameters.bundles]
    )
    wanted = staff.day * unit_gamma(rng, parameters.owner_load_cv, staff.day.size)
    owner = np.full(people.bundle.size, NOBODY, dtype=np.int64)
    for office in np.unique(people.office).tolist():
        here = np.flatnonzero(people.office == office)
        crew = np.flatnonzero(staff.office == office)
        cell = people.bundle[here] * len(parameters.languages) + people.language[here]
        chance = (able[:, None, crew] * matched[None, :, crew]).reshape(-1, crew.size)
        need = np.bincount(cell, minutes[people.bundle[here]], chance.shape[0])
        chance = _balanced(chance, need.astype(np.float64), wanted[crew])
        owner[here] = _drawn(rng, cell, chance, crew)
    _misplace(rng, owner, people, staff, able, parameters.unqualified_owner_share)
    owner[rng.random(owner.size) < parameters.without_owner_share] = NOBODY
    return owner


def _matched(staff: Staff, parameters: GeneratorParameters) -> Floats:
    return np.where(staff.speaks.T, 1.0, parameters.owner_language_leak)


def _balanced(chance: Floats, minutes: Floats, wanted: Floats) -> Floats:
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


def _drawn(rng: np.random.Generator, cell: Ints, chance: Floats, crew: Ints) -> Ints:
    owner = np.full(cell.size, NOBODY, dtype=np.int64)
    point = rng.random(cell.size)
    for row in np.unique(cell).tolist():
        sums = np.cumsum(chance[row])
        if sums[-1] > 0:
            mine = cell == row
            owner[mine] = crew[np.searchsorted(sums[:-1], point[mine] * sums[-1], side="right")]
    return owner


def _misplace(
    rng: np.random.Generator, owner: Ints, people: People, staff: Staff, able: Bools, share: float
) -> None:
    """Give a share of the clients with a special program an owner who lacks a program."""
    picked = rng.random(owner.size) < share
    for office in np.unique(people.office[picked]).tolist():
        crew = np.flatnonzero(staff.office == office)
        for bundle in range(able.shape[0]):
            unable = crew[~able[bundle, crew]]
            mine = picked & (people.office == office) & (people.bundle == bundle)
            if unable.size:
                owner[mine] = rng.choice(unable, int(mine.sum()))
