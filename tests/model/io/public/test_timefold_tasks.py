"""Timefold's files: the published ones, a small one by hand, and faulty ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from samehands.model.errors import InputError
from samehands.model.instance import Instance
from samehands.model.io.public import convert
from samehands.model.io.public.rows import UNOWNED
from samehands.model.io.read import read
from samehands.model.io.write import write
from samehands.model.policy import Policy

PUBLIC = Path(__file__).parents[5] / "shared" / "data" / "taskassigning"

Data = dict[str, Any]


def _data() -> Data:
    return {
        "skillList": [
            {"@id": "Skill#0", "id": 0, "name": "Sums"},
            {"@id": "Skill#1", "id": 1, "name": "Letters"},
        ],
        "taskTypeList": [
            _type(0, 40, ["Skill#0"]),
            _type(1, 35, ["Skill#1", "Skill#0"]),
            _type(2, 15, []),
        ],
        "customerList": [{"@id": f"Customer#{n}", "id": n, "name": "Firm"} for n in range(4)],
        "taskList": [_task(0, 0, 0, "MINOR"), _task(1, 1, 0, "CRITICAL"), _task(2, 2, 1, "MAJOR")],
        "employeeList": [
            _employee(0, ["Skill#0"], {"Customer#0": "HIGH", "Customer#1": "LOW"}),
            _employee(1, ["Skill#0", "Skill#1"], {"Customer#0": "LOW", "Customer#1": "LOW"}),
            _employee(2, ["Skill#0", "Skill#1"], {"Customer#0": "MEDIUM", "Customer#3": "NONE"}),
        ],
        "score": None,
    }


def _type(number: int, minutes: int, skills: list[str]) -> Data:
    return {"@id": f"TaskType#{number}", "baseDuration": minutes, "requiredSkillList": skills}


def _task(number: int, kind: int, customer: int, priority: str) -> Data:
    return {
        "@id": f"Task#{number}",
        "taskType": f"TaskType#{kind}",
        "customer": f"Customer#{customer}",
        "minStartTime": 0,
        "priority": priority,
        "employee": None,
    }


def _employee(number: int, skills: list[str], affinity: dict[str, str]) -> Data:
    return {"@id": f"Employee#{number}", "skillSet": skills, "affinityMap": affinity}


def _file(tmp_path: Path, data: object) -> Path:
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def _converted(tmp_path: Path, data: object) -> Instance:
    return convert(_file(tmp_path, data))[0]


def _faults(tmp_path: Path, data: object) -> list[tuple[str, int | None, str | None, str | None]]:
    with pytest.raises(InputError) as caught:
        convert(_file(tmp_path, data))
    return [(p.table, p.row, p.id, p.field) for p in caught.value.problems]


def test_customers_become_clients_with_all_programs_of_their_tasks(tmp_path: Path) -> None:
    clients = _converted(tmp_path, _data()).clients
    assert clients["id"].to_list() == ["customer-0", "customer-1", "customer-2", "customer-3"]
    assert clients["programs"].to_list() == [["Sums", "Sums + Letters"], ["no skill"], [], []]
    assert clients.select("office", "language").unique().rows() == [("all", "any")]


def test_employees_become_workers_of_the_programs_whose_skills_they_have(tmp_path: Path) -> None:
    workers = _converted(tmp_path, _data()).workers
    every = ["Sums", "Sums + Letters", "no skill"]
    assert workers["programs"].to_list() == [["Sums", "no skill"], every, every]
    assert workers["minutes"].to_list() == [[34]] * 3
    assert workers["languages"].to_list() == [["any"]] * 3


def test_the_owner_has_the_highest_affinity_of_those_able_to_do_everything(tmp_path: Path) -> None:
    owners = _converted(tmp_path, _data()).clients["worker"].to_list()
    assert owners == ["employee-2", "employee-0", None, None]


def test_tasks(tmp_path: Path) -> None:
    tasks = _converted(tmp_path, _data()).tasks
    assert tasks.rows() == [
        ("task-0", "customer-0", "Sums", "minor", 40, 0, 0, False),
        ("task-1", "customer-0", "Sums + Letters", "critical", 35, 0, 0, False),
        ("task-2", "customer-1", "no skill", "major", 15, 0, 0, False),
    ]


def test_one_period_and_no_language_rule(tmp_path: Path) -> None:
    instance, policy = convert(str(_file(tmp_path, _data())))
    assert instance.calendar.periods == 1
    assert policy == Policy.model_validate(UNOWNED).without("language")
    assert instance.warnings == ()


def test_start_times_are_ignored_with_a_warning(tmp_path: Path) -> None:
    data = _data()
    data["taskList"][1]["minStartTime"] = 30
    del data["taskList"][2]["minStartTime"]
    (warning,) = _converted(tmp_path, data).warnings
    assert (warning.table, warning.field) == ("taskList", "minStartTime")
    assert warning.message.startswith("1 tasks")


def test_no_employees_and_no_tasks(tmp_path: Path) -> None:
    data = _data()
    data["employeeList"] = []
    assert _converted(tmp_path, data).workers.height == 0
    data = _data()
    data["taskList"] = []
    idle = _converted(tmp_path, data)
    assert idle.workers["minutes"].to_list() == [[0]] * 3


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    data = _data()
    data["skillList"][1] = {"@id": "Skill#1"}
    data["taskTypeList"][0]["baseDuration"] = "long"
    data["taskTypeList"][1]["requiredSkillList"] = ["Skill#9"]
    data["customerList"][1]["@id"] = "Customer#0"
    data["taskList"][0]["taskType"] = "TaskType#7"
    data["taskList"][1]["priority"] = "URGENT"
    data["employeeList"][0]["affinityMap"] = {"Customer#8": "HIGH"}
    data["employeeList"][1]["affinityMap"] = {"Customer#0": "SOME"}
    data["employeeList"][2] = 7
    assert _faults(tmp_path, data) == [
        ("skillList", 2, "Skill#1", "name"),
        ("taskTypeList", 1, "TaskType#0", "baseDuration"),
        ("customerList", 2, "Customer#0", "@id"),
        ("taskList", 2, "Task#1", "priority"),
        ("employeeList", 2, "Employee#1", "affinityMap.Customer#0"),
        ("employeeList", 3, None, None),
        ("taskTypeList", 2, "TaskType#1", "requiredSkillList"),
        ("taskList", 1, "Task#0", "taskType"),
        ("taskList", 3, "Task#2", "customer"),
        ("employeeList", 1, "Employee#0", "affinityMap"),
    ]


def test_missing_and_wrong_lists(tmp_path: Path) -> None:
    data = _data()
    del data["skillList"]
    data["taskList"] = {}
    assert _faults(tmp_path, data) == [
        ("file", None, None, "skillList"),
        ("file", None, None, "taskList"),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not valid JSON"),
        ("[]", "must be an object, not"),
        ("null", "has none of the formats"),
        ('{"skillList": NaN}', "not a number of JSON"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_not_an_object(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "tasks.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        convert(path)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        convert(tmp_path / "nowhere.json")
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xe9"}')
    with pytest.raises(InputError, match="not UTF-8"):
        convert(tmp_path / "latin.json")


def test_two_sets_of_skills_of_one_name(tmp_path: Path) -> None:
    data = _data()
    data["skillList"][1]["name"] = "Sums"
    data["taskTypeList"][1]["requiredSkillList"] = ["Skill#1"]
    assert _faults(tmp_path, data) == [("skillList", None, None, "name")]


def test_names_that_a_table_cannot_hold_are_refused(tmp_path: Path) -> None:
    data = _data()
    data["skillList"][0]["name"] = "Sums; mostly"
    assert ("tasks", 1, "task-0", "program") in _faults(tmp_path, data)


@pytest.mark.parametrize(
    ("name", "clients", "workers", "minutes", "whole", "owned"),
    [
        ("24tasks-8employees", 4, 8, 1_238, 1, 1),
        ("50tasks-5employees", 10, 5, 3_131, 10, 7),
        ("100tasks-5employees", 15, 5, 6_197, 2, 2),
    ],
)
def test_published_files(
    tmp_path: Path, name: str, clients: int, workers: int, minutes: int, whole: int, owned: int
) -> None:
    if not PUBLIC.is_dir():
        pytest.skip(f"the public instances are not at {PUBLIC}")
    instance, policy = convert(PUBLIC / f"{name}.json")
    skills = [set(programs) for programs in instance.workers["programs"].to_list()]
    bundles = instance.clients["programs"].to_list()
    assert (instance.clients.height, instance.workers.height) == (clients, workers)
    assert instance.task_minutes == minutes
    assert 0.89 < minutes / instance.capacity.sum() <= 0.9
    assert sum(any(set(bundle) <= held for held in skills) for bundle in bundles) == whole
    assert instance.clients.height - instance.clients["worker"].null_count() == owned
    write(tmp_path, instance, policy)
    assert read(tmp_path)[0].tasks.equals(instance.tasks)
