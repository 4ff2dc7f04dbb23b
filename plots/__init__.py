"""The charts of reports on axes of Matplotlib, for notebooks; ``pip install samehands[plots]``.

Each is drawn from the same table as its picture in a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..planning import Comparison, Result
from ..planning.written import WrittenAnswer
from ..report.documents import document_of
from ..scenarios import Curve, Frontier, WhatIf
from .draw import draw_chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_days",
    "plot_intervals",
    "plot_load",
    "plot_points",
    "plot_timeliness",
    "plot_workers_per_client",
]


def plot_load(instance: Instance, answer: Result | Comparison, ax: Axes | None = None) -> Axes:
    """Draw each worker's minutes against the regular ones, a bar a plan.

    Parameters
    ----------
    instance : Instance
        The instance that the plans are for.
    answer : Result or Comparison
        A plan or several.
    ax : matplotlib.axes.Axes or None
        Where to; None: a new figure.

    Raises
    ------
    InputError
        If there is no plan.
    UnsupportedError
        If Matplotlib is not installed.
    """
    return _plot("worker-load", answer, instance, ax)


def plot_workers_per_client(
    instance: Instance, answer: Result | Comparison, ax: Axes | None = None
) -> Axes:
    """Draw how many clients see how many workers; parameters and errors as of ``plot_load``."""
    return _plot("workers-seen", answer, instance, ax)


def plot_timeliness(
    instance: Instance, answer: Result | Comparison, ax: Axes | None = None
) -> Axes:
    """Draw the share of tasks on time by program; parameters and errors as of ``plot_load``."""
    return _plot("timeliness-program", answer, instance, ax)


def plot_days(instance: Instance, answer: Result | Comparison, ax: Axes | None = None) -> Axes:
    """Draw the minutes of each day against the regular ones, as ``plot_load`` those of workers."""
    return _plot("days", answer, instance, ax)


def plot_points(instance: Instance, answer: Frontier | Curve, ax: Axes | None = None) -> Axes:
    """Draw cost and bound along a frontier or a sweep.

    Parameters
    ----------
    instance : Instance
        The instance that it is about.
    answer : Frontier or Curve
        Two points with a plan, or more.
    ax : matplotlib.axes.Axes or None
        Where to; None: a new figure.

    Raises
    ------
    InputError
        If fewer than two points have a plan.
    UnsupportedError
        If Matplotlib is not installed.
    """
    return _plot("curve", answer, instance, ax)


def plot_intervals(answer: WhatIf, ax: Axes | None = None) -> Axes:
    """Draw by how much each reform is dearer than the baseline, as intervals around zero.

    Parameters
    ----------
    answer : WhatIf
        The reforms.
    ax : matplotlib.axes.Axes or None
        Where to; None: a new figure.

    Raises
    ------
    InputError
        If no reform has a difference.
    UnsupportedError
        If Matplotlib is not installed.
    """
    return _plot("differences", answer, None, ax)


def _plot(slug: str, answer: WrittenAnswer, instance: Instance | None, ax: Axes | None) -> Axes:
    charts = {chart.slug: chart for chart in document_of(answer, instance).charts()}
    if slug not in charts:
        says = f"the {answer.kind} has no plans for a chart of {slug.replace('-', ' ')}"
        raise InputError([InputFault("argument", None, None, "answer", says)])
    return draw_chart(charts[slug], ax)
