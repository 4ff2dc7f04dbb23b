"""``samehands bench`` through its entry point."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samehands.benchmarks.record import to_line
from samehands.benchmarks.run.plugins import ALONE
from samehands.benchmarks.store import COMMANDS, RESULTS, load_records
from samehands.benchmarks.suites import SUITES
from samehands.cli.app import run
from samehands.solver import engine_names

SMOKE = ["bench", "run", "smoke", "--engines", "least-loaded", "--memory-mb", "1024"]


@pytest.mark.slow
def test_smoke_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out")
    engines = ["--engines", "cp-sat,least-loaded", "--time-limit", "3"]
    assert run(["bench", "run", "smoke", *engines, "--jobs", "2", "--out", out]) == 0
    shown = capsys.readouterr()
    records = load_records(tmp_path / "out")
    assert len(records) == 8
    assert {record.kind for record in records} == {"ok"}
    assert shown.err.count("\n") >= 9
    assert "8/8" in shown.err
    assert "all done" in shown.err
    assert "8 runs" in shown.out
    assert run(["bench", "report", out]) == 0
    assert "report.html" in capsys.readouterr().out
    for name in ("report.md", "report.html"):
        assert "samehands bench run smoke" in (tmp_path / "out" / name).read_text(encoding="utf-8")
    assert run(["bench", "compare", out, out, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] != "difference"


def test_a_second_call_repeats_nothing_and_a_failure_shows_in_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [*SMOKE, "--out", str(tmp_path), "--json"]
    assert run(command) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["runs"], first["done_before"], first["kinds"]) == (4, 0, {"ok": 4})
    *records, last = load_records(tmp_path)
    failed = last.model_copy(update={"kind": "crashed", "message": "planted"})
    text = "".join(map(to_line, [*records, failed]))
    (tmp_path / RESULTS).write_text(text, encoding="utf-8")
    assert run(command) == 70
    again = json.loads(capsys.readouterr().out)
    assert (again["done_before"], again["kinds"]) == (4, {"ok": 3, "crashed": 1})
    assert [failure["message"] for failure in again["failures"]] == ["planted"]
    assert run(command[:-1]) == 70
    assert "planted" in capsys.readouterr().out
    typed = (tmp_path / COMMANDS).read_text(encoding="utf-8").splitlines()
    assert len(typed) == 1
    assert typed[0].startswith("samehands bench run smoke --engines least-loaded --seeds 1")


def test_results_that_are_not_there_are_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "none")
    for command in (["report", folder], ["compare", folder, folder]):
        assert run(["bench", *command]) == 2
        assert RESULTS in capsys.readouterr().err


def test_bad_input_is_all_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--engines", "none", "--jobs", "0", "--memory-mb", "1", "--out", str(tmp_path)]
    assert run(["bench", "run", "gap", *options]) == 2
    error = capsys.readouterr().err
    for words in ("4 problems", "--instances: ", "--engines: ", "--jobs: ", "--memory-mb: "):
        assert words in error
    assert list(tmp_path.iterdir()) == []


def test_list_shows_suites_instances_and_engines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "list"]) == 0
    shown = capsys.readouterr().out
    for word in (*SUITES, *engine_names(), *ALONE, "toy-s0", "agency/unit", "20 x 200", "425"):
        assert word in shown


def test_list_shows_what_is_known_of_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x0203").write_text("2 3 1 2 3 3 2 1 1 1 1 1 1 1 2 2", encoding="utf-8")
    header = "path,agents,jobs,listed_bound,solution_file_value,best_feasible_known\n"
    (tmp_path / "verified.csv").write_text(f"{header}x0203,2,3,4,4,4\n", encoding="utf-8")
    assert run(["bench", "list", "--instances", str(tmp_path), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {suite["suite"] for suite in data["suites"]} == set(SUITES)
    (row,) = [row for row in data["instances"] if row["suite"] == "gap"]
    assert (row["instance"], row["size"], row["best_known"]) == ("x0203", "2 x 3", 4)
    assert row["source"] == "stored solution"
