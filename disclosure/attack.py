"""What a reader of a page can work out of the counts that it hides, by linear programming.

The reader knows every count that is shown, which counts are sums of others, that a hidden count is
at least 1 because zeros are shown, and the rule. The reader does not know which of the hidden
counts are small.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .sums import LEAST_SHOWN, Sum, check_sums, is_small

_CLOSE = 1e-6
_GREATEST = LEAST_SHOWN - 1


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
    left = sorted(key for key in set(hidden) - set(known) if counts[key])
    tight = [each for view in _views(counts, left, sums) for each in view.exposed()]
    if not tight:
        return []
    every = sorted(key for key in set(counts) - set(known) if counts[key])
    blind = {key: view for view in _views(counts, every, sums) for key in view.keys}
    return [each for each in tight if blind[each.key].says_less(each)]


@dataclass
class _View:
    """Hidden counts that hang together, as a reader sees them.

    Every solution of a program is a world that the page allows, so ``lows`` and ``highs``, the
    extremes of all that were met, spare most of the programs.
    """

    keys: Sequence[str]
    small: Sequence[bool]
    rows: NDArray[np.float64]
    sides: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]

    def exposed(self) -> Iterator[Exposed]:
        """Yield those that can be more tightly bounded than by 1 and 10, or are fixed."""
        self._push_together()
        for at, key in enumerate(self.keys):
            self._look(at)
            if self._is_low_tight(at) or self._is_high_tight(at):
                yield Exposed(key, float(self.lows[at]), float(self.highs[at]))

    def says_less(self, found: Exposed) -> bool:
        """Return whether this view leaves more open of a count than was found out."""
        at = self.keys.index(found.key)
        self._look(at)
        wider = self.lows[at] < found.low - _CLOSE
        return bool(wider or min(self.highs[at], self._enough(at)) > found.high + _CLOSE)

    def _push_together(self) -> None:
        """Find worlds in which many small counts are least, or greatest, at once."""
        for sign, is_tight in ((1, self._is_low_tight), (-1, self._is_high_tight)):
            left = [at for at in range(len(self.keys)) if self.small[at]]
            before = len(left) + 1
            while left and len(left) < before:
                before = len(left)
                self._push(left, sign)
                left = [at for at in left if is_tight(at)]

    def _look(self, at: int) -> None:
        """Find how small and how great a count can be, as far as it matters."""
        fixed = self.highs[at] - self.lows[at] < 1 - _CLOSE
        if self.lows[at] > 1 + _CLOSE and (self.small[at] or fixed):
            self._push([at], 1)
        if self._is_high_tight(at):
            self._push([at], -1)

    def _enough(self, at: int) -> float:
        return _GREATEST if self.small[at] else float(self.lows[at] + 1)

    def _is_low_tight(self, at: int) -> bool:
        return bool(self.small[at] and self.lows[at] > 1 + _CLOSE)

    def _is_high_tight(self, at: int) -> bool:
        return bool(self.highs[at] < self._enough(at) - _CLOSE)

    def _push(self, cells: Sequence[int], sign: int) -> None:
        """Take in a world in which some counts are least (sign 1), or as great as need be (-1)."""
        # Imported here, so that a page on which nothing is hidden does not load it.
        from scipy.optimize import linprog

        goal = np.zeros(len(self.keys))
        goal[list(cells)] = sign
        ends = [(1.0, np.inf)] * len(self.keys)
        for at in cells if sign < 0 else ():
            ends[at] = (1.0, self._enough(at))
        answer = linprog(goal, A_eq=self.rows, b_eq=self.sides, bounds=ends, method="highs")
        if answer.x is None:
            raise ArithmeticError(f"no counts fit what is shown: {answer.message}")
        np.minimum(self.lows, answer.x, out=self.lows)
        np.maximum(self.highs, answer.x, out=self.highs)


def _views(counts: Mapping[str, int], hidden: Sequence[str], sums: Sequence[Sum]) -> list[_View]:
    """Return the hidden counts that hang together, with the equations that are left of their sums.

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
    number, group = connected_components(np.abs(rows).T @ np.abs(rows), directed=False)
    views: list[_View] = []
    for one in range(number):
        cells: list[int] = np.flatnonzero(group == one).tolist()
        keys = [hidden[at] for at in cells]
        own = np.abs(rows[:, cells]).any(axis=1)
        truth = np.array([float(counts[key]) for key in keys])
        small = [is_small(counts[key]) for key in keys]
        views.append(_View(keys, small, rows[own][:, cells], sides[own], truth, truth.copy()))
    return views
