"""Where a claim begins to hold, when each answer is yes, no or not known; and what is claimed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from ..model.plan import Plan
from ..planning import Result
from ..planning.interval import subtract
from ..planning.result import BoundKind
from ..planning.written import Fields


@dataclass(frozen=True)
class Threshold:
    """Between which whole numbers a claim begins to hold; it holds from there on.

    Parameters
    ----------
    low : int or None
        Largest number at which it is known not to hold; None: at none that was asked.
    high : int or None
        Smallest number at which it is known to hold; None: at none that was asked.
    last : int
        Largest number asked about.
    asked : tuple of (int, bool or None)
        Every answer in the order of the numbers; None: not known.
    """

    low: int | None
    high: int | None
    last: int
    asked: tuple[tuple[int, bool | None], ...]


class WrittenThreshold(Fields):
    """A threshold as it is written: it does not hold at ``above``, and holds at ``at_most``."""

    above: int | None
    at_most: int | None
    tried_up_to: int
    asked: tuple[tuple[int, bool | None], ...]

    def threshold(self) -> Threshold:
        """Return the threshold."""
        return Threshold(self.above, self.at_most, self.tried_up_to, self.asked)


def written_edge(found: Threshold) -> dict[str, Any]:
    """Return a threshold as the fields of ``WrittenThreshold``."""
    return {
        "above": found.low,
        "at_most": found.high,
        "tried_up_to": found.last,
        "asked": found.asked,
    }


def find_threshold(claim: Callable[[int], bool | None], first: int, last: int) -> Threshold:
    """Find where a claim begins to hold, by bisection from both sides.

    Parameters
    ----------
    claim : callable
        Says whether the claim holds at a number, None where that is not known; what holds at a
        number holds at every larger one.
    first, last : int
        Ends of the numbers to look at, both included.

    Returns
    -------
    Threshold
        The tightest interval that the answers allow.
    """
    answers: dict[int, bool | None] = {}

    def ask(at: int) -> bool | None:
        if at not in answers:
            answers[at] = claim(at)
        return answers[at]

    if ask(first) is not True and ask(last) is True:
        _bisect(first, last, lambda at: ask(at) is True)
    holding = [at for at, answer in answers.items() if answer is True]
    end = min(holding, default=last + 1)
    if ask(first) is False:
        unsure = [at for at, answer in answers.items() if answer is None]
        sure = max(at for at, answer in answers.items() if answer is False)
        _bisect(sure, min([*unsure, end]), lambda at: ask(at) is not False)
    failing = [at for at, answer in answers.items() if answer is False]
    return Threshold(
        low=max(failing, default=None),
        high=min(holding, default=None),
        last=last,
        asked=tuple(sorted(answers.items())),
    )


def _bisect(low: int, high: int, holds: Callable[[int], bool]) -> None:
    """Ask on between a number where it does not hold and one where it does."""
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle


def most_probes(first: int, last: int) -> int:
    """Return how often ``find_threshold`` asks at most."""
    return 2 + 2 * max(last - first, 1).bit_length()


# By how much task-based is the better, as one number is turned: hand-off minutes or speed-up.
# Every solve says something about all others: what is dearer allows no cheaper plan, and every
# client-based plan is also a task-based one that costs the same. So costs and bounds are shared.


Solve = Callable[[int, Plan | None], Result]
"""Solves task-based at a number, beginning from a plan."""


@dataclass(frozen=True)
class Advantage:
    """What client-based costs more than task-based, in minutes.

    Parameters
    ----------
    at : int
        The number that was turned.
    low, high : float or None
        Between them lies the difference of the two optima; None where a bound is unknown.
    cost : float or None
        Least cost known of a task-based plan there.
    bound : float or None
        What no task-based plan there costs less than.
    """

    at: int
    low: float
    high: float | None
    cost: float | None
    bound: float | None


@dataclass(frozen=True)
class Turned:
    """What follows as one number is turned.

    Parameters
    ----------
    edge : Threshold
        Between which numbers the claim begins to hold.
    advantages : tuple of Advantage
        What client-based costs more, wherever it was asked.
    kind : str
        The weakest kind of the bounds it rests on.
    """

    edge: Threshold
    advantages: tuple[Advantage, ...]
    kind: BoundKind


class WrittenTurned(WrittenThreshold):
    """What follows as one number is turned, as it is written."""

    unit: str
    bounds: BoundKind
    advantages: tuple[Advantage, ...]

    @classmethod
    def of(cls, turned: Turned, unit: str) -> Self:
        """Return what is written of it."""
        edge = written_edge(turned.edge)
        return cls(**edge, unit=unit, bounds=turned.kind, advantages=turned.advantages)

    def turned(self) -> Turned:
        """Return what follows."""
        return Turned(self.threshold(), self.advantages, self.bounds)


class AdvantageCurve:
    """Task-based plans at several numbers, against one client-based result.

    Parameters
    ----------
    owned : Result
        The client-based result, which no number changes.
    solve : callable
        Solves task-based at a number.
    dearer_up : bool
        Whether a larger number makes task-based dearer (hand-off minutes), not cheaper (speed-up).
    """

    def __init__(self, owned: Result, solve: Solve, *, dearer_up: bool) -> None:
        self.owned = owned
        self.results: dict[int, Result] = {}
        self._solve = solve
        self._sign = 1 if dearer_up else -1

    def at(self, number: int) -> Advantage:
        """Return the advantage at a number, solved there if it has not been."""
        if number not in self.results:
            self.results[number] = self._solve(number, self._start(number))
        return self.known(number)

    def known(self, number: int) -> Advantage:
        """Return the advantage at a number as far as all solves until now tell."""
        costs = [self.owned.objective]
        bounds: list[float | None] = []
        for other, result in self.results.items():
            ahead = self._sign * (other - number)
            if ahead >= 0:
                costs.append(result.objective)
            if ahead <= 0:
                bounds.append(result.bound)
        cost = min((each for each in costs if each is not None), default=None)
        bound = max((each for each in bounds if each is not None), default=None)
        low = subtract(self.owned.bound, cost)
        return Advantage(
            at=number,
            low=max(low or 0.0, 0.0),
            high=subtract(self.owned.objective, bound),
            cost=cost,
            bound=bound,
        )

    @property
    def kind(self) -> BoundKind:
        """The weakest kind of the bounds that there are; none without a client-based one."""
        kinds: set[BoundKind] = {self.owned.bound_kind}
        kinds |= {each.bound_kind for each in self.results.values() if each.bound is not None}
        if "none" in kinds:
            return "none"
        return "certified" if kinds == {"certified"} else "reported"

    def _start(self, number: int) -> Plan | None:
        """Return the plan of the nearest number that was solved, else the client-based one."""
        near = sorted(self.results, key=lambda other: abs(other - number))
        plans = [self.results[other].plan for other in near]
        return next((plan for plan in plans if plan is not None), self.owned.plan)
