"""Where a claim begins to hold, when each answer is yes, no or not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
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


def find_edge(claim: Callable[[int], bool | None], first: int, last: int) -> Edge:
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
    Edge
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
    return Edge(
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
