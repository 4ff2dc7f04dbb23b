"""What a reader can work out of hidden counts: two linear programs over all sums per count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from samehands.disclosure import Sum


class Reader:
    """Who knows all sums and every count that is not hidden.

    Each solution of a program is a world that the page allows, so what counts were in worlds met
    before spares programs.

    Parameters
    ----------
    counts : mapping of str to int
        The counts.
    hidden : collection of str
        Those that the reader does not see, each 1 at least.
    sums : sequence of Sum
        Which are sums of others.
    """

    def __init__(
        self, counts: Mapping[str, int], hidden: Collection[str], sums: Sequence[Sum]
    ) -> None:
        self._hidden = hidden
        self._place = {name: at for at, name in enumerate(counts)}
        rows = np.zeros((len(sums), len(counts)))
        for row, each in zip(rows, sums, strict=True):
            row[[self._place[part] for part in each.parts]] = 1.0
            row[self._place[each.total]] -= 1.0
        self._rows = rows if len(sums) else None
        self._sides = np.zeros(len(sums)) if len(sums) else None
        self._ends = [
            (1.0, np.inf) if name in hidden else (float(count), float(count))
            for name, count in counts.items()
        ]
        self._low = np.array([*counts.values()], dtype=np.float64)
        self._high = self._low.copy()

    def met(self, key: str) -> tuple[float, float]:
        """Return the least and the greatest that a count was in a world met so far."""
        at = self._place[key]
        return float(self._low[at]), float(self._high[at])

    def bounds(self, key: str) -> tuple[float, float]:
        """Return the least and the greatest that a count can be; infinite if nothing says."""
        found: list[float] = []
        for sign in (1.0, -1.0):
            # No hidden count is less than one, which is what the first program would find.
            if sign > 0 and key in self._hidden and self.met(key)[0] < 1.0 + 1e-9:
                found.append(1.0)
                continue
            goal = np.zeros(len(self._place))
            goal[self._place[key]] = sign
            answer = linprog(goal, A_eq=self._rows, b_eq=self._sides, bounds=self._ends)
            assert answer.status in (0, 3), answer.message
            found.append(-sign * np.inf if answer.fun is None else sign * answer.fun)
            if answer.x is not None:
                self._low = np.minimum(self._low, answer.x)
                self._high = np.maximum(self._high, answer.x)
        return found[0], found[1]


def given_away(
    counts: Mapping[str, int],
    hidden: Collection[str],
    sums: Sequence[Sum],
    known: Collection[str] = (),
    tried: Collection[str] | None = None,
) -> set[str]:
    """Return the hidden counts, or those tried, of which the page says more than it must.

    A count from 1 to 10 must be able to be each of 1 to 10 that it can be for a reader who sees
    nothing but the zeros and what is known anyway; another one must be able to be two numbers, if
    that reader leaves it two.
    """
    reader = Reader(counts, hidden, sums)
    blind = Reader(counts, {key for key, count in counts.items() if count} - set(known), sums)
    found: set[str] = set()
    for key in sorted(hidden) if tried is None else tried:
        small = counts[key] <= 10
        if _is_open(small, *reader.met(key)):
            continue
        low, high = reader.bounds(key)
        if _is_open(small, low, high):
            continue
        least, most = blind.bounds(key)
        if small:
            is_open = low < max(1.0, least) + 0.001 and high > min(10.0, most) - 0.001
        else:
            is_open = most - least < 0.999
        found |= set() if is_open else {key}
    return found


def _is_open(small: bool, low: float, high: float) -> bool:
    """Whether a reader knows no more of a count between two ends than that it is hidden."""
    return low < 1.001 and high > 9.999 if small else high - low > 0.999


def lacking(
    counts: Mapping[str, int],
    hidden: Collection[str],
    sums: Sequence[Sum],
    known: Collection[str] = (),
) -> list[str]:
    """Return what of the rule is not kept, in sentences; attacks apart."""
    wrong = [
        f"{key} is {count}"
        for key, count in counts.items()
        if key not in known and (key in hidden) is not (0 < count < 11) and count < 11
    ]
    for each in sums:
        line = {key for key in (each.total, *each.parts) if counts[key] and key not in known}
        stars = line & set(hidden)
        more_to_hide = line - stars
        if not stars or not more_to_hide:
            continue
        values = [counts[key] for key in stars]
        if len(stars) == 1:
            wrong.append(f"{stars} is the only hidden one of {each}")
        if sum(values) < 11:
            wrong.append(f"{stars} of {each} are together below 11")
        if max(values) <= 3 and any(counts[key] > 3 for key in more_to_hide):
            wrong.append(f"{stars} of {each} are all 3 or less")
    return wrong
