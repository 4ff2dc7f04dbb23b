"""How an instance compares with the documented figures of an agency."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from ..model.instance import Instance
from .parameters import PUBLISHED

TASKS_A_MONTH = 0.57
"""Tasks of an average client in a month (derived from the rates)."""
MINUTES_A_MONTH = 14.6
"""Minutes of an average client in a month (derived from the rates)."""
CLIENTS_A_WORKER = 407
"""Clients of a full-time worker at that load (derived)."""
UTILISATION = 0.85
"""Task minutes as a share of the productive minutes paid, absence not deducted (assumed)."""
BAND = 0.05
"""Largest relative difference from a documented figure that a generated office may have."""
_PART_TIME_BELOW = 0.8


class Figure(NamedTuple):
    """One figure of an instance beside the documented one.

    Parameters
    ----------
    name : str
        What it is.
    target : float
        The documented figure.
    actual : float or None
        The instance's figure; None where it has nothing to measure.
    unit : str
        Unit of both; shares are fractions.
    """

    name: str
    target: float
    actual: float | None
    unit: str

    @property
    def difference(self) -> float | None:
        """How much more than documented, as a share of the documented figure."""
        return None if self.actual is None else self.actual / self.target - 1

    @property
    def is_close(self) -> bool | None:
        """Whether the difference is within the band; None where there is nothing to measure."""
        return None if self.difference is None else abs(self.difference) <= BAND

    def as_dict(self) -> dict[str, object]:
        """Return plain values, for JSON."""
        return {**self._asdict(), "difference": self.difference, "is_close": self.is_close}


def compute_figures(instance: Instance) -> list[Figure]:
    """Compare an instance with the documented figures.

    Parameters
    ----------
    instance : Instance
        Any instance; a month is 21 of its periods. A worker's day at work is taken to be the
        longest in the table, a period without minutes an absence, and part time a day shorter than
        80 % of the longest of all.

    Returns
    -------
    list of Figure
        Tasks and minutes per client and month, loads, absence, part time, then the shares of the
        bundles and of the languages.
    """
    return [
        *_describe_work(instance),
        *_describe_staff(instance),
        *_describe_bundles(instance),
        *_describe_languages(instance),
    ]


def _describe_work(instance: Instance) -> list[Figure]:
    months = instance.calendar.periods / PUBLISHED.month_days
    client_months = instance.clients.height * months
    tasks, minutes = instance.tasks.height, instance.task_minutes
    mean = MINUTES_A_MONTH / TASKS_A_MONTH
    each = "a client and month"
    return [
        Figure("tasks", TASKS_A_MONTH, _ratio(tasks, client_months), each),
        Figure("work", MINUTES_A_MONTH, _ratio(minutes, client_months), f"minutes {each}"),
        Figure("mean task", mean, _ratio(minutes, tasks), "minutes"),
    ]


def _describe_staff(instance: Instance) -> list[Figure]:
    day = instance.capacity.max(axis=1, initial=0).astype(np.float64)
    longest = float(day.max(initial=0.0))
    work, clients = instance.task_minutes, instance.clients.height
    paid, present = float(day.sum()) * instance.calendar.periods, float(instance.capacity.sum())
    net = UTILISATION / (1 - PUBLISHED.absence_share)
    part_time = int((day < _PART_TIME_BELOW * longest).sum())
    away = int((instance.capacity[day > 0] == 0).sum())
    days = int((day > 0).sum()) * instance.calendar.periods
    full_time = _ratio(clients * longest, float(day.sum()))
    return [
        Figure("clients", CLIENTS_A_WORKER, full_time, "a full-time worker"),
        Figure("utilisation", UTILISATION, _ratio(work, paid), "share of paid minutes"),
        Figure("load net of absence", net, _ratio(work, present), "share of minutes present"),
        Figure("absence", PUBLISHED.absence_share, _ratio(away, days), "share of days"),
        Figure("part time", PUBLISHED.part_time_share, _ratio(part_time, day.size), "of workers"),
    ]


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _describe_bundles(instance: Instance) -> list[Figure]:
    clients = instance.clients
    held = clients["programs"].list.sort()
    return [
        Figure(
            f"clients with {bundle.name}",
            bundle.share,
            _ratio(int((held == pl.Series([sorted(bundle.programs)])).sum()), clients.height),
            "share of clients",
        )
        for bundle in PUBLISHED.bundles
    ]


def _describe_languages(instance: Instance) -> list[Figure]:
    clients = instance.clients
    return [
        Figure(
            f"clients who speak {language.name}",
            language.share,
            _ratio(int((clients["language"] == language.name).sum()), clients.height),
            "share of clients",
        )
        for language in PUBLISHED.languages
    ]
