"""``samehands audit``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shell import call, inside

Change = Callable[[dict[str, Any]], object]


def _changed(solved: Path, folder: Path, change: Change) -> Path:
    data = json.loads(solved.read_text(encoding="utf-8"))
    change(data)
    file = folder / "changed.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def test_an_honest_plan_passes(small: Path, solved: Path) -> None:
    ran = call("audit", small, solved, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert (ran.data["clean"], ran.data["violations"]) == (True, [])
    assert inside(ran.data, "cost", "stated") == inside(ran.data, "cost", "recomputed")
    report = call("audit", small, solved)
    assert report.code == 0
    assert "The cost is what the file states." in report.out and "No violation" in report.out


def test_violations_are_listed_with_rule_who_when_and_by_how_much(
    small: Path, solved: Path, tmp_path: Path
) -> None:
    def spoil(data: dict[str, Any]) -> None:
        row = data["plan"]["work"][0]
        row["minutes"] += 7

    file = _changed(solved, tmp_path, spoil)
    ran = call("audit", small, file, "--json")
    assert (ran.code, ran.data["clean"]) == (5, False)
    assert inside(ran.data, "violations", 0, "rule") == "plan"
    assert inside(ran.data, "violations", 0, "by") == 7
    report = call("audit", small, file)
    assert report.code == 5
    assert "1 violation: plan 1" in report.out
    assert "7 minutes" in report.out


@pytest.mark.parametrize("field", ["objective", "objective_parts"])
def test_another_cost_than_stated_is_told(
    small: Path, solved: Path, tmp_path: Path, field: str
) -> None:
    def lie(data: dict[str, Any]) -> None:
        if field == "objective":
            data["objective"] += 0.25
        else:
            data["objective_parts"]["overtime"] = 99.0

    file = _changed(solved, tmp_path, lie)
    ran = call("audit", small, file, "--json")
    assert (ran.code, ran.data["violations"]) == (5, [])
    assert inside(ran.data, "cost", "agrees") is False
    assert "NOT what the file states" in call("audit", small, file).out


def test_a_plan_for_other_tables_has_no_cost(small: Path, solved: Path, tmp_path: Path) -> None:
    file = _changed(solved, tmp_path, lambda data: data["plan"]["owners"].pop())
    ran = call("audit", small, file, "--json")
    assert ran.code == 5
    assert inside(ran.data, "cost", "recomputed") is None
    report = call("audit", small, file).out
    assert "cannot be read against the instance" in report


def test_changed_tables_are_named(small: Path, solved: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for file in small.iterdir():
        text = file.read_text(encoding="utf-8")
        (other / file.name).write_text(text.replace("elderly", "young"), encoding="utf-8")
    ran = call("audit", other, solved, "--json")
    assert (ran.code, ran.data["same_instance"]) == (0, False)
    assert "OTHER TABLES" in call("audit", other, solved).out


def test_another_policy_may_forbid_the_plan(small: Path, solved: Path, tmp_path: Path) -> None:
    policy = tmp_path / "strict.toml"
    text = '[pool]\nscope = "county"\n[utilisation]\nceiling = 0.0\n[overtime]\nprice = 2.0\n'
    policy.write_text(text, encoding="utf-8")
    ran = call("audit", small, solved, "--policy", policy, "--json")
    assert ran.code == 5
    assert inside(ran.data, "violations", 0, "rule") == "utilisation"
    assert inside(ran.data, "cost", "agrees") is True
    assert inside(ran.data, "cost", "under_other_policy", "total") is not None
    assert "under the other policy" in call("audit", small, solved, "--policy", policy).out


def test_a_result_without_a_plan_is_refused(small: Path, solved: Path, tmp_path: Path) -> None:
    file = _changed(solved, tmp_path, lambda data: data.update(plan=None))
    ran = call("audit", small, file)
    assert ran.code == 2
    assert "holds no plan to audit" in ran.err


def test_all_faults_of_both_files_at_once(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"status": "great"}', encoding="utf-8")
    ran = call("audit", tmp_path / "missing", file, "--policy", tmp_path / "no.toml")
    assert ran.code == 2
    for words in ("no such folder or file", "result, plan: the field is missing", "no.toml"):
        assert words in ran.err
