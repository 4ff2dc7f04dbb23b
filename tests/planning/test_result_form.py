"""A result goes into a file and comes back the same, and a bad file names all its faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plans import office
from samehands.model import InputError, Policy, instance_warnings
from samehands.planning import Result, solve
from samehands.planning.result import MARK, load_result, save_result
from tables import client, instance_of, task, worker


@pytest.fixture(scope="module")
def result() -> Result:
    return solve(office(), Policy(), time_limit=20, threads=1)


@pytest.fixture(scope="module")
def nothing() -> Result:
    policy = Policy.model_validate({"service": {"undone": "forbidden"}, "overtime": {"limit": 0}})
    broke = policy.model_copy(
        update={"utilisation": policy.utilisation.model_copy(update={"ceiling": 0.0})}
    )
    return solve(office(), broke, time_limit=20, threads=1)


def _plain(result: Result) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(result.to_dict()))
    return data


def _problems(data: object) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as caught:
        Result.from_dict(data)
    return [(problem.table, problem.field) for problem in caught.value.problems]


@pytest.mark.parametrize("which", ["result", "nothing"])
def test_a_file_gives_back_what_was_saved(
    which: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    one: Result = request.getfixturevalue(which)
    file = tmp_path / "result.json"
    save_result(one, file)
    assert file.read_bytes().startswith(MARK)
    again = load_result(file, office())
    assert again.to_dict() == one.to_dict()
    assert again.metrics == one.metrics
    assert again.has_plan is one.has_plan is (which == "result")
    if one.plan is not None:
        assert again.plan == one.plan


def test_the_flat_form_leaves_out_what_is_large(result: Result) -> None:
    flat, full = result.to_dict(full=False), result.to_dict()
    assert set(full) - set(flat) == {"plan", "moves", "certificate", "trace"}
    fields = {*Result.model_fields}
    derived = {"has_plan", "gap", "gap_minutes", "gap_work"}
    derived |= {f"certified_{name}" for name in ("gap", "gap_minutes", "gap_work")}
    assert set(full) == fields | derived | {"version"}
    assert flat["gap"] == result.gap


def test_unknown_is_null(nothing: Result) -> None:
    flat = nothing.to_dict(full=False)
    assert flat["status"] == "infeasible"
    assert [flat[name] for name in ("objective", "gap", "gap_minutes", "gap_work", "metrics")] == (
        [None] * 5
    )


def test_every_fault_is_named_at_once(result: Result) -> None:
    data = _plain(result)
    data["status"] = "great"
    data["seconds"]["read"] = "-"
    data["metrics"]["coc"]["value"] = "high"
    data["policy"]["moves"]["k"] = 3
    data["plan"]["work"][0]["minutes"] = -1
    assert _problems(data) == [
        ("result", "status"),
        ("plan", "work.minutes"),
        ("result", "metrics.coc.value"),
        ("policy", "moves.k"),
        ("result", "seconds.read"),
    ]


def test_missing_and_unknown_fields_are_named(result: Result) -> None:
    data = _plain(result)
    del data["bound"], data["plan"]
    data["objektive"] = 3
    assert _problems(data) == [("result", "plan"), ("result", "bound"), ("result", "objektive")]


def test_a_plan_under_another_policy_than_the_result_says_is_refused(result: Result) -> None:
    data = _plain(result)
    data["policy"]["moves"]["change_price"] = 1.0
    assert _problems(data) == [("result", "policy")]


@pytest.mark.parametrize("data", [[], None, "result", 3])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert _problems(data) == [("result", None)]


def test_a_plan_for_other_clients_is_refused_if_the_instance_is_known(
    result: Result, tmp_path: Path
) -> None:
    save_result(result, tmp_path / "result.json")
    other = instance_of([client("somebody")], [], [])
    with pytest.raises(InputError):
        load_result(tmp_path / "result.json", other)


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_result(tmp_path / "missing.json")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="not valid JSON"):
        load_result(tmp_path / "bad.json")


def test_a_result_is_equal_after_its_file_and_gives_the_same_bytes(result: Result) -> None:
    text = result.to_json()
    again = Result.from_json(text, office())
    assert again == result
    assert again.to_json() == text
    assert Result.model_validate_json(result.model_dump_json(by_alias=True)) == result


def test_another_version_is_refused_by_name_and_none_is_the_first(result: Result) -> None:
    data = _plain(result)
    del data["version"]
    assert Result.from_dict(data) == result
    with pytest.raises(InputError, match="2 is a version that this samehands does not read"):
        Result.from_dict({**data, "version": 2, "new": 1})


def test_faults_say_what_would_be_right(result: Result) -> None:
    with pytest.raises(InputError, match=r"'great' is not right; it must be one of 'optimal'"):
        Result.from_dict({**_plain(result), "status": "great"})


def test_what_is_odd_comes_with_the_result_and_its_file() -> None:
    some = instance_of([client("c1"), client("C1")], [worker("w1")], [task("t1", "c1")])
    policy = Policy.model_validate({"moves": {"frozen": ["c9"]}})
    said = replace(some, warnings=tuple(instance_warnings(some)))
    found = solve(said, policy, engine="least-loaded")
    assert [(one.table, one.field) for one in found.warnings] == [
        ("clients", "id"),
        ("policy", "moves.frozen"),
    ]
    assert Result.from_json(found.to_json()) == found
