"""Is one better than the other? Solvers, and results with earlier ones, on the same problems.

The test is Wilcoxon's signed-rank test, two-sided (F. Wilcoxon, Individual comparisons by ranking
methods, Biometrics Bulletin 1, 1945): under the hypothesis of no difference each sign is a fair
coin. Pairs without a difference are left out. All sign patterns are counted with whole numbers, so
the p-value is exact, equal ranks included, up to ``EXACT_PAIRS`` pairs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal, NamedTuple

import numpy as np

from ..record import RunOptions
from .runs import ALL, Problem, Run, grouped
from .statistics import median, shifted_geometric_mean

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
    least = measure.floor
    known = [max(b, least) / max(a, least) for a, b in both if a is not None and b is not None]
    return Paired(
        wins=sum(change < 0 for change in changes),
        losses=sum(change > 0 for change in changes),
        ties=sum(change == 0 for change in changes),
        only_first=sum(a is not None and b is None for a, b in both),
        only_second=sum(a is None and b is not None for a, b in both),
        ratio=shifted_geometric_mean(known, shift=0.0),
        p=signed_rank(changes),
    )


def verdict(paired: Paired, measure: Measure, tests: int, adjusted: float) -> Verdict:
    """Say whether there is a difference, given the p-value adjusted for all tests made together.

    It is ``too few pairs`` if not even a clean sweep of so few differing pairs could have shown a
    difference among so many tests.
    """
    if not paired.pairs:
        return "no difference"
    if adjusted <= ALPHA:
        failures = paired.only_first + paired.only_second
        ratio = paired.ratio
        large = ratio is None or failures or max(ratio, 1 / ratio) > 1 + measure.margin
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
    """Return the two-sided p-value of Wilcoxon's signed-rank test; 1 where nothing differs.

    Differences may be infinite; zeros are left out.
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
    rounded = np.array([float(f"{size:.12g}") for size in sizes])
    _, place, counts = np.unique(rounded, return_inverse=True, return_counts=True)
    ranks: list[int] = (2 * np.cumsum(counts) - counts + 1)[place].tolist()
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


def _change(first: float | None, second: float | None, measure: Measure) -> float:
    """Return (second - first) / the larger of them; negative if the second is better."""
    if first is None or second is None:
        return math.inf if first is not None else -math.inf if second is not None else 0.0
    low, high = max(first, measure.floor), max(second, measure.floor)
    change = (high - low) / max(low, high)
    return 0.0 if abs(change) < NEGLIGIBLE else change


MEAN_GAP = Measure("gap over time", floor=0.0001, margin=0.05)
"""The primal integral as a fraction of the limit; less than 0.01 % counts as that."""

SIDES = ("base", "new")
"""Names of earlier and later results."""

PROOF = Measure("time to proof", TIME.floor, TIME.margin)
"""The time of a run, its limit if it is not solved."""

Measures = Mapping[Measure, Callable[[Run], float | None]]
"""What is compared, and how it is read off a run."""

BETWEEN_SOLVERS: Measures = {
    COST: lambda run: run.objective,
    PROOF: lambda run: run.timed.capped(),
    MEAN_GAP: lambda run: run.mean_gap,
}
"""To end early without a proof is no merit of a solver."""

BETWEEN_VERSIONS: Measures = {
    COST: lambda run: run.objective,
    TIME: lambda run: run.time_to_end,
    MEAN_GAP: lambda run: run.mean_gap,
}
"""Of the same solver it is to be noticed when it ends later than before, with a proof or not."""


@dataclass(frozen=True)
class Versus:
    """Two sides compared by one measure.

    Parameters
    ----------
    scope : str
        The part of the runs that is compared.
    first, second : str
        The two sides.
    measure : str
        What is compared; less is better.
    paired : Paired
        Wins and losses of the second side, effect and p-value.
    adjusted : float
        The p-value adjusted for all tests made together (Holm).
    verdict : str
        ``difference``, ``no difference`` or ``too few pairs``.
    """

    scope: str
    first: str
    second: str
    measure: str
    paired: Paired
    adjusted: float
    verdict: Verdict


class Contest(NamedTuple):
    """A comparison to be made.

    Parameters
    ----------
    scope, first, second : str
        As in ``Versus``.
    sides : tuple of (sequence of (sequence of Run))
        For each side the runs of each problem, in the same order of problems.
    """

    scope: str
    first: str
    second: str
    sides: tuple[Sequence[Sequence[Run]], Sequence[Sequence[Run]]]


