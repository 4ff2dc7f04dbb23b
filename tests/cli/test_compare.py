"""``samehands compare``."""

from __future__ import annotations

import json
from pathlib import Path

from fake_engines import Double, nothing_found
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, SolveMonitor, registered
from shell import QUICK, call, inside, keys


def test_json_has_every_column_and_the_price_twice(small: Path) -> None:
    ran = call("compare", small, *QUICK, "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert list(ran.data) == [
        *("version", "instance", "columns", "price_of_continuity"),
        *("differences", "metrics_are", "warnings"),
    ]
    assert inside(ran.data, "instance", "tasks") == 4
    assert keys(ran.data, "columns") == ["today", "client-based", "task-based"]
    columns = ran.data["columns"]
    for name in ("client-based", "task-based"):
        assert inside(columns, name, "status") == "optimal"
        assert inside(columns, name, "violations") == []
        assert inside(columns, name, "undone_tasks") == []
        assert isinstance(inside(columns, name, "gap_work"), float)
        assert isinstance(inside(columns, name, "seconds", "read"), float)
        assert "plan" not in keys(columns, name)
    assert inside(columns, "today", "undone_tasks") == ["t4"]
    assert inside(columns, "today", "unowned") == [{"client": "c3", "excluded": {}}]
    for how in ("as_priced", "moves_free"):
        price = inside(ran.data, "price_of_continuity", how)
        assert inside(price, "how") == how
        low, plans, high = (inside(price, name) for name in ("low", "of_plans", "high"))
        assert isinstance(low, float) and isinstance(plans, float) and isinstance(high, float)
        assert low <= plans <= high


def test_the_report_says_what_is_certain(small: Path) -> None:
    ran = call("compare", small, *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    assert "Price of continuity: what client-based costs more than task-based" in ran.out
    assert "as priced" in ran.out and "moves free on both sides" in ran.out
    assert "of these plans" in ran.out
    assert "1 client without an owner" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_several_standards_are_compared_in_pairs(small: Path) -> None:
    names = "client-based,team-2,hybrid,task-based"
    ran = call("compare", small, "--formulations", names, *QUICK, "--json")
    pairs = [
        (
            inside(ran.data, "differences", at, "first"),
            inside(ran.data, "differences", at, "second"),
        )
        for at in range(4)
    ]
    assert pairs == [
        ("client-based", "team-2"),
        ("team-2", "hybrid"),
        ("hybrid", "task-based"),
        ("client-based", "task-based"),
    ]
    assert inside(ran.data, "price_of_continuity", "as_priced", "second") == "task-based"


def test_an_engine_without_bounds_gets_certified_ones(small: Path) -> None:
    ran = call("compare", small, "--engine", "least-loaded", "--json")
    assert ran.code == 0
    assert inside(ran.data, "price_of_continuity", "as_priced", "kind") == "certified"


def test_out_has_the_plans_too(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "compared.json"
    quick = ("compare", small, "--engine", "least-loaded", "--out", file)
    assert call(*quick).code == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    for name in ("today", "client-based", "task-based"):
        assert len(data["columns"][name]["plan"]["owners"]) == 3
    assert call(*quick).code == 2
    assert call(*quick, "--force").code == 0


def _impossible(folder: Path) -> Path:
    """Return the file of a policy that nothing keeps, so that nothing is in hand either."""
    file = folder / "impossible.toml"
    file.write_text('[service]\nundone = "forbidden"\n[utilisation]\nceiling = 0.001\n')
    return file


def test_the_gravest_solve_gives_the_exit_code(small: Path, tmp_path: Path) -> None:
    solves: list[int] = []

    def third_is_open(
        problem: AssignmentProblem, request: Request, monitor: SolveMonitor
    ) -> Answer:
        solves.append(1)
        if len(solves) == 3:
            return nothing_found(problem, request, monitor)
        return Answer("infeasible", "none", None, None, None)

    policy = ("--policy", _impossible(tmp_path))
    with registered(Double(third_is_open, ruled=True)):
        ran = call("compare", small, *policy, "--engine", "double", "--json")
    assert (ran.code, len(solves)) == (4, 4)
    assert inside(ran.data, "price_of_continuity", "moves_free", "of_plans") is None


def test_a_standard_without_a_plan_has_an_empty_column(small: Path, tmp_path: Path) -> None:
    policy = ("--policy", _impossible(tmp_path))
    with registered(Double(nothing_found)):
        ran = call("compare", small, *policy, "--engine", "double", "--json")
        report = call("compare", small, *policy, "--engine", "double")
    assert (ran.code, report.code) == (3, 3)
    assert inside(ran.data, "columns", "task-based", "unowned") is None
    assert inside(ran.data, "columns", "task-based", "violations") is None
    assert "infeasible" in report.out


def test_names_are_checked_with_everything_else(small: Path) -> None:
    one = call("compare", small, "--formulations", "team")
    assert one.code == 2
    assert "--formulations: 'team' is one name" in one.err
    twice = call("compare", "missing", "--formulations", "team-2,foo,foo")
    assert "--formulations: 'team-2,foo,foo' has a name twice" in twice.err
    assert "unknown formulation 'foo'" in twice.err and "no such folder" in twice.err
