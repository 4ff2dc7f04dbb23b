"""A comparison as frames: every plan in parts, under its name."""

from __future__ import annotations

import polars as pl
import pytest

import samehands as sh
from samehands.metrics import BREAKDOWNS
from tables import csv_folder, rows


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> tuple[sh.Instance, sh.Policy]:
    return sh.read(csv_folder(tmp_path_factory.mktemp("agency") / "tables", rows()))


@pytest.fixture(scope="module")
def comparison(agency: tuple[sh.Instance, sh.Policy]) -> sh.Comparison:
    return sh.compare_formulations(*agency, engine="least-loaded", time_limit=20)


def test_every_plan_stands_in_every_table(
    agency: tuple[sh.Instance, sh.Policy], comparison: sh.Comparison
) -> None:
    assert list(comparison.plans) == ["today", "client-based", "task-based"]
    assert list(comparison.tables) == ["metrics", *BREAKDOWNS]
    for name, plan in comparison.plans.items():
        for table, frame in sh.break_down(agency[0], plan).items():
            shown = comparison.tables[table].filter(pl.col("plan") == name).drop("plan")
            assert shown.equals(frame), (table, name)
    metrics = comparison.tables["metrics"].filter(pl.col("plan") == "task-based").drop("plan")
    measured = comparison.results[1].metrics
    assert measured is not None and metrics.equals(measured.frame())


def test_a_comparison_that_was_read_has_its_tables_from_the_instance(
    agency: tuple[sh.Instance, sh.Policy], comparison: sh.Comparison
) -> None:
    text = comparison.to_json(agency[0])
    again = sh.Comparison.from_json(text, agency[0])
    assert again.tables["timeliness"].equals(comparison.tables["timeliness"])
    with pytest.raises(sh.InputError, match="without its tables; give them to from_dict"):
        _ = sh.Comparison.from_json(text).tables
    assert again.to_json(agency[0]) == text
