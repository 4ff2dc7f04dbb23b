"""Whom a fact is about, in words: offices, languages, programs and days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..formulations.demand import InstanceView
from ..model.calendar import Calendar, day_words
from ..problem import Bools, Ints

_SHOWN = 4


@dataclass(frozen=True)
class Whom:
    """Some clients, described.

    Parameters
    ----------
    clients : int
        Their number.
    offices, languages, programs : tuple of str
        Theirs; programs are what a worker needs to serve them.
    shared : tuple of str
        Programs that all of them need a worker for.
    words : str
        E.g. ``412 Armenian-speaking CalFresh clients of office-12``.
    """

    clients: int
    offices: tuple[str, ...]
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    shared: tuple[str, ...]
    words: str


def describe_clients(view: InstanceView, clients: Ints, needed: Bools) -> Whom:
    """Describe clients by what sets them apart from the others of their offices.

    Clients are rows, repeats allowed, of shape (n,); ``needed`` says what a worker must know for
    each, of shape (n, programs).
    """
    some = np.unique(clients)
    offices = np.unique(view.client_office[some])
    languages = np.unique(view.client_language[some])
    around = np.isin(view.client_office, offices)
    everywhere = np.unique(view.client_language[around])
    union, shared = needed.any(axis=0), needed.all(axis=0)
    spoken = _names(view.languages, languages)
    programs = _names(view.programs, np.flatnonzero(union))
    common = _names(view.programs, np.flatnonzero(shared))
    usual = bool(view.client_programs[around][:, shared].all())
    parts = [
        f"{join_names(spoken, 'or')}-speaking" if _SHOWN >= len(spoken) < len(everywhere) else "",
        join_names(common, "and") if common and not usual else "",
        "client" if len(some) == 1 else "clients",
    ]
    where = _names(view.offices, offices)
    who = " ".join(part for part in parts if part)
    return Whom(
        clients=len(some),
        offices=where,
        languages=spoken,
        programs=programs,
        shared=common,
        words=f"{len(some):,} {who} of {join_names(where, 'and')}",
    )


def join_names(names: Sequence[str], last: str, most: int = _SHOWN) -> str:
    """Return names as a phrase; of many, the first few and how many more."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} {last} {len(names) - most + 1:,} more"
    *first, final = names
    return f"{', '.join(first)} {last} {final}" if first else final


def say_periods(first: int, last: int, calendar: Calendar) -> str:
    """Return a span of periods: ``by day 9``, ``on day 3`` or ``in days 2 to 5``.

    Where the calendar has a start, the dates stand beside: ``by day 9 (2026-11-16)``.
    """
    one, other = day_words(calendar, first), day_words(calendar, last)
    if first == last:
        return f"on day {one}"
    if first == 0:
        return f"by day {other}"
    return f"from day {one} on" if last == calendar.last else f"in days {one} to {other}"


def say_number(number: int, one: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def _names(names: Sequence[str], rows: Ints) -> tuple[str, ...]:
    return tuple(names[int(row)] for row in rows)
