"""The measures of a benchmark, each a pure function of numbers.

A number that nobody knows is None. It never stands for 0 or for infinity: means leave it out and
say how many they left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

SHIFT = 1.0
"""Seconds added before a geometric mean and taken off after it: times near 0 then weigh little."""


class Point(NamedTuple):
    """What was known at one moment of a run.

    Parameters
    ----------
    seconds : float
        Since the run began.
    objective, bound : float or None
        Cost of the best plan so far, and a cost that no plan is below.
    """

    seconds: float
    objective: float | None
    bound: float | None


class Timed(NamedTuple):
    """How long a run took.

    Parameters
    ----------
    seconds : float
        Its time.
    limit : float
        The time it was given, in seconds.
    solved : bool
        Whether it ended with a proof, or within the gap it was asked for.
    """

    seconds: float
    limit: float
    solved: bool

    def capped(self) -> float:
        """Return the time as it enters a mean: at most the limit, the limit if not solved."""
        return min(self.seconds, self.limit) if self.solved else self.limit

    def penalised(self) -> float:
        """Return the time as it enters PAR-2: twice the limit if not solved."""
        return min(self.seconds, self.limit) if self.solved else 2 * self.limit


@dataclass(frozen=True)
class Summary:
    """Mean and largest of the numbers that are known.

    Parameters
    ----------
    mean, largest : float or None
        Of the known numbers; None if there is none.
    known, unknown : int
        How many numbers are known, and how many are not.
    """

    mean: float | None
    largest: float | None
    known: int
    unknown: int


def summary(values: Iterable[float | None]) -> Summary:
    """Summarise numbers of which some may be unknown.

    Raises
    ------
    ValueError
        If a number is infinite or not a number; unknown is None.
    """
    numbers = list(values)
    known = [number for number in numbers if number is not None]
    if not all(map(math.isfinite, known)):
        raise ValueError("a mean of numbers that are not finite means nothing; unknown is None")
    return Summary(
        mean=math.fsum(known) / len(known) if known else None,
        largest=max(known, default=None),
        known=len(known),
        unknown=len(numbers) - len(known),
    )


def median(values: Sequence[float | None]) -> float | None:
    """Return the median, unknown numbers last; the mean of two middle ones, if both are known."""
    ordered = sorted(values, key=lambda value: math.inf if value is None else value)
    if not ordered:
        return None
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return None if low is None or high is None else (low + high) / 2


def gap(objective: float, bound: float) -> float:
    """Return how far a cost may be from the best, (U - L) / max(|U|, 1), as a fraction."""
    return (objective - bound) / max(abs(objective), 1.0)


def excess(objective: float, best: float) -> float:
    """Return how far a cost is above another, (U - B) / max(|B|, 1), as a fraction."""
    return (objective - best) / max(abs(best), 1.0)


def primal_gap(objective: float | None, best: float) -> float:
    """Return Berthold's primal gap, from 0 (as good as the best) to 1 (no plan).

    |U - B| / max(|U|, |B|); 0 if both are 0, 1 if their signs differ.
    """
    if objective is None or objective * best < 0:
        return 1.0
    return abs(objective - best) / max(abs(objective), abs(best)) if objective != best else 0.0


def primal_integral(path: Sequence[Point], best: float, end: float) -> float:
    """Return the integral of the primal gap over the time of a run, in seconds.

    T. Berthold, Measuring the impact of primal heuristics, Operations Research Letters 41 (2013).
    The gap is 1 until the first plan and a step function after it.

    Parameters
    ----------
    path : sequence of Point
        What was known when, ascending in time.
    best : float
        The best known cost.
    end : float
        Where the integral ends, in seconds; it is at most this much.
    """
    area, now, height = 0.0, 0.0, 1.0
    for point in path:
        if point.seconds >= end:
            break
        if point.objective is not None:
            area += height * (point.seconds - now)
            now, height = point.seconds, primal_gap(point.objective, best)
    return area + height * (end - now)


def time_to_gap(path: Sequence[Point], target: float, proved: float | None = None) -> float | None:
    """Return the first moment at which the gap was at most a target, in seconds; None if never.

    Parameters
    ----------
    path : sequence of Point
        What was known when, ascending in time.
    target : float
        The gap, as a fraction.
    proved : float or None
        A bound that was certified in the end. A higher bound on the way counts as this one: what
        was reached is then certified, although the certificate came later.
    """
    for point in path:
        if point.objective is None or point.bound is None:
            continue
        bound = point.bound if proved is None else min(point.bound, proved)
        if gap(point.objective, bound) <= target:
            return point.seconds
    return None


def shifted_geometric_mean(values: Sequence[float], shift: float = SHIFT) -> float | None:
    """Return exp(mean of log(value + shift)) - shift; None of nothing."""
    if not values:
        return None
    return math.exp(math.fsum(math.log(each + shift) for each in values) / len(values)) - shift


def mean_time(runs: Iterable[Timed], shift: float = SHIFT) -> float | None:
    """Return the shifted geometric mean of times; a run that is not solved counts its limit."""
    return shifted_geometric_mean([run.capped() for run in runs], shift)


def par2(runs: Iterable[Timed]) -> float | None:
    """Return the mean time in seconds, twice the limit where not solved; None of nothing."""
    return summary(run.penalised() for run in runs).mean


def ratios(
    values: Mapping[str, Sequence[float | None]], ratio: Callable[[float, float], float]
) -> dict[str, tuple[float | None, ...]]:
    """Return how far each solver is from the best of them, problem by problem.

    Parameters
    ----------
    values : mapping from str to sequence of (float or None)
        What each solver needed for each problem, less is better; None: it failed. All in the same
        order of problems.
    ratio : callable
        Takes a value and the least value of that problem, gives 1 or more.

    Returns
    -------
    dict from str to tuple of (float or None)
        The ratios; None where the solver failed.
    """
    best = [
        min((each for each in column if each is not None), default=None)
        for column in zip(*values.values(), strict=True)
    ]
    return {
        name: tuple(
            None if value is None or least is None else ratio(value, least)
            for value, least in zip(row, best, strict=True)
        )
        for name, row in values.items()
    }


def profile(found: Sequence[float | None]) -> tuple[tuple[float, float], ...]:
    """Return the performance profile of one solver.

    E. D. Dolan and J. J. More, Benchmarking optimization software with performance profiles,
    Mathematical Programming 91 (2002).

    Parameters
    ----------
    found : sequence of (float or None)
        Its ratio to the best of all solvers on each problem; None where it failed.

    Returns
    -------
    tuple of (float, float)
        Where the profile rises: a ratio, and the share of all problems with at most that ratio. It
        begins at ratio 1 and never reaches a share of 1 if the solver failed somewhere.
    """
    known = sorted(each for each in found if each is not None)
    steps = {1.0: 0, **{each: place for place, each in enumerate(known, start=1)}}
    return tuple((each, place / len(found)) for each, place in steps.items()) if found else ()


def share_within(points: Sequence[tuple[float, float]], at: float) -> float:
    """Return the height of a step function of ascending points; 0 before its first point."""
    return next((height for x, height in reversed(points) if x <= at), 0.0)
