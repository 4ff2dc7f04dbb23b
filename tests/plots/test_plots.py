"""Plots on Matplotlib: what stands on the axes is what stands in the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import matplotlib
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes

import samehands as sh
from samehands import plots
from samehands.report.frames import report_tables
from tables import csv_folder, rows

REFORMS = [
    sh.Reform(name="no overtime", changes=[{"set": "overtime.enabled", "to": False}]),
    sh.Reform(name="no change", changes=[]),
]


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[sh.Instance, sh.Policy]:
    return sh.read(csv_folder(tmp_path_factory.mktemp("agency") / "tables", rows()))


@pytest.fixture(scope="module")
def comparison(agency: tuple[sh.Instance, sh.Policy]) -> sh.Comparison:
    return sh.compare_formulations(*agency, engine="least-loaded", time_limit=20)


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    matplotlib.use("agg")
    yield
    pyplot.close("all")


def _widths(ax: Axes) -> list[float]:
    return [patch.get_width() for patch in ax.patches]  # type: ignore[attr-defined]


def _heights(ax: Axes) -> list[float]:
    return [patch.get_height() for patch in ax.patches]  # type: ignore[attr-defined]


def test_load_of_each_worker(
    agency: tuple[sh.Instance, sh.Policy], comparison: sh.Comparison
) -> None:
    ax = plots.plot_load(agency[0], comparison)
    load = comparison.tables["load"]
    assert _widths(ax) == load["worked"].to_list()
    assert [text.get_text() for text in ax.get_yticklabels()] == agency[0].workers["id"].to_list()
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == list(comparison.plans)


def test_workers_per_client_days_and_timeliness_on_given_axes(
    agency: tuple[sh.Instance, sh.Policy], comparison: sh.Comparison
) -> None:
    instance, result = agency[0], comparison.results[0]
    tables = report_tables(result, instance)
    _, (one, two, three) = pyplot.subplots(1, 3)
    assert plots.plot_workers_per_client(instance, result, one) is one
    assert plots.plot_days(instance, result, two) is two
    assert plots.plot_timeliness(instance, result, three) is three
    assert _heights(one) == tables["workers-seen"]["client-based"].to_list()[:-1]
    assert _heights(two) == tables["days"]["client-based, minutes"].to_list()[:-1]
    shares = sh.break_down(instance, result.plan)["timeliness"]  # type: ignore[arg-type]
    assert _widths(three) == shares.filter(shares["by"] == "program")["on_time_rate"].to_list()


def test_points_of_a_curve_at_the_quantity_itself(agency: tuple[sh.Instance, sh.Policy]) -> None:
    curve = sh.sweep(*agency, "continuity.k", [1, 3], time_limit=20)
    ax = plots.plot_points(agency[0], curve)
    cost = ax.lines[0]
    # The strictest comes first in the table, on the axis as on every axis.
    assert list(cost.get_xdata()) == [1.0, 3.0]  # type: ignore[arg-type]
    assert list(cost.get_ydata()) == [point.objective for point in curve.points]  # type: ignore[arg-type]


def test_intervals_of_reforms(agency: tuple[sh.Instance, sh.Policy]) -> None:
    found = sh.what_if(*agency, REFORMS, time_limit=20)
    ax = plots.plot_intervals(found)
    names = [text.get_text().splitlines()[0] for text in ax.get_yticklabels()]
    assert names == ["no overtime", "no change"]
    points = [line.get_xdata()[0] for line in ax.lines[:2]]  # type: ignore[index]
    differences = [each.difference for each in found.outcomes]
    assert points == [each.of_plans for each in differences if each is not None]


def test_what_has_no_plan_cannot_be_drawn(agency: tuple[sh.Instance, sh.Policy]) -> None:
    nothing = sh.solve(*agency, time_limit=20).model_copy(update={"plan": None})
    with pytest.raises(sh.InputError, match="has no plans for a chart of worker load"):
        plots.plot_load(agency[0], nothing)


def test_without_matplotlib_it_says_what_to_install(
    agency: tuple[sh.Instance, sh.Policy],
    comparison: sh.Comparison,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(sh.UnsupportedError, match=r"pip install samehands\[plots\]"):
        plots.plot_load(agency[0], comparison)
