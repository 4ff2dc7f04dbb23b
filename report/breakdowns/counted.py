"""Counts of people that are parts of a whole, with the keys by which a public page knows them.

``clients``, ``tasks`` and ``workers`` are all of them; ``plan/tasks/late`` and the like those of a
plan by what becomes of them, and ``plan/tasks/late/program/X`` a part of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from ...disclosure import Sum
from ..tables import People, Value

Found = Mapping[str, Mapping[str, pl.DataFrame]]
"""Breakdowns by their names, by the names of the plans."""

ALL = "all"
"""The row of a table that is the sum of the others."""


WORKERS = ("workers",)
"""The path of the number of all workers, which everybody may know."""


def people(*path: str, number: int) -> People:
    """Return a count of people; the same path is the same count wherever it stands."""
    return People(key_of(*path), number, known=path == WORKERS)


def key_of(*path: str) -> str:
    """Return the key of a count."""
    return "/".join(path)


def total(whole: People, parts: Iterable[People]) -> Sum:
    """Return that a count is the sum of others."""
    return Sum(whole.key, [part.key for part in parts])


def rate(number: float | None, *rests_on: People) -> Value:
    """Return a share of some people."""
    return Value(number, "share", [each.key for each in rests_on])


def mean(number: float | None, *rests_on: People) -> Value:
    """Return a mean over some people."""
    return Value(number, "metric", [each.key for each in rests_on])
