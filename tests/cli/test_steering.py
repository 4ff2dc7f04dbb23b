"""``samehands sweep``, ``frontier``, ``break-even`` and ``shadow-prices``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from shell import call, inside, keys

QUICK = ("--engine", "kernel", "--time-limit", "120", "--threads", "1")


def test_sweep_prints_a_point_a_value(small: Path, tmp_path: Path) -> None:
    table, page = tmp_path / "curve.csv", tmp_path / "curve.html"
    command = ("sweep", small, "--set", "overtime.limit=0:60:30", *QUICK)
    ran = call(*command, "--out", table, "--report", page, "--internal", "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert keys(ran.data) == [
        *("version", "instance", "setting", "law", "points", "metrics_are", "warnings"),
    ]
    assert inside(ran.data, "law") == "larger relaxes"
    assert [inside(ran.data, "points", at, "value") for at in range(3)] == [0, 30, 60]
    assert isinstance(inside(ran.data, "points", 0, "metrics", "hand_offs", "value"), int | float)
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [row["value"] for row in rows] == ["0", "30", "60"]
    assert float(rows[0]["objective"]) == inside(ran.data, "points", 0, "objective")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>") and "<svg" in text and "overtime.limit" in text
    assert call(*command, "--out", table, "--report", page, "--force").code == 0


def test_sweep_reports_for_people(small: Path) -> None:
    ran = call("sweep", small, "--set", "continuity.k=1,2", *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    assert "A larger value allows every plan of a smaller one" in ran.out
    assert "who says so" in ran.out and "of these plans" in ran.out


def test_sweep_names_every_fault(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("mine", encoding="utf-8")
    ran = call("sweep", small, "--set", "overtime.limit", "--gap", "2", "--report", other)
    assert ran.code == 2
    for words in ("--set: 'overtime.limit' names no field", "--gap", "is there already"):
        assert words in ran.err
    unknown = call("sweep", small, "--set", "overtime.limits=1,2")
    assert unknown.code == 2 and "overtime.limit" in unknown.err


@pytest.mark.parametrize(
    ("by", "head"),
    [
        ("k", "Cost of continuity, by K"),
        ("owner-share", "Cost of continuity, by share of tasks by today's owner"),
        ("fairness", "Price of fairness"),
        ("staff", "Fewest full-time equivalents that meet all deadlines"),
    ],
)
def test_frontiers(small: Path, by: str, head: str) -> None:
    ran = call("frontier", small, "--by", by, *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    assert head in ran.out
    as_json = call("frontier", small, "--by", by, *QUICK, "--json")
    assert as_json.code == 0
    assert "standards" in as_json.data if by == "staff" else "points" in as_json.data
    if by == "k":
        assert keys(as_json.data, "elbow") == ["rule", "at", "depth", "is_sure"]


def test_frontier_refuses_what_does_not_go_together(small: Path, tmp_path: Path) -> None:
    assert "--by: unknown frontier 'size'" in call("frontier", small, "--by", "size").err
    staff = call("frontier", small, "--by", "staff", "--out", tmp_path / "x.csv")
    assert staff.code == 2 and "has no curve" in staff.err
    assert call("frontier", small, "--by", "staff", "--step", "-1").code == 2


def test_where_nothing_was_found_the_report_names_the_option_that_looks_further(
    small: Path,
) -> None:
    few = call("frontier", small, "--by", "staff", "--most", "0.02", *QUICK)
    assert (few.code, few.errors) == (0, "")
    assert "none up to" in few.out and "--most tries more" in few.out
    assert call("frontier", small, "--by", "staff", "--most", "0").code == 2


def test_break_even_names_each_figure(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    command = ("break-even", small, *QUICK, "--seeds", "1", "--most", "8", "--out", out)
    ran = call(*command)
    assert (ran.code, ran.errors) == (0, "")
    for head in ("Vanishing point", "Crossing of a blind pool", "Smallest specialist speed-up"):
        assert head in ran.out
    assert "All this holds for a workload of" in ran.out and "epsilon" in ran.out
    as_json = call(*command, "--force", "--json")
    told: dict[str, Any] = {
        **json.loads(out.read_text(encoding="utf-8")),
        "warnings": as_json.data["warnings"],
    }
    assert told.pop("results")["client_based"]["plan"] is not None
    assert told == as_json.data
    assert keys(as_json.data, "vanishing_point") == [
        *("above", "at_most", "tried_up_to", "asked", "unit", "bounds", "advantages")
    ]
    assert call("break-even", small, "--epsilon", "0", "--most", "0").err.count("--") == 2


def test_shadow_prices_and_where_to_add(small: Path) -> None:
    ran = call("shadow-prices", small, *QUICK, "--add", "2", "--tries", "1")
    assert (ran.code, ran.errors) == (0, "")
    assert "These hold at the margin" in ran.out and "Where to add 2 workers" in ran.out
    as_json = call("shadow-prices", small, *QUICK, "--json", "--formulation", "task-based")
    assert inside(as_json.data, "has_prices") is True and inside(as_json.data, "hiring") == []
    assert call("shadow-prices", small, "--add", "-1").code == 2
