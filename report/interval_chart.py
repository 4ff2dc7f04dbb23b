"""Intervals around zero as data: one bar a row, with the table of its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from .bench_cells import shown
from .bench_charts import Axis, Chart


@dataclass(frozen=True)
class Interval:
    """One bar.

    Parameters
    ----------
    name : str
        What it is about.
    low, high : float or None
        Its ends; None where an end is unknown.
    point : float
        The mark on it.
    real : bool
        Whether it excludes zero.
    """

    name: str
    low: float | None
    high: float | None
    point: float
    real: bool


@dataclass(frozen=True)
class IntervalChart(Chart):
    """A chart of intervals, one below the other; ``y`` is not used and there are no lines.

    Parameters
    ----------
    intervals : sequence of Interval
        The bars, one at least.
    """

    intervals: Sequence[Interval] = ()

    def csv(self) -> str:
        """Return all bars as CSV, numbers in full."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["name", "low", "high", self.x.label])
        writer.writerows((each.name, each.low, each.high, each.point) for each in self.intervals)
        return text.getvalue()

    def ends(self) -> str:
        """Return in words where each bar lies."""
        return " ".join(
            f"{each.name}: {shown(each.point, self.x.kind)}, between "
            f"{shown(each.low, self.x.kind)} and {shown(each.high, self.x.kind)}."
            for each in self.intervals
        )


def around_zero(label: str, intervals: Sequence[Interval]) -> Axis:
    """Return an axis of round steps on which all intervals and zero lie.

    Parameters
    ----------
    label : str
        What the axis shows, with its unit.
    intervals : sequence of Interval
        The bars.
    """
    values = [0.0]
    for each in intervals:
        values += [end for end in (each.low, each.high, each.point) if end is not None]
    low, high = min(values), max(values)
    step = _round_step((high - low) / 4 or 1.0)
    first, last = floor(low / step), -floor(-high / step)
    ticks = [step * at for at in range(first, max(last, first + 1) + 1)]
    return Axis(label, ticks, "amount")


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least so much."""
    power = 10.0 ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)
