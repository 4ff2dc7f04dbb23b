"""Columns of a comparison."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from plans import office
from samehands.metrics import CATALOGUE
from samehands.model import Policy
from samehands.planning import solve
from samehands.planning.today import today
from samehands.report.columns import PARTS, SHOWN, column, cost_table, metrics_table, today_column


def _lines(table: Table) -> list[str]:
    console = Console(width=200, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [" ".join(line.split()) for line in capture.get().splitlines()]


def test_shown_metrics_exist_and_stand_chapter_by_chapter() -> None:
    order = [name for name in CATALOGUE if name in SHOWN]
    groups = [CATALOGUE[name].group for name in SHOWN]
    assert sorted(order) == sorted(SHOWN)
    assert groups == sorted(groups, key=groups.index)


def test_cost_parts_are_all_named() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    assert list(PARTS) == list(result.objective_parts)
    lines = _lines(cost_table([today_column(today(office(), Policy())), column("mine", result)]))
    assert lines[0] == "unit today mine"
    assert "status as it is feasible" in lines
    assert "who says so certified" in lines
    nothing = result.model_copy(update={"bound": None, "certified_bound": None})
    assert "bound minutes unknown" in _lines(cost_table([column("mine", nothing)]))
    assert any(line.startswith("cost minutes ") for line in lines)


def test_metrics_have_unit_and_better() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    lines = _lines(metrics_table([column("mine", result)]))
    assert lines[0] == "unit better mine"
    assert "tasks undone tasks low 0" in lines
    nothing = result.model_copy(update={"found": None, "metrics": None})
    lines = _lines(metrics_table([column("mine", nothing)]))
    assert "tasks undone tasks low unknown" in lines
