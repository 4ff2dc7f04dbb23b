"""Scales with round ticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from ..svg import Element, rule, text
from ..tables import Kind


def round_ticks(low: float, high: float, parts: int = 4) -> list[float]:
    """Return ascending round numbers from ``low`` or below to ``high`` or above.

    Parameters
    ----------
    low, high : float
        What must lie between the first and the last.
    parts : int
        Steps to aim at.
    """
    step = _round_step((high - low) / parts or 1.0)
    first, last = floor(low / step), -floor(-high / step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def _round_step(least: float) -> float:
    """Return 1, 2 or 5 times a power of ten, at least so much."""
    power = 10.0 ** floor(log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def from_zero(values: Sequence[float], kind: Kind) -> list[float]:
    """Return ticks from 0 to the largest of values; shares of no more than all go up to all."""
    most = max(values, default=0.0)
    if kind == "share" and most <= 1:
        return [0.0, 0.25, 0.5, 0.75, 1.0]
    return round_ticks(0.0, most)


def tick_label(value: float, kind: Kind) -> str:
    """Return the label of a tick."""
    if kind in ("percent", "share"):
        return f"{value * 100:g} %"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


@dataclass(frozen=True)
class HorizontalScale:
    """A horizontal scale.

    Parameters
    ----------
    ticks : sequence of float
        Where it is labelled: two or more, ascending; the first and the last are its ends.
    left, right : float
        Where it begins and ends.
    kind : str
        How its labels are written.
    """

    ticks: Sequence[float]
    left: float
    right: float
    kind: Kind

    def across(self, value: float) -> float:
        """Return where a value lies; it is held inside."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.left + (min(max(value, low), high) - low) / (high - low) * (
            self.right - self.left
        )

    def grid(self, top: float, bottom: float, label: str) -> Iterator[Element]:
        """Yield a line and a label at each tick, and what the scale shows."""
        for tick in self.ticks:
            x = self.across(tick)
            yield rule(x, top, x, bottom, "rule" if tick else "axis")
            yield text(tick_label(tick, self.kind), x, bottom + 17, "middle")
        yield text(label, (self.left + self.right) / 2, bottom + 38, "middle")
