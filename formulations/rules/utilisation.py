"""utilisation: minutes worked stay under a ceiling and cost more above breakpoints.

With load the minutes worked and bp_k the share of regular minutes, rounded down:
cost = sum over k of (price_k - price_{k-1}) max(0, load - bp_k), and load <= ceiling. A gap
limits the difference of task minutes per regular minute between a group of workers and all
others.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ...model.instance import Instance
from ...model.policy import Policy, floor_share, milli
from ...model.sections import Gap
from ...problem import Bools, Ints
from ..view import InstanceView


@dataclass(frozen=True, eq=False)
class Level:
    """A share of regular minutes: hard where the price is None, else the price of exceeding it.

    Parameters
    ----------
    name : str
        ``ceiling``, or ``breakpoint`` and its number.
    capacity : array of shape (workers,)
        Minutes up to which nothing happens.
    price : int or None
        Added price of a minute above it, in thousandths of a minute.
    """

    name: str
    capacity: Ints
    price: int | None


def build_levels(view: InstanceView, policy: Policy) -> list[Level]:
    """Return the ceiling, if any, and the breakpoints with their added prices."""
    if not policy.utilisation.enabled:
        return []
    regular = view.capacity.sum(axis=1)
    found: list[Level] = []
    if policy.utilisation.ceiling is not None:
        found.append(Level("ceiling", _shares(policy.utilisation.ceiling, regular), None))
    before = 0
    for number, point in enumerate(policy.utilisation.breakpoints, start=1):
        price = milli(point.price)
        capacity = _shares(point.above, regular)
        found.append(Level(f"breakpoint {number}", capacity, price - before))
        before = price
    return found


def build_gap_rows(
    view: InstanceView, instance: Instance, policy: Policy
) -> list[tuple[str, Ints, int]]:
    """Return the limits on gaps: ``coefficients @ task minutes of each worker <= limit``.

    Each has a name (``gap``, its number, ``above`` or ``below``), coefficients of shape (workers,)
    and a limit; there are two rows per gap. A gap is left out where either side has no regular
    minutes.
    """
    rows: list[tuple[str, Ints, int]] = []
    gaps = policy.utilisation.gaps if policy.utilisation.enabled else ()
    for number, gap in enumerate(gaps, start=1):
        inside = _members(view, instance, gap)
        regular = view.capacity.sum(axis=1)
        one, other = int(regular[inside].sum()), int(regular[~inside].sum())
        if not one or not other:
            continue
        limit = Fraction(repr(gap.limit))
        scale = limit.denominator
        coefficient = np.where(inside, other * scale, -one * scale).astype(np.int64)
        right = int(limit.numerator * one * other)
        rows.append((f"gap {number} above", coefficient, right))
        rows.append((f"gap {number} below", -coefficient, right))
    return rows


def _members(view: InstanceView, instance: Instance, gap: Gap) -> Bools:
    by, _, name = gap.group.partition(":")
    workers = instance.workers
    columns = {"language": "languages", "program": "programs"}
    if by in columns:
        return workers[columns[by]].list.contains(name).to_numpy().astype(np.bool_)
    return (workers[by] == name).to_numpy().astype(np.bool_)


def _shares(share: float, amounts: Ints) -> Ints:
    return np.array([floor_share(share, int(amount)) for amount in amounts], dtype=np.int64)