class Match(NamedTuple):
    """What two runs must share to be compared.

    Parameters
    ----------
    problem : Problem
        What they solve.
    engine : str
        Who solves it.
    options : RunOptions
        What it may use.
    """

    problem: Problem
    engine: str
    options: RunOptions


def decide(contests: Sequence[Contest], measures: Measures) -> tuple[Versus, ...]:
    """Compare sides by every measure, and adjust the p-values for all of these tests.

    The median over seeds stands for a problem, because runs of one instance are no independent
    witnesses. Comparisons in which nothing differs take no part in the adjustment.

    Parameters
    ----------
    contests : sequence of Contest
        Who is compared.
    measures : mapping from Measure to callable
        What is compared.
    """
    made = [
        (contest, measure, _paired(contest, measure, read))
        for contest in contests
        for measure, read in measures.items()
    ]
    tested = [place for place, (_, _, paired) in enumerate(made) if paired.pairs]
    adjusted = dict(zip(tested, holm([made[place][2].p for place in tested]), strict=True))
    return tuple(
        Versus(
            scope=contest.scope,
            first=contest.first,
            second=contest.second,
            measure=measure.name,
            paired=paired,
            adjusted=adjusted.get(place, 1.0),
            verdict=verdict(paired, measure, len(tested), adjusted.get(place, 1.0)),
        )
        for place, (contest, measure, paired) in enumerate(made)
    )


def solvers_of(runs: Sequence[Run]) -> tuple[Versus, ...]:
    """Compare every two solvers of one suite, over all its problems, then by instance group.

    Parameters
    ----------
    runs : sequence of Run
        The runs of one suite.
    """
    supported = [run for run in runs if run.supported]
    groups = grouped(supported, lambda run: run.problem.group)
    parts = groups.items() if len(groups) > 1 else ()
    return (
        *decide(list(_pairs_of(ALL, supported)), BETWEEN_SOLVERS),
        *decide(
            [contest for group, these in parts for contest in _pairs_of(group, these)],
            BETWEEN_SOLVERS,
        ),
    )


def _pairs_of(scope: str, runs: Sequence[Run]) -> Iterator[Contest]:
    by_solver = grouped(runs, lambda run: run.solver)
    for first, second in combinations(sorted(by_solver), 2):
        one, two = (grouped(by_solver[name], lambda run: run.problem) for name in (first, second))
        shared = [problem for problem in one if problem in two]
        if shared:
            sides = [one[problem] for problem in shared], [two[problem] for problem in shared]
            yield Contest(scope, first, second, sides)


def matches(runs: Sequence[Run]) -> dict[Match, list[Run]]:
    """Return runs by what they must share with others to be compared; refused ones are left out."""
    supported = [run for run in runs if run.supported]
    return grouped(supported, lambda run: Match(run.problem, run.record.engine, run.record.options))


def sides_of(
    base: Mapping[Match, Sequence[Run]], new: Mapping[Match, Sequence[Run]]
) -> tuple[Versus, ...]:
    """Compare earlier with later runs: all, then by engine, by formulation and by instance group.

    Parameters
    ----------
    base, new : mapping from Match to sequence of Run
        Earlier and later runs; those that only one has are left out.
    """
    shared = [match for match in base if match in new]
    parts: dict[str, list[Match]] = {}
    for name, read in _PARTS.items():
        found: dict[str, list[Match]] = {}
        for match in shared:
            found.setdefault(f"{name} {read(match)}", []).append(match)
        parts |= found if len(found) > 1 else {}

    def contest(scope: str, these: Sequence[Match]) -> Contest:
        sides = [base[match] for match in these], [new[match] for match in these]
        return Contest(scope, *SIDES, sides)

    whole = [contest(ALL, shared)] if shared else []
    apart = [contest(scope, these) for scope, these in parts.items()]
    return (*decide(whole, BETWEEN_VERSIONS), *decide(apart, BETWEEN_VERSIONS))


_PARTS: Mapping[str, Callable[[Match], str]] = {
    "engine": lambda match: match.engine,
    "formulation": lambda match: match.problem.formulation or "none",
    "group": lambda match: match.problem.group,
}


def _paired(contest: Contest, measure: Measure, read: Callable[[Run], float | None]) -> Paired:
    first, second = (
        [median([read(run) for run in runs]) for runs in side] for side in contest.sides
    )
    return pair(first, second, measure)
