"""Intensive case management: a team of child welfare with few, heavy and uneven clients.

The caseloads are those that a time study of 13,000 Californian social workers called the minimum
for a full-time worker (SB 2030). They stand in place of minutes, of which no source is known: a
client needs the productive minutes of a month divided by the clients a worker can have. How these
minutes divide into kinds of work is assumed, as is everything else that is not marked otherwise.
All work of a month is due at its end, so that what counts is who fits into whose month.
"""

from __future__ import annotations

from collections.abc import Mapping

from .bundles import Bundle
from .kinds import Kind
from .parameters import PUBLISHED, GeneratorParameters
from .shares import Special

MAINTENANCE, REUNIFICATION, PLACEMENT = "Family maintenance", "Reunification", "Placement"

CASES: Mapping[str, float] = {MAINTENANCE: 14.2, REUNIFICATION: 15.6, PLACEMENT: 23.7}
"""Clients a full-time worker by program: the minimum standard (S, ``sb-2030``). Work at intake,
13 emergency responses a month, belongs to other teams."""

SHARES: Mapping[str, float] = {MAINTENANCE: 0.40, REUNIFICATION: 0.35, PLACEMENT: 0.25}
"""Share of the clients in each program (assumed)."""

WORK = (
    ("visit", 1.0, 0.35, True),
    ("services", 1.0, 0.30, False),
    ("records", 1.0, 0.20, False),
    ("court_report", 1 / 6, 0.15, False),
)
"""Kind, times a month, share of the client's minutes, whether the client is met (assumed)."""

MONTH_MINUTES = PUBLISHED.month_days * PUBLISHED.day_minutes
"""Productive minutes of a full-time month (assumed)."""


def _kind(program: str, name: str, rate: float, share: float, contact: bool) -> Kind:
    minutes = MONTH_MINUTES / CASES[program] * share / rate
    return Kind(
        program, name, rate, minutes, 0, "month end", contact, "first day",
        tags=("A", "S+A", "A"), sources=("sb-2030",),
    )  # fmt: skip


INTENSIVE = GeneratorParameters(
    programs=(MAINTENANCE, REUNIFICATION, PLACEMENT),
    basic_programs=(MAINTENANCE, REUNIFICATION),
    kinds=tuple(_kind(program, *work) for program in CASES for work in WORK),
    bundles=tuple(Bundle((program,), share) for program, share in SHARES.items()),
    specials=(Special(PLACEMENT, 0.5),),
    groups=(),
    complexity_cv=0.6,
    intake_share=0.0,
)
"""The figures of the team; languages, hours, absences and owners today are those of an office."""
