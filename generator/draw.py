"""Small pieces of drawing at random that the parts of the generator share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def split_streams(seed: int, count: int) -> list[np.random.Generator]:
    """Return independent random streams, so that one part's draws never shift another's."""
    children = np.random.SeedSequence(seed).spawn(count)
    return [np.random.Generator(np.random.PCG64(child)) for child in children]


def apportion(shares: npt.ArrayLike, total: int) -> Ints:
    """Divide a whole number by shares, with the largest remainders rounded up.

    Parameters
    ----------
    shares : array_like
        Shares of any sum above 0, of shape (n,).
    total : int
        What is divided.

    Returns
    -------
    numpy.ndarray
        Whole numbers that sum to ``total``; among equal remainders the first is rounded up.
    """
    wanted = np.asarray(shares, dtype=np.float64)
    return round_to_total(wanted / wanted.sum() * total, total)


def round_to_total(wanted: Floats, total: int) -> Ints:
    """Round numbers to whole ones of a given sum, those with the largest remainders upwards.

    The sum must lie within the sums of the numbers rounded down and of those rounded up.
    """
    counts = np.floor(wanted + 1e-9).astype(np.int64)
    order = np.argsort(counts - wanted, kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def shuffle(rng: np.random.Generator, counts: Ints) -> Ints:
    """Return every index as often as its count says, in random order."""
    return rng.permutation(np.repeat(np.arange(counts.size, dtype=np.int64), counts))


def unit_lognormal(rng: np.random.Generator, cv: float, size: int) -> Floats:
    """Return lognormal numbers of mean 1 and the coefficient of variation given."""
    variance = np.log1p(cv * cv)
    return rng.lognormal(-variance / 2, np.sqrt(variance), size)


def unit_gamma(rng: np.random.Generator, cv: float, size: int) -> Floats:
    """Return gamma numbers of mean 1 and the coefficient of variation given."""
    return rng.gamma(1 / cv**2, cv**2, size) if cv > 0 else np.ones(size)


def triangular_days(rng: np.random.Generator, days: tuple[int, int, int], size: int) -> Ints:
    """Return days between the first and the last given, clustered around the middle one."""
    first, peak, last = days
    if first == last:
        return np.full(size, first, dtype=np.int64)
    drawn = np.floor(rng.triangular(first, peak + 0.5, last + 1, size)).astype(np.int64)
    return np.minimum(drawn, last)
