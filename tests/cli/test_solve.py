"""``samehands solve``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_engines import Double, nothing_found
from samehands.planning import Result
from samehands.planning.result import load_result, require_plan
from samehands.solver import registered
from shell import QUICK, call, inside, spawn

UNPROVEN = "[service]\nlevels = { intake = 1.0 }\n[utilisation]\nceiling = 0.0\n"
NEVER = '[service]\nundone = "forbidden"\n[utilisation]\nceiling = 0.0\n'


def test_json_holds_the_flat_result_and_nothing_else(small: Path) -> None:
    ran = call("solve", small, *QUICK, "--json")
    assert (ran.code, ran.errors) == (0, "")
    told = set(Result.model_fields) - {"plan", "moves", "certificate", "trace"}
    derived = {"has_plan", "gap", "gap_minutes", "gap_work"}
    derived |= {f"certified_{name}" for name in ("gap", "gap_minutes", "gap_work")}
    assert set(ran.data) == told | derived | {"version", "warnings"}
    assert (ran.data["status"], ran.data["limit"]) == ("optimal", "none")
    assert ran.data["gap"] == 0.0
    assert ran.data["objective"] == ran.data["bound"]
    assert isinstance(inside(ran.data, "seconds", "read"), float)
    assert inside(ran.data, "metrics", "tasks_undone", "unit") == "tasks"


def test_the_report_gives_cost_bound_gap_and_prices(small: Path) -> None:
    ran = call("solve", small, *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    for words in ("optimal, ended by itself", "cost", "bound", "gap", "of the work", "Not served"):
        assert words in ran.out
    assert "assumed defaults" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_loading_and_reading_are_parts_of_the_time(small: Path) -> None:
    ran = spawn("solve", small, "--engine", "least-loaded", "--json")
    assert ran.code == 0
    for part in ("load", "read", "build", "solve", "lift", "audit", "certify"):
        assert isinstance(inside(ran.data, "seconds", part), float), part
    told = spawn("solve", small, "--engine", "least-loaded").out
    assert "seconds: load " in told


@pytest.mark.parametrize("name", ["client-based", "team-3", "hybrid", "task-based"])
def test_formulation_rewrites_the_policy(small: Path, name: str) -> None:
    ran = call("solve", small, "--formulation", name, "--engine", "least-loaded", "--json")
    assert ran.code == 0
    assert ran.data["formulation"] == name.removesuffix("-3")
    assert ran.data["engine"] == "least-loaded"
    assert ran.data["bound_kind"] == "certified"
    bound, objective = ran.data["bound"], ran.data["objective"]
    assert isinstance(bound, float)
    assert isinstance(objective, float)
    assert ran.data["certified_bound"] == bound
    assert bound <= objective


def test_out_holds_plan_policy_and_trace(small: Path, solved: Path) -> None:
    result = load_result(solved)
    assert require_plan(result).policy == result.policy
    assert result.trace
    full = json.loads(solved.read_text(encoding="utf-8"))
    assert full == json.loads(json.dumps(result.to_dict()))


def test_start_is_where_the_solve_begins(small: Path, solved: Path) -> None:
    ran = call("solve", small, "--formulation", "task-based", "--start", solved, *QUICK, "--json")
    assert ran.code == 0
    assert isinstance(ran.data["objective"], float)
    before = load_result(solved).objective
    assert before is not None
    assert ran.data["objective"] <= before


def test_policy_replaces_the_one_beside_the_tables(small: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[moves]\nchange_price = 77.0\n", encoding="utf-8")
    ran = call("solve", small, "--policy", policy, "--engine", "least-loaded", "--json")
    assert inside(ran.data, "policy", "moves", "change_price") == 77.0
    report = call("solve", small, "--policy", policy, "--engine", "least-loaded").out
    assert "Set in this policy: moves.change_price" in " ".join(report.split())


def test_a_proof_that_there_is_no_plan_exits_with_3(small: Path, tmp_path: Path) -> None:
    policy = tmp_path / "never.toml"
    policy.write_text(NEVER, encoding="utf-8")
    out = tmp_path / "none.json"
    ran = call("solve", small, "--policy", policy, *QUICK, "--out", out)
    assert (ran.code, ran.errors) == (3, "")
    assert "infeasible" in ran.out and "Switch a rule off" in ran.out
    assert load_result(out).plan is None


def test_nothing_found_in_time_exits_with_4(small: Path, tmp_path: Path) -> None:
    policy = tmp_path / "never.toml"
    policy.write_text(UNPROVEN, encoding="utf-8")
    with registered(Double(nothing_found)):
        ran = call("solve", small, "--policy", policy, "--engine", "double", "--json")
        report = call("solve", small, "--policy", policy, "--engine", "double")
    assert (ran.code, report.code) == (4, 4)
    assert (ran.data["status"], ran.data["limit"]) == ("no_plan", "time")
    assert (ran.data["has_plan"], ran.data["objective"], ran.data["metrics"]) == (False, None, None)
    assert "Give more time" in report.out


def test_an_engine_that_cannot_run_exits_with_2(small: Path) -> None:
    with registered(Double(nothing_found, missing="buy one")):
        ran = call("solve", small, "--engine", "double", "--json")
    assert ran.code == 2
    assert ran.data["error"] == "EngineUnavailableError"
    assert "buy one" in str(ran.data["message"])


def test_out_replaces_a_file_by_force_alone(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    quick = ("solve", small, "--engine", "least-loaded", "--out", file)
    assert call(*quick).code == 0
    before = file.read_text(encoding="utf-8")
    refused = call(*quick, "--formulation", "task-based")
    assert refused.code == 2
    assert "is there already; name another file, or add --force" in refused.err
    assert file.read_text(encoding="utf-8") == before
    assert call(*quick, "--formulation", "task-based", "--force").code == 0
    assert load_result(file).formulation == "task-based"
    assert list(tmp_path.iterdir()) == [file]


def test_a_suffix_that_cannot_be_written_is_refused_before_the_solve(
    small: Path, tmp_path: Path
) -> None:
    ran = call("solve", small, "--out", tmp_path / "plan.pdf", "--time-limit", "-1")
    assert ran.code == 2
    assert "plan.pdf does not end in .json" in ran.err and "--time-limit" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_formulation_that_drops_what_the_policy_asks_is_warned_of(
    small: Path, tmp_path: Path
) -> None:
    policy = tmp_path / "some.toml"
    policy.write_text('[continuity]\nk = "unlimited"\nk_by_group = { old = 1 }\n', encoding="utf-8")
    asked = ("solve", small, "--policy", policy, "--engine", "least-loaded")
    says = "warning: policy, client-based: continuity.k_by_group is cleared (old = 1)"
    assert says not in call(*asked).err
    assert says in call(*asked, "--formulation", "client-based").err
