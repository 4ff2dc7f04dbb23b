"""Counts and their sums, as numbered cells and equations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_SHOWN = 11
"""The smallest count but zero that may be shown (CalHHS Data De-Identification Guidelines)."""


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others, so that a reader can take the others from it.

    Parameters
    ----------
    total : str
        Key of the sum.
    parts : sequence of str
        Keys of what is added.
    """

    total: str
    parts: Sequence[str]


def is_small(count: int) -> bool:
    """Return whether the rule hides a count: it is from 1 to 10."""
    return 0 < count < LEAST_SHOWN


@dataclass(frozen=True)
class Cells:
    """Counts above zero that hang together by sums.

    Parameters
    ----------
    keys : tuple of str
        Their names, in order.
    values : ndarray of int64, shape (cells,)
        Their counts.
    equations : ndarray of float64, shape (sums, cells)
        1 for a part, -1 for the total; each row times the values is 0.
    known : ndarray of bool, shape (cells,)
        Which of them everybody knows, so that hiding them is of no use.
    """

    keys: tuple[str, ...]
    values: NDArray[np.int64]
    equations: NDArray[np.float64]
    known: NDArray[np.bool_]

    @property
    def small(self) -> NDArray[np.bool_]:
        """Return which cells the rule hides."""
        return (self.values < LEAST_SHOWN) & ~self.known

    def hideable(self, pattern: NDArray[np.bool_] | None = None) -> list[str]:
        """Return the names of the cells of a pattern, or of all that can be hidden."""
        chosen = ~self.known if pattern is None else pattern
        return [key for key, hide in zip(self.keys, chosen, strict=True) if hide]


def check_sums(counts: Mapping[str, int], sums: Sequence[Sum]) -> None:
    """Check that counts and sums fit together.

    Raises
    ------
    ValueError
        If a count is negative, a sum names what is not counted or one part twice, or its parts do
        not add up.
    """
    for key, count in counts.items():
        if count < 0:
            raise ValueError(f"{key} is {count}, and a count is at least 0")
    for each in sums:
        unknown = [key for key in (each.total, *each.parts) if key not in counts]
        if unknown:
            raise ValueError(f"the sum {each.total} names {', '.join(unknown)}: not counted")
        if len({each.total, *each.parts}) <= len(each.parts):
            raise ValueError(f"the sum {each.total} has a part twice, or is part of itself")
        added = sum(counts[key] for key in each.parts)
        if added != counts[each.total]:
            raise ValueError(
                f"the parts of {each.total} add up to {added}, not to {counts[each.total]}"
            )


def linked(
    counts: Mapping[str, int], sums: Sequence[Sum], known: Collection[str]
) -> Iterator[Cells]:
    """Yield the counts above zero in groups between which no sum says anything.

    Parameters
    ----------
    counts : mapping of str to int
        Each count by its name.
    sums : sequence of Sum
        Which are sums of others.
    known : collection of str
        Names of counts that everybody knows.
    """
    groups: dict[str, set[str]] = {key: {key} for key, count in counts.items() if count}
    lines = {tuple(_terms(each, counts)) for each in sums}
    for line in lines:
        joined = set[str]().union(*(groups[key] for key, _ in line))
        groups.update(dict.fromkeys(joined, joined))
    seen: set[str] = set()
    for key in sorted(groups):
        if key not in seen:
            seen |= groups[key]
            yield _cells(sorted(groups[key]), counts, sorted(lines), known)


def _terms(each: Sum, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return the terms of an equation; a count of zero is known and takes no part."""
    terms = [*((key, 1) for key in each.parts), (each.total, -1)]
    return sorted((key, sign) for key, sign in terms if counts[key])


def _cells(
    keys: list[str],
    counts: Mapping[str, int],
    lines: Sequence[tuple[tuple[str, int], ...]],
    known: Collection[str],
) -> Cells:
    place = {key: at for at, key in enumerate(keys)}
    own = [line for line in lines if line and line[0][0] in place]
    equations = np.zeros((len(own), len(keys)))
    for row, line in enumerate(own):
        for key, sign in line:
            equations[row, place[key]] = sign
    values = np.array([counts[key] for key in keys], np.int64)
    return Cells(tuple(keys), values, equations, np.array([key in known for key in keys]))
