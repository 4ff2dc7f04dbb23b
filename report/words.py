"""Numbers and states as people read them."""

from __future__ import annotations

from collections.abc import Sequence

UNKNOWN = "unknown"
"""What stands for a number that nobody knows; a bound that is not there is not 0."""

NOT_APPLICABLE = "n/a"
"""What stands for a metric that is not defined."""

_LIMITS = {
    "time": "stopped by the time limit",
    "gap": "stopped within the gap asked for",
    "work": "stopped by the work limit",
    "memory": "stopped by the memory",
    "interrupted": "interrupted",
    "none": "ended by itself",
}


def minutes(amount: float | None) -> str:
    """Return an amount of minutes with two decimals; ``unknown`` for None."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share in per cent; ``unknown`` for None."""
    return UNKNOWN if share is None else f"{share * 100:,.{decimals}f} %"


def state(status: str, limit: str) -> str:
    """Return what is known about a plan and what ended the solve, e.g. ``feasible``."""
    return f"{status.replace('_', ' ')}, {_LIMITS[limit]}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, e.g. ``1 task`` or ``1,200 tasks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names and how many more there are."""
    rest = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def metric(value: float | None, unit: str) -> str:
    """Return the value of a metric as its unit asks; ``n/a`` where it is not defined."""
    if value is None:
        return NOT_APPLICABLE
    if unit == "share":
        return percent(value)
    if unit == "index":
        return f"{value:.3f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
