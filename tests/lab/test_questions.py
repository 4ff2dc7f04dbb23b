"""What a run says of itself is what gives the same answer without the lab."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from samehands.changes import parse_changes
from samehands.lab.questions import ExplainQuestion, SolveQuestion
from samehands.model.io.files import format_toml
from samehands.model.io.read import read
from samehands.planning.result import load_result
from samehands.solver import SolveOptions
from shell import call
from tables import csv_folder

_CAP = parse_changes([{"set": "caseload.cap", "to": 2}])
_LEAST = SolveOptions(time_limit=20, engine="least-loaded", seed=3)


def _question(tables: Path, **fields: object) -> SolveQuestion:
    _, policy = read(tables)
    caseload = policy.caseload.model_copy(update={"cap": 2.0})
    changed = policy.model_copy(update={"caseload": caseload})
    given = {"changes": _CAP, "has_own_tables": False, **fields}
    return SolveQuestion("Cap: 2!", tables, "small", policy=changed, options=_LEAST, **given)  # type: ignore[arg-type]


def _run_lines(question: SolveQuestion) -> None:
    exec(compile(question.call.python, "lines of a page", "exec"), {})


def test_command_and_lines_do_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = _question(csv_folder(tmp_path / "small"))
    monkeypatch.chdir(tmp_path)
    Path(question.policy_file).write_text(format_toml(question.policy), encoding="utf-8")
    program, *words = shlex.split(question.call.command)
    assert program == "samehands"
    assert call(*words).code == 0
    by_command = load_result("cap-2.json")
    _run_lines(question)
    by_lines = load_result("cap-2.json")
    assert by_command.plan is not None and by_lines.plan is not None
    assert by_command.plan.to_dict() == by_lines.plan.to_dict()
    assert by_command.policy.caseload.cap == by_lines.policy.caseload.cap == 2
    assert (by_lines.engine, by_lines.seed) == ("least-loaded", 3)
    # What begins from another plan says so in both forms, too.
    Path("run-1.json").write_text(by_lines.to_json(), encoding="utf-8")
    begun = _question(tmp_path / "small", start=Path("run-1.json"))
    assert shlex.split(begun.call.command)[-4:] == ["--start", "run-1.json", "--out", "cap-2.json"]
    Path("cap-2.json").unlink()
    assert call(*shlex.split(begun.call.command)[1:]).code == 0
    _run_lines(begun)


def test_other_tables_are_told_in_python_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = parse_changes([{"add_fte": 1, "language": "Spanish", "office": "north"}])
    question = _question(csv_folder(tmp_path / "small"), changes=changes, has_own_tables=True)
    monkeypatch.chdir(tmp_path)
    assert question.call.command == ""
    _run_lines(question)
    plan = load_result("cap-2.json").plan
    assert plan is not None and plan.policy.caseload.cap is None


def test_an_explanation_has_its_own_words(tmp_path: Path) -> None:
    known = _question(csv_folder(tmp_path / "small"), changes=())
    question = ExplainQuestion("baseline", known.tables, "small", (), known.policy, False, _LEAST)
    said = "samehands explain small --time-limit 20 --engine least-loaded --seed 3 --jobs 1"
    assert question.call.command == said
    assert question.call.python.splitlines()[-2] == (
        'found = sh.explain(instance, policy, time_limit=20, engine="least-loaded", seed=3)'
    )
