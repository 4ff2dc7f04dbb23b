"""Is one better than the other? Wins, losses, ties and an exact test on paired runs.

The test is Wilcoxon's signed-rank test, two-sided (F. Wilcoxon, Individual comparisons by ranking
methods, Biometrics Bulletin 1, 1945): under the hypothesis of no difference each sign is a fair
coin. Pairs without a difference are left out. All sign patterns are counted with whole numbers, so
the p-value is exact, equal ranks included, up to ``EXACT_PAIRS`` pairs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

EXACT_PAIRS = 100
"""Most pairs for which all sign patterns are counted; above it the normal distribution serves."""

ALPHA = 0.05
"""Largest p-value at which a difference is called one."""

NEGLIGIBLE = 1e-9
"""Relative difference below which two values are the same number, computed in two ways."""

Verdict = Literal["difference", "no difference", "too few pairs"]


@dataclass(frozen=True)
class Measure:
    """Something of which less is better.

    Parameters
    ----------
    name : str
        What it is called.
    floor : float
        Smaller values count as this one.
    margin : float
        Ratios up to 1 + margin, and down to its reciprocal, are no difference.
    """

    name: str
    floor: float
    margin: float


COST = Measure("cost", floor=1.0, margin=0.0)
"""Costs below 1 count as 1, as they do in the gap."""

TIME = Measure("time", floor=0.01, margin=0.05)
"""Clocks are not trusted below a hundredth of a second, nor to differ by less than 5 %."""


@dataclass(frozen=True)
class Paired:
    """Two sides compared on the same problems.

    Parameters
    ----------
    wins, losses, ties : int
        Problems on which the second side is better, worse, or alike.
    only_first, only_second : int
        Problems (among the wins and losses) of which only one side has a value.
    ratio : float or None
        The effect: geometric mean of second / first where both have a value; below 1 the second is
        better. None if there is no such problem.
    p : float
        Two-sided p-value; 1 without any difference.
    """

    wins: int
    losses: int
    ties: int
    only_first: int
    only_second: int
    ratio: float | None
    p: float

    @property
    def pairs(self) -> int:
        """Number of pairs with a difference, on which the test rests."""
        return self.wins + self.losses


def pair(first: Sequence[float | None], second: Sequence[float | None], measure: Measure) -> Paired:
    """Compare two sides problem by problem.

    A side without a value is worse than one with a value, by more than any number: it gets the
    highest rank. Both without a value are a tie.

    Parameters
    ----------
    first, second : sequence of (float or None)
        Values in the same order of problems; less is better; None: no value.
    measure : Measure
        What the values are.
    """
    both = list(zip(first, second, strict=True))
    changes = [_change(a, b, measure) for a, b in both]
    return Paired(
        wins=sum(change < 0 for change in changes),
        losses=sum(change > 0 for change in changes),
        ties=sum(change == 0 for change in changes),
        only_first=sum(a is not None and b is None for a, b in both),
        only_second=sum(a is None and b is not None for a, b in both),
        ratio=_geometric_mean(
            [_ratio(a, b, measure) for a, b in both if a is not None and b is not None]
        ),
        p=signed_rank(changes),
    )


def verdict(paired: Paired, measure: Measure, tests: int, adjusted: float) -> Verdict:
    """Say whether there is a difference.

    Parameters
    ----------
    paired : Paired
        The comparison.
    measure : Measure
        What was compared.
    tests : int
        Number of tests made together.
    adjusted : float
        The p-value adjusted for them.

    Returns
    -------
    str
        ``difference`` or ``no difference``; ``too few pairs`` if not even a clean sweep of so few
        differing pairs could have shown a difference among so many tests.
    """
    if not paired.pairs:
        return "no difference"
    if adjusted <= ALPHA:
        failures = paired.only_first + paired.only_second
        large = paired.ratio is None or failures or _is_large(paired.ratio, measure)
        return "difference" if large else "no difference"
    return "too few pairs" if tests * 2.0 ** (1 - paired.pairs) > ALPHA else "no difference"


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for having made several tests (S. Holm, Scand. J. Statistics 6, 1979)."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def signed_rank(changes: Sequence[float]) -> float:
    """Return the two-sided p-value of Wilcoxon's signed-rank test.

    Parameters
    ----------
    changes : sequence of float
        Differences, infinite ones allowed; zeros are left out.

    Returns
    -------
    float
        1 if nothing is left.
    """
    signed = [change for change in changes if change]
    ranks = double_ranks([abs(change) for change in signed])
    gained = sum(rank for rank, change in zip(ranks, signed, strict=True) if change < 0)
    least = min(gained, sum(ranks) - gained)
    return float(_exact(ranks, least)) if len(ranks) <= EXACT_PAIRS else _normal(ranks, least)


def double_ranks(sizes: Sequence[float]) -> list[int]:
    """Return twice the rank of each number, so that the mean rank of equal ones is whole.

    Numbers that agree in twelve digits are equal: a planted factor must not be ranked by rounding.
    """
    ranks = [0] * len(sizes)
    rounded = [float(f"{size:.12g}") for size in sizes]
    before = 0
    for _, same in groupby(sorted(range(len(sizes)), key=rounded.__getitem__), rounded.__getitem__):
        places = list(same)
        for place in places:
            ranks[place] = 2 * before + len(places) + 1
        before += len(places)
    return ranks


def _exact(ranks: Sequence[int], least: int) -> Fraction:
    """Return the probability of a rank sum as far from the middle, by counting sign patterns."""
    counts = [1] + [0] * least
    for rank in ranks:
        for total in range(least, rank - 1, -1):
            counts[total] += counts[total - rank]
    return min(Fraction(1), Fraction(2 * sum(counts), 2 ** len(ranks)))


def _normal(ranks: Sequence[int], least: int) -> float:
    """Return the same by the normal distribution, with continuity correction."""
    deviation = math.sqrt(sum(rank * rank for rank in ranks)) / 2
    distance = max(0.0, sum(ranks) / 2 - least - 1)
    return min(1.0, math.erfc(distance / deviation / math.sqrt(2)))


def _is_large(ratio: float, measure: Measure) -> bool:
    return max(ratio, 1 / ratio) > 1 + measure.margin


def _change(first: float | None, second: float | None, measure: Measure) -> float:
    """Return (second - first) / the larger of them; negative if the second is better."""
    if first is None or second is None:
        return math.inf if first is not None else -math.inf if second is not None else 0.0
    low, high = max(first, measure.floor), max(second, measure.floor)
    change = (high - low) / max(low, high)
    return 0.0 if abs(change) < NEGLIGIBLE else change


def _ratio(first: float, second: float, measure: Measure) -> float:
    return max(second, measure.floor) / max(first, measure.floor)


def _geometric_mean(values: Sequence[float]) -> float | None:
    if not values:
        return None
    return math.exp(math.fsum(map(math.log, values)) / len(values))
