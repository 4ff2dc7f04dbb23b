"""How much tests draw: a share of their problems in ``make test``, all of them in ``make fuzz``."""

from __future__ import annotations

import os

SHARE = float(os.environ.get("SAMEHANDS_DRAWS", "0.05"))
"""Part of the drawn problems that are tried, above 0 and at most 1."""

assert 0.0 < SHARE <= 1.0, f"SAMEHANDS_DRAWS={SHARE:g} is no share; give a number in (0, 1]"

_LEAST = 12
"""Fewest problems of a loop that has as many."""


def draws(full: int) -> range:
    """Return the seeds of the problems to draw, of so many in full."""
    return range(max(min(full, _LEAST), round(full * SHARE)))


def examples(full: int) -> int:
    """Return how many examples hypothesis draws, of so many in full."""
    return max(min(full, 6), round(full * SHARE))


def share(full: int) -> int:
    """Return how often something must have been seen, of so often in full; at least once."""
    return max(1, int(full * SHARE))
