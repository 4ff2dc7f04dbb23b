"""The clients: their offices, languages, bundles, labels and complexity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draw import Bools, Floats, Ints, apportion, shuffle, unit_gamma
from .parameters import GeneratorParameters
from .shares import Size

_ROUNDS = 100


@dataclass(frozen=True)
class People:
    """The clients as columns, sorted by office.

    Parameters
    ----------
    office, bundle, language : numpy.ndarray
        Indices of the offices, of ``parameters.bundles`` and of ``parameters.languages``, of
        shape (clients,).
    labels : numpy.ndarray
        Whether a client bears each of ``parameters.groups``, of shape (clients, groups).
    complexity : numpy.ndarray
        Factor of mean 1 on the minutes of all the client's tasks, of shape (clients,).
    """

    office: Ints
    bundle: Ints
    language: Ints
    labels: Bools
    complexity: Floats


def draw_people(rng: np.random.Generator, size: Size, parameters: GeneratorParameters) -> People:
    """Draw the clients of an agency.

    The shares of bundles hold in every office, those of languages over all offices, exactly up to
    rounding; who is who is random. With several offices, languages cluster: those of each language
    spread over the offices by a Dirichlet draw, then fitted to the sizes of the offices.

    Parameters
    ----------
    rng : numpy.random.Generator
        Stream to draw from.
    size : Size
        Numbers of offices and clients.
    parameters : GeneratorParameters
        Shares and variation.

    Returns
    -------
    People
        The clients.
    """
    offices = apportion(np.ones(size.offices), size.clients)
    language_shares = _compute_language_shares(rng, offices, parameters)
    bundle_shares = [bundle.share for bundle in parameters.bundles]
    languages = [
        shuffle(rng, apportion(shares, int(count)))
        for shares, count in zip(language_shares, offices, strict=True)
    ]
    bundles = [shuffle(rng, apportion(bundle_shares, int(count))) for count in offices]
    bundle = np.concatenate(bundles)
    return People(
        office=np.repeat(np.arange(size.offices, dtype=np.int64), offices),
        bundle=bundle,
        language=np.concatenate(languages),
        labels=_draw_labels(rng, bundle, parameters),
        complexity=unit_gamma(rng, parameters.complexity_cv, size.clients),
    )


def find_holders(parameters: GeneratorParameters, program: str | None) -> Bools:
    """Return which bundles hold a program (every bundle for None), of shape (bundles,)."""
    return np.array([program is None or program in b.programs for b in parameters.bundles])


def _compute_language_shares(
    rng: np.random.Generator, offices: Ints, parameters: GeneratorParameters
) -> Floats:
    shares: Floats = np.array([language.share for language in parameters.languages])
    shares /= shares.sum()
    if offices.size == 1:
        return shares.reshape(1, -1)
    sizes = offices / offices.sum()
    spread = rng.dirichlet(parameters.language_concentration * sizes, shares.size)
    table: Floats = np.maximum(spread.T, 1e-9) * shares
    for _ in range(_ROUNDS):
        table *= (shares / np.maximum(table.sum(axis=0), 1e-300))[None, :]
        table *= (sizes / table.sum(axis=1))[:, None]
    return table


def _draw_labels(rng: np.random.Generator, bundle: Ints, parameters: GeneratorParameters) -> Bools:
    columns = [
        rng.random(bundle.size)
        < np.where(
            find_holders(parameters, group.program)[bundle], group.program_share, group.share
        )
        for group in parameters.groups
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((bundle.size, 0), dtype=np.bool_)
