"""Columns of a comparison."""

from __future__ import annotations

from plans import office
from samehands.metrics import CATALOGUE
from samehands.model import Policy
from samehands.planning import solve
from samehands.planning.revalue import today
from samehands.report.columns import (
    PARTS,
    SHOWN,
    column,
    cost_table,
    label_of,
    metrics_table,
    terms,
    today_column,
)
from samehands.report.tables import Table


def _lines(table: Table) -> list[str]:
    heads = " ".join(column.head for column in table.columns)
    return [heads, *(" ".join(" ".join(row).split()) for row in table.texts())]


def test_shown_metrics_exist_and_stand_chapter_by_chapter() -> None:
    order = [name for name in CATALOGUE if name in SHOWN]
    groups = [CATALOGUE[name].group for name in SHOWN]
    assert sorted(order) == sorted(SHOWN)
    assert groups == sorted(groups, key=groups.index)


def test_cost_parts_are_all_named() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    assert list(PARTS) == list(result.objective_parts)
    lines = _lines(
        cost_table([today_column(today(office(), Policy())), column("mine", result)], "Cost")
    )
    assert lines[0] == "what unit today mine"
    assert "status as it is feasible" in lines
    assert "who says so certified" in lines
    nothing = result.model_copy(update={"bound": None, "certified_bound": None})
    assert "bound minutes unknown" in _lines(cost_table([column("mine", nothing)], "Cost"))
    assert any(line.startswith("cost minutes ") for line in lines)


def test_metrics_have_unit_and_better() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    lines = _lines(metrics_table([column("mine", result)], "Like"))
    assert lines[0] == "metric unit better mine"
    assert "tasks undone tasks low 0" in lines
    nothing = result.model_copy(update={"found": None, "metrics": None})
    lines = _lines(metrics_table([column("mine", nothing)], "Like"))
    assert "tasks undone tasks low unknown" in lines


def test_no_name_of_a_shown_metric_is_an_abbreviation() -> None:
    short = {"coc", "secon", "fte", "hhi", "upc", "mmci"}
    assert not [name for name in SHOWN if short & {*label_of(name).split()}]
    said = " ".join(terms().items)
    assert "Bice-Boxerman" in said
    assert "Gini" in said
