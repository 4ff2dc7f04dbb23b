"""What the library writes keeps the published schemas, and they refuse what reading refuses."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from agencies import agency
from draws import examples
from json_schema import faults
from policy_mutations import CALENDARS, POLICIES
from random_plans import plans
from samehands.model import (
    InputError,
    Instance,
    Plan,
    Policy,
    json_schema,
    read,
    write,
    write_json,
)
from samehands.model.checks.messages import PERSONAL, load
from tables import client, json_object, rows, worker
from valid_inputs import inputs

INSTANCE, POLICY, PLAN = (json_schema(name) for name in ("instance", "policy", "plan"))


def as_json(data: object) -> Any:
    """Return data as it comes out of a JSON file."""
    return json.loads(json.dumps(data, allow_nan=False))


def test_only_three_files_have_a_schema() -> None:
    with pytest.raises(InputError, match="choose one of instance, policy, plan"):
        json_schema("result")


@settings(max_examples=examples(15))
@given(given=inputs())
def test_instances_and_policies_that_are_written_keep_it(
    given: tuple[Instance, Policy], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("written")
    write_json(place / "file.json", *given)
    written = json.loads((place / "file.json").read_text(encoding="utf-8"))
    assert faults(INSTANCE, written) == []
    write(place, *given)
    toml = tomllib.loads((place / "policy.toml").read_text(encoding="utf-8"))
    assert faults(POLICY, toml) == []


@settings(max_examples=examples(30))
@given(given=plans())
def test_plans_that_are_written_keep_it(given: tuple[Instance, Plan]) -> None:
    assert faults(PLAN, as_json(given[1].to_dict())) == []


def test_a_generated_agency_keeps_it(tmp_path: Path) -> None:
    write_json(tmp_path / "file.json", agency("unit"), Policy())
    written = json.loads((tmp_path / "file.json").read_text(encoding="utf-8"))
    assert faults(INSTANCE, written) == []


def test_what_is_shorter_than_what_is_written_keeps_it(tmp_path: Path) -> None:
    bare: dict[str, object] = {
        "clients": [{"id": "c1", "office": "north", "language": "English"}],
        "workers": [{"id": "w1", "office": "north", "minutes": 400}],
        "tasks": [],
    }
    assert faults(INSTANCE, bare) == []
    (tmp_path / "file.json").write_text(json.dumps(bare), encoding="utf-8")
    assert read(tmp_path / "file.json")[0].workers.height == 1


Edit = Callable[[Any], object]

INSTANCES: list[tuple[str, Edit]] = [
    ("table missing", lambda data: data.pop("tasks")),
    ("table unknown", lambda data: data.update(offices=[])),
    ("column missing", lambda data: data["tasks"][0].pop("minutes")),
    ("column unknown", lambda data: data["clients"][0].update(ssn="1")),
    ("id empty", lambda data: data["clients"].append(client(""))),
    ("id too long", lambda data: data["clients"].append(client("x" * 201))),
    ("id null", lambda data: data["tasks"][0].update(id=None)),
    ("minutes negative", lambda data: data["tasks"][0].update(minutes=-1)),
    ("minutes too many", lambda data: data["tasks"][0].update(minutes=10_000_001)),
    ("minutes of nobody", lambda data: data["workers"].append(worker("w9", minutes=[]))),
    ("no flag", lambda data: data["tasks"][0].update(contact="perhaps")),
    ("same program twice", lambda data: data["clients"][0].update(programs=["A", "A"])),
    ("no row", lambda data: data["workers"].append(5)),
    ("no period", lambda data: data["calendar"].update(periods=0)),
    ("no date", lambda data: data["calendar"].update(start="soon")),
    ("policy", lambda data: data["policy"]["continuity"].update(k=0)),
]


@pytest.mark.parametrize(("name", "edit"), INSTANCES, ids=[one[0] for one in INSTANCES])
def test_a_faulty_instance_is_refused_like_on_reading(
    name: str, edit: Edit, tmp_path: Path
) -> None:
    data = as_json(json_object())
    assert faults(INSTANCE, data) == []
    edit(data)
    assert len(faults(INSTANCE, data)) == 1, name
    (tmp_path / "file.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError):
        read(tmp_path / "file.json")


def test_policies_are_refused_exactly_where_their_fields_are() -> None:
    refused = 0
    for _, text, _, _ in POLICIES:
        try:
            data: Any = as_json(tomllib.loads(text))
        except (ValueError, TypeError):
            continue  # no TOML, or a value that JSON does not have
        found = faults(POLICY, data)
        said = [problem.message for problem in load(Policy, data, "policy").problems]
        if not any(PERSONAL in message for message in said):
            assert bool(found) == bool(said), (text, found)
            refused += bool(found)
    assert refused >= 20


def test_calendars_are_refused_where_their_fields_are() -> None:
    for _, text, field, _ in CALENDARS:
        if field is not None:
            data: Any = {**json_object(), "calendar": tomllib.loads(text)}
            data["calendar"] = json.loads(json.dumps(data["calendar"], default=str))
            assert faults(INSTANCE, data), text


PLANS: list[tuple[str, Edit]] = [
    ("part missing", lambda data: data.pop("work")),
    ("part unknown", lambda data: data.update(trace=[])),
    ("client missing", lambda data: data["owners"][0].pop("client")),
    ("owner a number", lambda data: data["owners"][0].update(owner=5)),
    ("task null", lambda data: data["assignments"][0].update(task=None)),
    ("worker empty", lambda data: data["assignments"][0].update(worker="")),
    ("activity unknown", lambda data: data["work"][0].update(activity="nap")),
    ("period negative", lambda data: data["work"][0].update(period=-1)),
    ("minutes zero", lambda data: data["work"][0].update(minutes=0)),
    ("minutes missing", lambda data: data["work"][0].pop("minutes")),
    ("policy", lambda data: data["policy"]["moves"].update(limit=-1)),
]


@pytest.mark.parametrize(("name", "edit"), PLANS, ids=[one[0] for one in PLANS])
def test_a_faulty_plan_is_refused(name: str, edit: Edit) -> None:
    work = {"worker": "w1", "client": "c1", "activity": "task", "task": "t1"}
    data: Any = {
        "policy": Policy().model_dump(mode="json"),
        "owners": [{"client": row["id"], "owner": None} for row in rows()["clients"]],
        "assignments": [{"task": "t1", "worker": "w1"}],
        "work": [{**work, "period": 0, "minutes": 60}],
    }
    assert faults(PLAN, data) == []
    edit(data)
    assert len(faults(PLAN, data)) == 1, name
