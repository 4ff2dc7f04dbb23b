"""``samehands schema``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from json_schema import faults
from samehands.model import json_schema
from shell import QUICK, call
from source_tree import ROOT, needs_source

FILES = ["instance", "policy", "plan"]
NAMES = [*FILES, "result", "comparison", "curve", "frontier", "fairness"]


@pytest.mark.parametrize("name", FILES)
def test_the_schema_is_printed(name: str) -> None:
    ran = call("schema", name)
    assert (ran.code, ran.errors) == (0, "")
    assert ran.data == json_schema(name)


@needs_source
@pytest.mark.parametrize("name", NAMES)
def test_the_published_file_is_what_is_printed(name: str) -> None:
    published = (ROOT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8")
    assert call("schema", name).out == published, f"samehands schema {name} prints something else"


def test_another_name_is_refused() -> None:
    ran = call("schema", "comparisn")
    assert ran.code == 2
    assert "choose one of instance, policy, plan, result, comparison, curve" in ran.err


@pytest.mark.parametrize("limit", ["60", "0.000001"])
def test_what_solve_writes_passes_its_schema(limit: str, small: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    call("solve", small, "--engine", "milp", "--threads", "1", "--time-limit", limit, "--out", out)
    data = json.loads(out.read_text(encoding="utf-8"))
    assert faults(call("schema", "result").data, data) == []
    assert faults(call("schema", "result").data, {**data, "status": "great"}) != []


def test_what_compare_writes_passes_its_schema(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "compared.json"
    call("compare", small, *QUICK, "--out", out)
    data = json.loads(out.read_text(encoding="utf-8"))
    assert faults(call("schema", "comparison").data, data) == []
    del data["columns"]["today"]["plan"]
    assert faults(call("schema", "comparison").data, data) != []
