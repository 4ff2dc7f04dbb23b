"""What a reader of a page can work out of the counts that it hides, by linear programming.

The reader knows every count that is shown, which counts are sums of others, that a hidden count is
at least 1 because zeros are shown, and the rule. The reader does not know which of the hidden
counts are small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .sums import LEAST_SHOWN, Sum, check_sums, is_small

_CLOSE = 1e-6
_GREATEST = LEAST_SHOWN - 1
_MOST_AT_ONCE = 1_000
"""Counts in the worlds of one program, together."""


@dataclass(frozen=True)
class Exposed:
    """A hidden count of which a reader can say more than the rule says.

    Parameters
    ----------
    key : str
        Its name.
    low, high : float
        The least and the greatest that it can be, for all that is shown; above 10 not exact.
    """

    key: str
    low: float
    high: float


def attack(
    counts: Mapping[str, int],
    hidden: Collection[str],
    sums: Sequence[Sum] = (),
    known: Collection[str] = (),
) -> list[Exposed]:
    """Return the hidden counts that can be bounded more tightly than the rule allows.

    A small count must be able to be anything from 1 to 10, which is what the rule itself says of
    it, but for what follows from the zeros and from what everybody knows. Of another hidden count
    at least two numbers must be left, or nothing but those zeros fixes it.

    Parameters
    ----------
    counts : mapping of str to int
        Each count by its name.
    hidden : collection of str
        The names of those that are not shown.
    sums : sequence of Sum
        Which are sums of others.
    known : collection of str
        The names of those that everybody knows from elsewhere.

    Raises
    ------
    ValueError
        If counts and sums do not fit together.
    """
    check_sums(counts, sums)
    hidden = set(hidden)
    every = sorted(key for key in set(counts) - set(known) if counts[key])
    blind = _view(counts, every, sums)
    # Where nothing is shown nobody sees more than whoever sees nothing.
    shown = {group for key, group in zip(every, blind.group, strict=True) if key not in hidden}
    left = [
        key
        for key, group in zip(every, blind.group, strict=True)
        if key in hidden and group in shown
    ]
    tight = list(_view(counts, left, sums).exposed()) if left else []
    return list(blind.says_less(tight)) if tight else []


@dataclass
class _View:
    """Hidden counts as a reader sees them, and which of them hang together.

    Every solution of a program is a world that the page allows, so ``lows`` and ``highs``, the
    extremes of all that were met, spare most of the programs.
    """

    keys: Sequence[str]
    small: Sequence[bool]
    group: Sequence[int]
    rows: NDArray[np.float64]
    sides: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]

    def exposed(self) -> Iterator[Exposed]:
        """Yield those that can be more tightly bounded than by 1 and 10, or are fixed."""
        self._push_together()
        self._look(range(len(self.keys)))
        for at, key in enumerate(self.keys):
            if self._is_low_tight(at) or self._is_high_tight(at):
                yield Exposed(key, float(self.lows[at]), float(self.highs[at]))

    def says_less(self, found: Sequence[Exposed]) -> Iterator[Exposed]:
        """Yield those of which this view leaves more open than was found out."""
        place = {key: at for at, key in enumerate(self.keys)}
        self._look([place[each.key] for each in found])
        for each in found:
            at = place[each.key]
            wider = self.lows[at] < each.low - _CLOSE
            if wider or min(self.highs[at], self._enough(at)) > each.high + _CLOSE:
                yield each

    def _push_together(self) -> None:
        """Find worlds in which many small counts are least, or greatest, at once."""
        for sign, is_tight in ((1, self._is_low_tight), (-1, self._is_high_tight)):
            left = [at for at in range(len(self.keys)) if self.small[at]]
            before = len(left) + 1
            while left and len(left) < before:
                before = len(left)
                self._push([left], sign)
                left = [at for at in left if is_tight(at)]

    def _look(self, cells: Sequence[int]) -> None:
        """Find how small and how great counts can be, as far as it matters."""
        self._push_each(cells, 1, self._may_be_less)
        self._push_each(cells, -1, self._is_high_tight)

    def _push_each(self, cells: Sequence[int], sign: int, is_open: Callable[[int], bool]) -> None:
        """Push those of some counts by themselves that are still open, many in a program.

        To put a program is most of its time. Counts that do not hang together share a world.
        """
        at_once = max(_MOST_AT_ONCE // max(len(self.keys), 1), 1)
        left = [at for at in cells if is_open(at)]
        while left:
            worlds: list[list[int]] = [[] for _ in range(at_once)]
            later: list[int] = []
            before = Counter[int]()
            for at in left:
                place = before[self.group[at]]
                before[self.group[at]] += 1
                (worlds[place] if place < at_once else later).append(at)
            self._push([world for world in worlds if world], sign)
            left = [at for at in later if is_open(at)]

    def _may_be_less(self, at: int) -> bool:
        is_fixed = self.highs[at] - self.lows[at] < 1 - _CLOSE
        return bool(self.lows[at] > 1 + _CLOSE and (self.small[at] or is_fixed))

    def _enough(self, at: int) -> float:
        return _GREATEST if self.small[at] else float(self.lows[at] + 1)

    def _is_low_tight(self, at: int) -> bool:
        return bool(self.small[at] and self.lows[at] > 1 + _CLOSE)

    def _is_high_tight(self, at: int) -> bool:
        return bool(self.highs[at] < self._enough(at) - _CLOSE)

    def _push(self, worlds: Sequence[Sequence[int]], sign: int) -> None:
        """Take in worlds in which some counts are least (sign 1), or as great as need be."""
        # Imported here, so that a page on which nothing is hidden does not load it.
        from scipy.optimize import linprog

        shape = len(worlds), len(self.keys)
        goal, ends = np.zeros(shape), np.full(shape, np.inf)
        for world, cells in enumerate(worlds):
            goal[world, list(cells)] = sign
            for at in cells if sign < 0 else ():
                ends[world, at] = self._enough(at)
        answer = linprog(
            goal.ravel(),
            A_eq=np.kron(np.eye(len(worlds)), self.rows),
            b_eq=np.tile(self.sides, len(worlds)),
            bounds=[(1.0, end) for end in ends.ravel().tolist()],
            method="highs",
        )
        if answer.x is None:
            raise ArithmeticError(f"no counts fit what is shown: {answer.message}")
        found = np.asarray(answer.x).reshape(shape)
        np.minimum(self.lows, found.min(axis=0), out=self.lows)
        np.maximum(self.highs, found.max(axis=0), out=self.highs)


def _view(counts: Mapping[str, int], hidden: Sequence[str], sums: Sequence[Sum]) -> _View:
    """Return hidden counts, with the equations that are left of their sums.

    An equation is: the hidden parts less a hidden total are what the shown terms leave.
    """
    from scipy.sparse.csgraph import connected_components

    place = {key: at for at, key in enumerate(hidden)}
    touched = [each for each in sums if any(key in place for key in (each.total, *each.parts))]
    rows = np.zeros((len(touched), len(hidden)))
    sides = np.zeros(len(touched))
    for row, each in enumerate(touched):
        for key, sign in (*((part, 1) for part in each.parts), (each.total, -1)):
            if key in place:
                rows[row, place[key]] = sign
            else:
                sides[row] -= sign * counts[key]
    group = connected_components(np.abs(rows).T @ np.abs(rows), directed=False)[1]
    truth = np.array([float(counts[key]) for key in hidden])
    small = [is_small(counts[key]) for key in hidden]
    return _View(hidden, small, group.tolist(), rows, sides, truth, truth.copy())
