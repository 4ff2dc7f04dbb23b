"""The JSON file is checked like the folder, and its own faults are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mutations import SSN
from samehands.model import InputError, InputFault, read
from tables import instance, json_object

Edit = Callable[[dict[str, Any]], object]
Place = tuple[str, int | None, str | None, str | None]


def problems(tmp_path: Path, text: str) -> tuple[InputFault, ...]:
    file = tmp_path / "office.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(file)
    assert SSN not in str(caught.value)
    return caught.value.problems


C1 = ("clients", 1, "c1", "groups")
W1 = ("workers", 1, "w1", "minutes")


def put(table: str, row: int, field: str, value: object) -> Edit:
    def edit(data: dict[str, Any]) -> None:
        data[table][row - 1][field] = value

    return edit


EDITS: list[tuple[str, Edit, Place, str]] = [
    ("no clients", lambda d: d.pop("clients"), ("file", None, None, "clients"), "missing"),
    ("extra", lambda d: d.update(polcy={}), ("file", None, None, "polcy"), "'policy'?"),
    ("no list", lambda d: d.update(tasks={}), ("tasks", None, None, None), "list of row objects"),
    ("no object", lambda d: d["tasks"].insert(0, 7), ("tasks", 1, None, None), "an object"),
    ("key", put("tasks", 2, "minuts", 3), ("tasks", None, None, "minuts"), "'minutes'?"),
    ("name", put("tasks", 2, "name", "Ann"), ("tasks", None, None, "name"), "personal"),
    ("no id", lambda d: d["tasks"][1].pop("id"), ("tasks", 2, None, "id"), "empty"),
    ("null", put("tasks", 2, "kind", None), ("tasks", 2, "t2", "kind"), "empty"),
    ("empty", put("tasks", 2, "kind", ""), ("tasks", 2, "t2", "kind"), "empty"),
    ("fraction", put("tasks", 2, "minutes", 12.5), ("tasks", 2, "t2", "minutes"), "'12.5'"),
    ("whole fraction", put("tasks", 2, "minutes", 12.0), ("tasks", 2, "t2", "minutes"), "'12.0'"),
    ("negative", put("tasks", 2, "minutes", -1), ("tasks", 2, "t2", "minutes"), "negative"),
    ("large", put("tasks", 2, "minutes", 10**30), ("tasks", 2, "t2", "minutes"), "at most"),
    ("flag", put("tasks", 2, "minutes", True), ("tasks", 2, "t2", "minutes"), "true or false"),
    ("list", put("tasks", 2, "minutes", [1]), ("tasks", 2, "t2", "minutes"), "a whole number"),
    ("object", put("tasks", 2, "kind", {}), ("tasks", 2, "t2", "kind"), "an object"),
    ("number as flag", put("tasks", 2, "contact", 1.0), ("tasks", 2, "t2", "contact"), "a number"),
    ("two", put("tasks", 2, "contact", 2), ("tasks", 2, "t2", "contact"), "true or false"),
    ("in list", put("clients", 1, "groups", [1.5]), C1, "list of"),
    ("null in list", put("clients", 1, "groups", [None]), C1, "empty"),
    (
        "; in list",
        put("clients", 1, "groups", ["a;b"]),
        C1,
        "separates",
    ),
    (
        "no list",
        put("clients", 1, "groups", False),
        C1,
        "list of texts",
    ),
    ("secret", put("clients", 1, "groups", [SSN]), C1, "social"),
    (
        "minutes",
        put("workers", 1, "minutes", [1, "x", 2, 3, 4]),
        W1,
        "'x'",
    ),
    ("few", put("workers", 1, "minutes", [1, 2]), W1, "2 numbers"),
    ("calendar", lambda d: d.update(calendar=5), ("calendar", None, None, None), "table of fields"),
    ("start", lambda d: d["calendar"].update(start=5), ("calendar", None, None, "start"), "a date"),
    ("policy", lambda d: d.update(policy=[]), ("policy", None, None, None), "table of fields"),
    (
        "k",
        lambda d: d["policy"].update(continuity={"k": "1"}),
        ("policy", None, None, "continuity.k"),
        "'1'",
    ),
]


@pytest.mark.parametrize(("name", "edit", "place", "says"), EDITS, ids=[e[0] for e in EDITS])
def test_a_planted_fault_is_named(
    name: str, edit: Edit, place: Place, says: str, tmp_path: Path
) -> None:
    data = json_object()
    edit(data)
    found = problems(tmp_path, json.dumps(data))
    assert [(f.table, f.row, f.id, f.field) for f in found] == [place], name
    assert says in found[0].message


TEXTS = [
    ("syntax", '{"clients": [', "line 1"),
    ("not an object", "[]", "an object with clients"),
    ("null", "null", "null"),
    ("key twice", '{"clients": [], "clients": []}', "'clients' twice"),
    ("not a number", '{"clients": [], "workers": [], "tasks": [{"id": NaN}]}', "finite"),
    ("half a pair", '{"clients": [{"id": "\\ud800"}]}', "surrogate"),
    ("deep", "[" * 100_000, "nested too deeply"),
    ("long number", '{"clients": ' + "9" * 5000 + "}", "not valid JSON"),
]


@pytest.mark.parametrize(("name", "text", "says"), TEXTS, ids=[t[0] for t in TEXTS])
def test_a_text_that_is_no_instance_is_refused(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    (found,) = problems(tmp_path, text)
    assert (found.table, found.row) == ("file", None), name
    assert says in found.message


def test_the_small_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    file.write_text(json.dumps(json_object()), encoding="utf-8")
    found, policy = read(file)
    for name in ("clients", "workers", "tasks"):
        assert found.table(name).equals(instance().table(name)), name
    assert str(found.calendar.start) == "2026-03-02"
    assert policy.moves.frozen == ("c1",)


def test_what_may_be_left_out_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    row = {"id": 1, "office": "north", "language": "English"}
    data = {"clients": [row, {**row, "id": 2}], "workers": [], "tasks": []}
    file.write_text(json.dumps(data), encoding="utf-8")
    found, _ = read(file)
    assert found.clients["id"].to_list() == ["1", "2"]
    assert found.clients["groups"].to_list() == [[], []]


def test_a_policy_nested_too_deeply_is_a_fault(tmp_path: Path) -> None:
    deep = "[" * 900 + "]" * 900
    text = f'{{"clients": [], "workers": [], "tasks": [], "policy": {{"moves": {deep}}}}}'
    (found,) = problems(tmp_path, text)
    assert (found.table, found.message[-6:]) == ("policy", "deeply")


def test_a_policy_file_replaces_the_one_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "office.json").write_text(json.dumps(json_object()), encoding="utf-8")
    (tmp_path / "other.toml").write_text("[continuity]\nk = 3\n", encoding="utf-8")
    _, policy = read(tmp_path / "office.json", tmp_path / "other.toml")
    assert (policy.continuity.k, policy.pool.scope) == (3, "office")
