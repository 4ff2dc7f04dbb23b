"""Counts of people that are parts of a whole, with the keys by which a public page knows them.

``clients``, ``tasks`` and ``workers`` are all of them. Of those in a plan a whole has the key that
it has in ``counts.py``, like ``plan/tasks_late``, and a part of it ``plan/tasks_late/program/X``.
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


_WHOLES = {
    "late": "tasks_late",
    "undone": "tasks_undone",
    "one_worker": "clients_of_one",
    "several_workers": "clients_of_several",
    "changed": "owner_changes",
    "unowned": "clients_without_owner",
    "spoken": "contacts_alone",
    "interpreted": "interpreted_contacts",
}
"""What else wholes are called, by the fields of breakdowns."""


def whole_of(plan: str, field: str) -> tuple[str, str]:
    """Return the path of the sum of a field over all parts."""
    return plan, _WHOLES.get(field, field)


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
