"""The name somebody meant, when they wrote one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` if a known name is close to the given one, else nothing."""
    lower = {one.lower(): one for one in known}
    close = get_close_matches(name.strip().lower(), lower, n=1, cutoff=0.6)
    return f"; did you mean '{lower[close[0]]}'?" if close else ""
