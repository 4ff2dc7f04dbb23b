"""``samehands bench`` through its entry point."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest

from samehands.benchmarks.record import to_line
from samehands.benchmarks.run.plugins import ALONE
from samehands.benchmarks.store import COMMANDS, RESULTS, load_records
from samehands.benchmarks.suites import SUITES
from samehands.cli.app import run
from samehands.solver import engine_names
from shell import SMOKE, Ran, call, inside


def test_smoke_from_end_to_end(smoke: tuple[Path, Ran], tmp_path: Path) -> None:
    folder, ran = smoke
    assert ran.code == 0
    records = load_records(folder)
    assert len(records) == 6
    assert {record.kind for record in records} == {"ok"}
    assert ran.err.count("\n") >= 7
    assert "6/6" in ran.err
    assert "all done" in ran.err
    assert "6 runs" in ran.out
    made = call("bench", "report", folder, "--out", tmp_path)
    assert made.code == 0
    assert "report.html" in made.out
    for name in ("report.md", "report.html"):
        assert "samehands bench run smoke" in (tmp_path / name).read_text(encoding="utf-8")
    compared = call("bench", "compare", folder, folder, "--json")
    assert compared.code == 0
    assert compared.data["verdict"] != "difference"


def test_a_second_call_repeats_nothing_and_a_failure_shows_in_the_exit_code(
    smoke: tuple[Path, Ran], tmp_path: Path
) -> None:
    out = copytree(smoke[0], tmp_path / "results")
    command = (*SMOKE, "--out", out, "--json")
    again = call(*command)
    assert again.code == 0
    assert (again.data["runs"], again.data["done_before"], again.data["kinds"]) == (6, 6, {"ok": 6})
    *records, last = load_records(out)
    failed = last.model_copy(update={"kind": "crashed", "message": "planted"})
    (out / RESULTS).write_text("".join(map(to_line, [*records, failed])), encoding="utf-8")
    ran = call(*command)
    assert ran.code == 70
    assert (ran.data["done_before"], ran.data["kinds"]) == (6, {"ok": 5, "crashed": 1})
    assert inside(ran.data, "failures", 0, "message") == "planted"
    shown = call(*command[:-1])
    assert shown.code == 70
    assert "planted" in shown.out
    first, typed = (out / COMMANDS).read_text(encoding="utf-8").splitlines()
    assert first.startswith("samehands bench run smoke --formulations client-based --engines")
    assert typed == first.replace(str(smoke[0]), str(out))


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
