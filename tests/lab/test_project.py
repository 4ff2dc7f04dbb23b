"""A project is kept in a file and opened again, and what is no project is refused in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lab_pages import Opened
from samehands import InputError, Reform
from samehands.lab.project import read_project

CAP = {"set": "caseload.cap", "to": 9}


def _kept(lab: Opened, query: str = "") -> bytes:
    answer = lab.client.get(f"/project.json{query}")
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


def test_tables_come_back_where_they_are_in_the_file(opened: Opened, empty: Opened) -> None:
    agency = opened.workspace.agency
    assert agency is not None
    kept = _kept(opened, "?tables=yes")
    opened.press("/agency/generate", {"size": "toy", "seed": "1", "months": "1"})
    assert _open(opened, kept) == "/standard"
    again = opened.workspace.agency
    assert again is not None and again.name == "small"
    assert again.instance.to_dict() == agency.instance.to_dict()
    assert again.policy == agency.policy


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
