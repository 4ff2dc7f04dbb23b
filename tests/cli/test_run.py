"""From arguments to exit codes: everything that can be wrong, named at once."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from fake_engines import Double
from samehands.model import InputError, InputFault, InternalError
from samehands.problem import Answer, AssignmentProblem
from samehands.solver import Request, SolveMonitor, registered
from shell import call, command, inside, spawn
from tables import csv_folder


def test_all_faults_of_options_and_files_at_once(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "bad")
    tasks = (folder / "tasks.csv").read_text(encoding="utf-8")
    (folder / "tasks.csv").write_text(tasks.replace("kind", "sort", 1), encoding="utf-8")
    (folder / "clients.csv").write_text('id,office\n"c1', encoding="utf-8")
    (folder / "policy.toml").write_text("[service]\nundnoe_price = 3\n", encoding="utf-8")
    ran = call(
        *("solve", folder, "--engine", "nope", "--time-limit", "-4", "--gap", "2"),
        *("--threads", "0", "--seed", "-1", "--formulation", "teams"),
        *("--start", tmp_path / "no.json", "--out", tmp_path / "no.pdf"),
    )
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert lines[0] == f"{len(lines) - 1} problems in the input"
    for words in (
        "--engine: unknown engine 'nope'",
        "--time-limit: -4.0 is not a time limit",
        "--gap: 2.0 is not a gap",
        "--threads: 0 is not a number of threads",
        "--seed: -1 is not a seed",
        "--formulation: unknown formulation 'teams'",
        f"--out: {tmp_path / 'no.pdf'} does not end in .json",
        "clients: not valid CSV",
        "tasks, sort: unknown column",
        "tasks, kind: the column is missing",
        "policy, service.undnoe_price: unknown field",
        "file, no.json: cannot be read",
    ):
        assert any(line.startswith(f"  {words}") for line in lines), words


def test_errors_as_json_are_one_object() -> None:
    ran = call("solve", "missing", "--time-limit", "-4", "--policy", "no.toml", "--json")
    assert (ran.code, ran.err) == (2, "")
    assert ran.data["error"] == "InputError"
    assert ran.data["message"] == "3 problems in the input"
    assert inside(ran.data, "problems", 0, "field") == "time_limit"
    assert inside(ran.data, "problems", 1, "field") == "missing"
    assert inside(ran.data, "problems", 2, "field") == "no.toml"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sovle"], "Did you mean 'solve'?"),
        (["solve"], "Missing argument"),
        (["solve", "x", "--tme", "3"], "--tme"),
        (["solve", "x", "--time-limit", "abc"], "--time-limit"),
        (["generate", "toy"], "--out"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments: list[str], words: str) -> None:
    ran = call(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err and "Traceback" not in ran.err
    as_json = call(*arguments, "--json")
    assert (as_json.code, as_json.err) == (2, "")
    assert as_json.data["error"] == "UsageError"
    assert words in str(inside(as_json.data, "problems", 0, "message"))


def test_help_is_no_error() -> None:
    assert call("--help").code == 0
    assert call("solve", "--help").code == 0
    bare = call()
    assert (bare.code, bare.err) == (2, "")
    assert "describe" in bare.out


def test_a_wrong_answer_is_a_bug_of_ours(small: Path) -> None:
    def cheat(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        raise InternalError("the audit disagrees")

    with registered(Double(cheat)):
        ran = call("solve", small, "--engine", "double")
    assert ran.code == 70
    assert ran.err == "the audit disagrees\n"


def test_an_unforeseen_error_is_told_with_its_place(small: Path) -> None:
    def stumble(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        raise ZeroDivisionError("oops")

    with registered(Double(stumble)):
        ran = call("solve", small, "--engine", "double", "--json")
    assert ran.code == 70
    assert ran.data["message"] == "a bug in samehands: ZeroDivisionError: oops"
    assert "in stumble" in ran.err


def test_files_that_cannot_be_written_are_no_bug(small: Path, tmp_path: Path) -> None:
    def spoil(problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        (tmp_path / "sub").write_text("in the way", encoding="utf-8")
        return Answer("no_plan", "none", None, None, None, (), 0.0, 0.0, "")

    with registered(Double(spoil)):
        out = tmp_path / "sub" / "plan.json"
        ran = call("solve", small, "--engine", "double", "--out", out)
    assert ran.code == 2
    assert "sub" in ran.err and "Traceback" not in ran.err


def test_what_a_command_refuses_has_all_its_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = [
        InputFault("argument", None, None, "size", "no"),
        InputFault("file", None, None, "a", "b"),
    ]

    def refuse(*_: object) -> None:
        raise InputError(problems)

    monkeypatch.setattr("samehands.cli.instances.draw", refuse)
    ran = call("generate", "toy", "--out", "nowhere")
    assert ran.err == "2 problems in the input\n  argument, size: no\n  file, a: b\n"


def test_as_a_process_of_its_own(small: Path, tmp_path: Path) -> None:
    ran = spawn("solve", small, "--engine", "least-loaded", "--json", cwd=tmp_path)
    assert (ran.code, ran.errors) == (0, "")
    assert ran.data["has_plan"] is True


def test_closed_streams_are_no_error(small: Path) -> None:
    line = " ".join(shlex.quote(word) for word in command("describe", small))
    done = subprocess.run(f"{line} >&- 2>&-", shell=True, check=False)
    assert done.returncode == 0


def test_a_reader_that_goes_away_is_no_error(small: Path) -> None:
    process = subprocess.Popen(
        command("describe", small, "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (0, b"")
