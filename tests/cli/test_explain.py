"""``samehands explain``."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import QUICK, call, inside, keys

OFFICE, COUNTY = '[pool]\nscope = "office"\n', '[pool]\nscope = "county"\n'


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Return a policy under which nobody may own the client of the second office."""
    file = tmp_path / "office.toml"
    file.write_text(OFFICE, encoding="utf-8")
    return file


def test_json_has_facts_conflict_ways_and_what_is_left(small: Path, office: Path) -> None:
    ran = call("explain", small, "--policy", office, *QUICK, "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert list(ran.data) == [
        *("version", "verdict", "facts", "shortfall", "conflict", "policy", "limit", "seconds"),
        *("ways_out", "plan", "undone_tasks", "unowned_clients", "warnings"),
    ]
    assert (ran.data["verdict"], ran.data["limit"]) == ("infeasible", "none")
    assert inside(ran.data, "facts", "closed", 0, "ids") == ["c3"]
    assert inside(ran.data, "conflict", "rules") == ["pool", "service"]
    assert inside(ran.data, "conflict", "is_minimal") is True
    change = {"set": "pool.scope", "to": "county"}
    assert inside(ran.data, "ways_out", 0, "changes") == [change]
    assert inside(ran.data, "plan", "status") == "optimal"
    assert (ran.data["undone_tasks"], ran.data["unowned_clients"]) == (["t4"], ["c3"])


def test_the_report_says_why_and_what_would_help(small: Path, office: Path) -> None:
    ran = call("explain", small, "--policy", office, *QUICK)
    assert (ran.code, ran.errors) == (0, "")
    for words in (
        "Not everything can be done on time",
        "1 CalFresh client of south: nobody may own it; pool excludes 2 of 2 workers",
        "minimal: yes",
        "pool.scope = county",
        "1 task of 45 minutes undone",
    ):
        assert words in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_feasible_instance_is_said_to_be_so(small: Path, tmp_path: Path) -> None:
    county = tmp_path / "county.toml"
    county.write_text(COUNTY, encoding="utf-8")
    ran = call("explain", small, "--policy", county, *QUICK)
    assert ran.code == 0
    assert "Everything can be done on time, under all the rules." in ran.out
    assert "Ways out" not in ran.out and "no task undone" in ran.out
    data = call("explain", small, "--policy", county, *QUICK, "--json").data
    assert (data["verdict"], data["conflict"], data["ways_out"]) == ("feasible", None, [])
    assert inside(data, "plan", "status") == "optimal"


def test_bad_options_are_listed_together(small: Path) -> None:
    ran = call("explain", small, "--time-limit", "0", "--engine", "none", "--json")
    assert ran.code == 2
    assert keys(ran.data) == ["error", "message", "problems"]
    fields = [inside(ran.data, "problems", place, "field") for place in range(2)]
    assert fields == ["engine", "time_limit"]
