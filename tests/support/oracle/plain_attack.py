"""What a reader can work out of hidden counts: two linear programs per count over all sums."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

from samehands.disclosure import Sum


def reader_bounds(
    key: str, counts: Mapping[str, int], hidden: Collection[str], sums: Sequence[Sum]
) -> tuple[float, float]:
    """Return the least and the greatest that a hidden count can be; infinite if nothing says."""
    names = list(counts)
    rows = [[float((name in each.parts) - (name == each.total)) for name in names] for each in sums]
    ends = [(1.0, np.inf) if name in hidden else (counts[name], counts[name]) for name in names]
    found: list[float] = []
    for sign in (1.0, -1.0):
        goal = [sign * (name == key) for name in names]
        answer = linprog(goal, A_eq=rows or None, b_eq=[0.0] * len(rows) or None, bounds=ends)
        assert answer.status in (0, 3), answer.message
        found.append(-sign * np.inf if answer.fun is None else sign * answer.fun)
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
    nothing = {key for key, count in counts.items() if count} - set(known)
    found: set[str] = set()
    for key in set(hidden) if tried is None else tried:
        low, high = reader_bounds(key, counts, hidden, sums)
        small = counts[key] <= 10
        if (small and low < 1.001 and high > 9.999) or (not small and high - low > 0.999):
            continue
        least, most = reader_bounds(key, counts, nothing, sums)
        if small:
            is_open = low < max(1.0, least) + 0.001 and high > min(10.0, most) - 0.001
        else:
            is_open = most - least < 0.999
        found |= set() if is_open else {key}
    return found


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
