"""By how much task-based is the better, as one number is turned: hand-off minutes or speed-up.

Every solve says something about all others. What is dearer allows no cheaper plan, and every
client-based plan is also a task-based one that costs the same. So costs and bounds are shared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..model.plan import Plan
from ..planning import Result
from ..planning.result import BoundKind

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


class Pool:
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
        low = _less(self.owned.bound, cost)
        return Advantage(
            at=number,
            low=max(low or 0.0, 0.0),
            high=_less(self.owned.objective, bound),
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
        plans = [self.results[other].found for other in near]
        return next((plan for plan in plans if plan is not None), self.owned.found)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 3)
