"""A project is kept in a file and opened again, and what is no project is refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lab_pages import ADDRESS, Opened, words_of
from samehands import InputError, Reform
from samehands.explanation import explain
from samehands.lab import Workspace, create_app
from samehands.lab.project import read_project
from samehands.lab.questions import ExplainQuestion, SolveQuestion
from samehands.lab.runs import Answered
from samehands.lab.workspace import pose
from samehands.lab.zipped import pack, unpack
from samehands.planning import solve
from samehands.solver import SolveOptions

CAP = {"set": "caseload.cap", "to": 9}


def _kept(lab: Opened, ending: str = "json") -> bytes:
    answer = lab.client.get(f"/project.{ending}")
    assert answer.status_code == 200
    return bytes(answer.content)


def _open(lab: Opened, content: bytes, status: int = 303) -> str:
    return lab.press("/project", status=status, files={"file": ("project.json", content)})


def test_scenarios_come_back_with_their_numbers(opened: Opened) -> None:
    names = ("one", "two", "three")
    for name in names:
        opened.workspace.add(Reform(name, [CAP], f"What of {name}?"))
    opened.workspace.remove(2)
    before = opened.workspace.scenarios
    kept = _kept(opened)
    opened.workspace.remove(1)
    assert _open(opened, kept) == "/standard"
    assert opened.workspace.scenarios == before
    assert list(before) == [1, 3]
    assert opened.workspace.add(Reform("four", [])) == 4
    assert b"c1" not in kept


def test_tables_come_back_where_they_are_in_the_file(opened: Opened) -> None:
    agency = opened.workspace.agency
    assert agency is not None
    kept = _kept(opened, "zip")
    assert kept == _kept(opened, "zip")
    opened.press("/agency/generate", {"size": "toy", "seed": "1", "months": "1"})
    assert _open(opened, kept) == "/standard"
    again = opened.workspace.agency
    assert again is not None and again.name == "small"
    assert again.instance.to_dict() == agency.instance.to_dict()
    assert again.policy == agency.policy


def _answer(workspace: Workspace, number: int, kind: Any, start: int | None = None) -> None:
    """Have a question about a scenario answered in this process."""
    agency, scenario = workspace.agency, workspace.scenarios.get(number)
    assert agency is not None
    changes = () if scenario is None else scenario.changes
    options = SolveOptions(engine="least-loaded", time_limit=20.0, threads=1)
    name = workspace.scenario_name(number)
    question, instance = pose(agency, kind, name, changes, options)
    call = solve if kind is SolveQuestion else explain
    found = call(instance, question.policy, options)
    last = max((run.number for run in workspace.runs), default=0)
    answered = Answered(question, instance, found, found.to_json(), start)
    workspace.runs.restore({last + 1: answered})


def test_answered_runs_come_back_under_their_addresses(opened: Opened, tmp_path: Path) -> None:
    runs = opened.workspace.runs
    number = opened.workspace.add(Reform("cap 9", [CAP]))
    fte = {"add_fte": 1, "office": "north", "program": "CalFresh"}
    hired = opened.workspace.add(Reform("one more", [fte]))
    _answer(opened.workspace, 0, SolveQuestion)
    _answer(opened.workspace, number, SolveQuestion, start=1)
    _answer(opened.workspace, hired, SolveQuestion)
    _answer(opened.workspace, 0, ExplainQuestion)
    file = tmp_path / "project.zip"
    file.write_bytes(_kept(opened, "zip"))
    again = Workspace()
    again.open(file)
    with TestClient(create_app(again), base_url=ADDRESS) as client:
        assert again.refusal is None
        kept = [*again.runs]
        assert [run.number for run in kept] == [1, 2, 3, 4]
        assert kept[0].instance is kept[1].instance and kept[2].instance is not kept[0].instance
        for run, old in zip(kept, runs, strict=True):
            assert (run.result, run.explanation) == (old.result, old.explanation)
            now, then = run.state(), old.state()
            assert now.words.startswith("Done: ") and now.words == then.words
            assert (now.cost, now.bound, now.points) == (then.cost, then.bound, then.points)
            assert run.question.changes == old.question.changes
        # What the pages say is the same, and so is where a run began.
        for path in ("/compare?run=1&run=2", "/why-not/4", "/compare/plan?run=3&client=c1"):
            said = [words_of(each.get(path).text) for each in (client, opened.client)]
            assert said[0].replace("small.json", _source(opened)) == said[1]
        assert "--start run-1.json" in client.get("/runs/2").text
        # Opened once more, its runs follow those that are there.
        again.open(file)
        assert [run.number for run in again.runs] == [*range(1, 9)]
        assert "--start run-5.json" in client.get("/runs/6").text


def _source(lab: Opened) -> str:
    assert lab.workspace.agency is not None
    return lab.workspace.agency.command


def test_answers_about_other_tables_are_refused(opened: Opened, tmp_path: Path) -> None:
    _answer(opened.workspace, 0, SolveQuestion)
    parts = unpack(_kept(opened, "zip"), "project.zip")
    project = json.loads(parts["project.json"])
    project["agency"]["tables"]["tasks"][0]["minutes"] += 1
    changed = pack({**parts, "project.json": json.dumps(project).encode()})
    before = opened.workspace.agency
    assert "its answer is about other tables" in _open(opened, changed, 422)
    assert opened.workspace.agency is before and len([*opened.workspace.runs]) == 1


def _archive(**fields: Any) -> bytes:
    run: dict[str, object] = {"number": 1, "verb": "solve", "scenario": "x", "changes": []}
    run |= {"engine": "auto", "time_limit": 5, "seed": 0, **fields}
    return pack({"project.json": _project(runs=[run]), "runs/run-2.json": b"{}"})


def test_a_project_may_be_loaded_like_tables(empty: Opened) -> None:
    files = [("files", ("project.json", _project(scenarios=[])))]
    assert empty.press("/agency/upload", files=files) == "/agency"
    assert empty.workspace.refusal is None
    empty.press("/agency/upload", files=[("files", ("project.json", _project(more=1)))])
    assert "project.json was not loaded" in empty.page("/agency").words()


def _project(**fields: Any) -> bytes:
    scenario = {"number": 1, "name": "cap", "changes": [CAP]}
    return json.dumps({"samehands_project": 1, "scenarios": [scenario], **fields}).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff", "is no text in UTF-8"),
        (b"{", "not valid JSON"),
        (b"[]", "this is no project file"),
        (b'{"clients": []}', "this is no project file"),
        (_project(samehands_project=2), "version 2 is not read; this samehands reads 1"),
        (_project(more=1), "unknown field 'more'"),
        (_project(scenarios=3), "must be a list, not 3"),
        (_project(scenarios=[{"name": "x", "changes": []}]), "needs a number of its own"),
        (_project(scenarios=[{"number": 1, "name": "x"}]), "missing; it must be a list of changes"),
        (_project(agency=3), "must be a table of fields"),
        (_project(agency={"tables": 3}), "must be a table of fields"),
        (_project(agency={"tables": {"clients": []}}), "the field is missing"),
        (_project(runs=3), "must be a list, not 3"),
        (_archive(), "the answer of run 1 is missing"),
        (_archive(number=2), "is missing"),
        (_archive(verb="audit"), "verb"),
        (pack({"other.json": b""}), "this is no project file"),
        (b"PK\x03\x04", "is damaged"),
    ],
)
def test_what_is_no_project_is_refused_in_words(opened: Opened, content: bytes, says: str) -> None:
    before = opened.workspace.agency
    assert says in _open(opened, content, 422).replace("&#39;", "'")
    assert opened.workspace.scenarios == {}
    assert opened.workspace.agency is before


def test_a_scenario_that_does_not_fit_the_tables_is_refused(opened: Opened) -> None:
    wrong = {"number": 1, "name": "leaves", "changes": [{"leave": ["nobody"]}]}
    text = _open(opened, _project(scenarios=[wrong]), 422)
    assert "leaves" in text
    assert opened.workspace.scenarios == {}


def test_every_fault_of_a_file_is_named_at_once() -> None:
    rows = [{"number": 1, "name": "a", "changes": [{"set": 1}]}, {"number": 2, "name": "b"}]
    with pytest.raises(InputError) as caught:
        read_project(_project(scenarios=rows))
    assert {problem.id for problem in caught.value.problems} == {"a", "b"}


def test_a_file_of_scenarios_and_a_policy_file_are_taken(opened: Opened, tmp_path: Path) -> None:
    text = '[[reform]]\nname = "a"\nchanges = []\n\n[[reform]]\nname = "b"\nchanges = []\n'
    sent = {"file": ("both.toml", text.encode())}
    assert opened.press("/scenarios/upload", files=sent) == "/standard#scenarios"
    policy = {"file": ("strict.toml", b"[caseload]\ncap = 7\n")}
    assert opened.press("/scenarios/upload", files=policy) == "/scenarios/3"
    assert [each.name for each in opened.workspace.scenarios.values()] == ["a", "b", "strict"]
    assert opened.workspace.question(3)[1].caseload.cap == 7
    again = opened.press("/scenarios/upload", status=422, files=sent)
    assert "take another name" in again
    assert len(opened.workspace.scenarios) == 3
    wrong = {"file": ("wrong.toml", b"[caseload]\ncap = -1\n")}
    assert "cap" in opened.press("/scenarios/upload", status=422, files=wrong)
