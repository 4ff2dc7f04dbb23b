"""Exact conversion of the policy's decimal numbers into the integers used inside."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

MILLI = 1000
"""Thousandths of a minute in a minute: the unit of every cost."""


def milli(value: float) -> int:
    """Return a number in whole thousandths, rounded up.

    Parameters
    ----------
    value : float
        A price in minutes, or a factor, as written in the policy.

    Returns
    -------
    int
        The smallest whole number of thousandths that is not less than ``value``. The decimal
        notation counts, not its binary neighbour: 1.1 gives 1100.
    """
    return int((Decimal(repr(value)) * MILLI).to_integral_value(rounding=ROUND_CEILING))


def floor_share(share: float, amount: int) -> int:
    """Return a share of a whole amount, rounded down to a whole number.

    Parameters
    ----------
    share : float
        The share, as written in the policy (0.85 is 85 %).
    amount : int
        The whole amount, e.g. minutes.

    Returns
    -------
    int
        ``share * amount`` in exact decimal arithmetic, rounded down.
    """
    return int((Decimal(repr(share)) * amount).to_integral_value(rounding=ROUND_FLOOR))


def scaled_up(minutes: int, thousandths: int) -> int:
    """Return minutes times a factor in thousandths, rounded up to the whole minute."""
    return -(-minutes * thousandths // MILLI)
