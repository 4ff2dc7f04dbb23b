"""The command ``what-if``."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import QUICK, call, inside, spawn

SCENARIOS = """
[[reform]]
name = "cap 1"
question = "What if nobody owns more than one client?"
changes = [{ set = "caseload.cap", to = 1 }]
answers = ["cost", "clients_without_owner"]

[[reform]]
name = "nothing"
needs = "simulation"
changes = []
"""
ONE = ("--jobs", "1", "--engine", "milp", *QUICK)


@pytest.fixture
def scenarios(tmp_path: Path) -> Path:
    """Return a file of two reforms."""
    file = tmp_path / "reforms.toml"
    file.write_text(SCENARIOS, encoding="utf-8")
    return file


def test_the_table_and_what_each_changes(small: Path, scenarios: Path) -> None:
    ran = call("what-if", small, scenarios, *ONE)
    assert (ran.code, ran.errors) == (0, "")
    for says in (
        "Cost of each reform less that of baseline, in minutes",
        "not real: it changes nothing",
        "caseload.cap  none      1",
        "clients without owner: 0 -> 1 clients (+1), of these plans",
        "This question is about time.",
    ):
        assert says in ran.out


def test_one_json_object(small: Path, scenarios: Path) -> None:
    data = call("what-if", small, scenarios, "--ranges", "--json", *ONE).data
    assert inside(data, "baseline", "name") == "baseline"
    assert inside(data, "reforms", 0, "difference", "is_real") is True
    assert inside(data, "reforms", 0, "changes", 0) == {"set": "caseload.cap", "to": 1}
    assert inside(data, "reforms", 1, "verdict") == "not real: it changes nothing"
    unowned = inside(data, "reforms", 0, "metrics", "clients_without_owner")
    assert inside(unowned, "difference") == 1
    assert inside(unowned, "reform_range", "low") == 1


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_reports_as_files(small: Path, scenarios: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    is_page = name.endswith("html")
    checks = ["--sensitivity"] if is_page else []
    ran = call("what-if", small, scenarios, "--report", file, "--internal", *checks, *ONE)
    assert ran.code == 0
    text = file.read_text(encoding="utf-8")
    for says in ("What if nobody owns more than one client?", "cap 1"):
        assert says in text
    assert ("The verdict survives" in text) == is_page
    svg = text if is_page else (tmp_path / "report" / "differences.svg").read_text()
    assert "reform less baseline, minutes" in svg
    again = call("what-if", small, scenarios, "--report", file, "--force", *ONE)
    assert again.code == 0


def test_everything_wrong_is_named(small: Path, tmp_path: Path) -> None:
    ran = call("what-if", small, "no.toml", "--jobs", "0", "--report", tmp_path / "x.pdf")
    assert ran.code == 2
    assert "--jobs: 0 is not a number of processes" in ran.err
    assert "does not end in .html or .md" in ran.err
    bad = tmp_path / "bad.toml"
    bad.write_text('[[reform]]\nname = "a"\nchanges = [{ leave = ["w9"] }]', encoding="utf-8")
    refused = call("what-if", small, bad, *ONE)
    assert refused.code == 2
    assert "scenarios bad.toml (a), changes[0].leave: no worker 'w9'" in refused.err


@pytest.mark.slow
def test_solves_in_processes_of_their_own(small: Path, scenarios: Path, tmp_path: Path) -> None:
    ran = spawn("what-if", small, scenarios, "--jobs", "2", "--json", *QUICK, cwd=tmp_path)
    assert (ran.code, ran.errors) == (0, "")
    assert inside(ran.data, "reforms", 0, "difference", "is_real") is True
