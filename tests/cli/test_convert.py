"""``samehands convert``."""

from __future__ import annotations

import json
from pathlib import Path

from samehands import read
from shell import call

SOURCE = {
    "skillList": [{"@id": "Skill#0", "name": "Sums"}],
    "taskTypeList": [{"@id": "Type#0", "baseDuration": 40, "requiredSkillList": ["Skill#0"]}],
    "customerList": [{"@id": "Customer#0"}],
    "taskList": [
        {
            "@id": "Task#0",
            "taskType": "Type#0",
            "customer": "Customer#0",
            "minStartTime": 0,
            "priority": "MAJOR",
        }
    ],
    "employeeList": [
        {"@id": "Employee#0", "skillSet": ["Skill#0"], "affinityMap": {"Customer#0": "HIGH"}}
    ],
}


def test_a_file_becomes_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "source.json"
    file.write_text(json.dumps(SOURCE), encoding="utf-8")
    ran = call("convert", file, "--out", tmp_path / "tables", "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert (ran.data["clients"], ran.data["periods"]) == (1, 1)
    instance, policy = read(tmp_path / "tables")
    assert instance.client("customer-0").worker == "employee-0"
    assert not policy.language.enabled


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "source.json"
    file.write_text('{"taskList": [], "employeeList": []}', encoding="utf-8")
    ran = call("convert", file, "--out", tmp_path / "tables")
    assert ran.code == 2
    assert "file, taskTypeList: is missing; the rest looks like task assigning" in ran.err
    assert list(tmp_path.iterdir()) == [file]


def test_faults_of_file_and_folder_at_once(tmp_path: Path) -> None:
    ran = call("convert", tmp_path / "missing.json", "--out", Path(__file__) / "tables")
    assert ran.code == 2
    assert "missing.json" in ran.err and "nothing can be written below it" in ran.err
