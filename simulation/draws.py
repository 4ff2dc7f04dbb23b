"""Random numbers that are looked up, not drawn in turn: each belongs to a key.

A draw is a function of the seed, a stream and two whole numbers (a client and a count, a worker and
a day), by the finaliser of SplitMix64 (Steele, Lea and Flood 2014) applied to one after the other.
So nothing hangs on the order in which things happen, and two standards meet the same clients, the
same work and the same absences.
"""

from __future__ import annotations

import math

import numpy as np

from ..solver.compiled import compiled, compiled_part

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)

NEW, TEMPLATE, COMPLEXITY, STAY, RETURN, AWAY, LEAVE, ARRIVE, THIN, KIND, TIME, LATE, WORK, MORE = (
    range(14)
)
"""The streams."""


@compiled_part
def _mix(value: np.uint64) -> np.uint64:
    value = (value ^ (value >> _S30)) * _FIRST
    value = (value ^ (value >> _S27)) * _SECOND
    return value ^ (value >> _S31)


@compiled
def uniform(seed: int, stream: int, one: int, two: int) -> float:
    """Return the number of a key, in the open interval from 0 to 1.

    Parameters
    ----------
    seed, stream, one, two : int
        The key; whole numbers of at least 0.
    """
    value = _mix(np.uint64(seed) + _GOLDEN)
    value = _mix(value + _GOLDEN * (np.uint64(stream) + np.uint64(1)))
    value = _mix(value + _GOLDEN * (np.uint64(one) + np.uint64(1)))
    value = _mix(value + _GOLDEN * (np.uint64(two) + np.uint64(1)))
    return (np.float64(value >> _S11) + 0.5) * (1.0 / 9007199254740992.0)


@compiled_part
def exponential(seed: int, stream: int, one: int, two: int) -> float:
    """Return the exponential number of mean 1 of a key."""
    return -math.log(uniform(seed, stream, one, two))


@compiled_part
def normal(seed: int, stream: int, one: int, two: int) -> float:
    """Return the standard normal number of a key (Box and Muller 1958)."""
    radius = math.sqrt(2.0 * exponential(seed, stream, one, two))
    return radius * math.cos(2.0 * math.pi * uniform(seed, MORE, one * 16 + stream, two))


@compiled_part
def gamma(seed: int, stream: int, one: int, cv: float) -> float:
    """Return the gamma number of mean 1 and a coefficient of variation (Marsaglia, Tsang 2000)."""
    if cv <= 0.0:
        return 1.0
    shape = 1.0 / (cv * cv)
    boost = 1.0
    raised = shape
    if shape < 1.0:
        boost = uniform(seed, stream, one, 999_983) ** (1.0 / shape)
        raised = shape + 1.0
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    at = 0
    while True:
        x = normal(seed, stream, one, 2 * at)
        v = (1.0 + c * x) ** 3
        u = uniform(seed, stream, one, 2 * at + 1)
        if v > 0.0 and math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return boost * d * v / shape
        at += 1


@compiled_part
def lognormal(seed: int, stream: int, one: int, two: int, cv: float) -> float:
    """Return the lognormal number of mean 1 and a coefficient of variation of a key."""
    if cv <= 0.0:
        return 1.0
    variance = math.log(1.0 + cv * cv)
    return math.exp(math.sqrt(variance) * normal(seed, stream, one, two) - variance / 2.0)
