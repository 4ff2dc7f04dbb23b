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
    assert (ran.code, ran.errors) == (0, "")
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


def _refused(data: dict[str, Any]) -> None:
    data["certificate"]["rows"] = [
        {"worker": "nobody", "rule": "deadlines", "window": [0, 0], "price": 1}
    ]


def _weakened(data: dict[str, Any]) -> None:
    data["certificate"] |= {"rows": [], "limits": []}


def _bare(data: dict[str, Any]) -> None:
    data["certificate"] = None


def _boasted(data: dict[str, Any]) -> None:
    data["certified_bound"] += 1000.0


def test_the_certified_bound_is_recomputed_with_its_gap(small: Path, solved: Path) -> None:
    stated = json.loads(solved.read_text(encoding="utf-8"))
    ran = call("audit", small, solved, "--json")
    assert inside(ran.data, "bound", "holds") is True
    assert inside(ran.data, "bound", "certified_bound") == stated["certified_bound"]
    assert inside(ran.data, "bound", "gap_minutes") == stated["certified_gap_minutes"]
    assert inside(ran.data, "bound", "gap") == stated["certified_gap"]
    assert inside(ran.data, "bound", "gap_work") == stated["certified_gap_work"]
    out = call("audit", small, solved).out
    assert "certified bound" in out and "certified gap" in out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_refused, "no worker nobody"),
        (_boasted, "NOT certified"),
        (_bare, "NOT certified"),
    ],
)
def test_a_bound_that_the_prices_do_not_prove_is_told(
    small: Path, solved: Path, tmp_path: Path, change: Change, says: str
) -> None:
    file = _changed(solved, tmp_path, change)
    ran = call("audit", small, file, "--json")
    assert (ran.code, ran.data["clean"]) == (5, False)
    assert inside(ran.data, "bound", "holds") is False
    assert says in call("audit", small, file).out


def test_fewer_prices_prove_less_and_nothing_false(
    small: Path, solved: Path, tmp_path: Path
) -> None:
    file = _changed(solved, tmp_path, _weakened)
    ran = call("audit", small, file, "--json")
    assert inside(ran.data, "bound", "certified_bound") == 0.0


def test_that_there_is_no_plan_is_audited_too(small: Path, tmp_path: Path) -> None:
    policy, file = tmp_path / "strict.toml", tmp_path / "none.json"
    text = '[service]\nundone = "forbidden"\n[utilisation]\nceiling = 0.0\n'
    policy.write_text(text, encoding="utf-8")
    assert call("solve", small, "--policy", policy, "--out", file).code == 3
    ran = call("audit", small, file, "--json")
    assert (ran.code, ran.data["clean"]) == (0, True)
    assert inside(ran.data, "bound", "certified_infeasible") is True
    assert "proves that no plan keeps all rules" in call("audit", small, file).out
    assert call("audit", small, _changed(file, tmp_path, _refused)).code == 5
