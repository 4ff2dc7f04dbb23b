"""An instance from whatever holds it, and a refusal that says how for anything else."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # pandas has no types
import polars as pl
import pytest

from samehands.model import InputError, Instance, Policy, TableName, read, read_frames, write
from tables import instance, json_object

SECRET = "secret-client-4711"


def _whole() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(json_object()))
    return data


@pytest.mark.parametrize("form", ["object", "text", "bytes", "text file", "binary file"])
def test_the_object_is_read_in_every_form(form: str) -> None:
    text = json.dumps(_whole())
    source: Any = {
        "object": _whole(),
        "text": "\n  " + text,
        "bytes": text.encode(),
        "text file": io.StringIO(text),
        "binary file": io.BytesIO(text.encode()),
    }[form]
    found, _ = read(source)
    assert found == replace(instance(), calendar=found.calendar)
    assert str(found.calendar.start) == "2026-03-02"
    assert read(source if "file" not in form else _whole(), Policy())[1] == Policy()


def _pandas(name: TableName) -> pd.DataFrame:
    return pd.DataFrame(instance().table(name).to_dicts())


def test_frames_of_every_kind_are_read() -> None:
    tables = [instance().clients, instance().workers, instance().tasks]
    calendar = instance().calendar
    names: tuple[TableName, ...] = ("clients", "workers", "tasks")
    kinds: list[list[Any]] = [
        [table.lazy() for table in tables],
        [table.to_dicts() for table in tables],
        [table.to_dict(as_series=False) for table in tables],
        [_pandas(name) for name in names],
    ]
    for some in kinds:
        given: dict[str, Any] = dict(zip((*names, "calendar"), (*some, calendar), strict=True))
        assert read_frames(**given)[0] == instance()
        assert read(given)[0] == instance()


def test_what_pandas_makes_of_whole_numbers_and_gaps_is_read() -> None:
    workers = _pandas("workers")
    workers["minutes"] = [np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 300.0]
    clients, tasks = _pandas("clients"), _pandas("tasks")
    tasks["minutes"] = tasks["minutes"].astype(float)  # pyright: ignore[reportUnknownMemberType]
    clients["worker"] = [np.nan, "w1", None]
    found, _ = read_frames(clients, workers, tasks, calendar={"periods": 5})
    assert found.workers["minutes"].to_list() == [[1, 2, 3, 4, 5], [300] * 5]
    assert found.clients["worker"].to_list() == [None, "w1", None]


@pytest.mark.parametrize(
    "source",
    [3, None, object(), f'{{"clients": "{SECRET}', f'["{SECRET}"]', f"{SECRET * 300}", b"\xff{"],
)
def test_anything_else_is_refused_without_being_repeated(source: Any) -> None:
    with pytest.raises(InputError) as caught:
        read(source)
    assert len(str(caught.value)) < 400
    assert SECRET not in str(caught.value) or (isinstance(source, str) and "{" not in source)


@pytest.mark.parametrize("table", [3, "c1,north", [1, 2], {"id": "c1"}, np.zeros(3)])
def test_a_table_of_another_kind_is_refused_with_what_would_be_right(table: Any) -> None:
    with pytest.raises(InputError) as caught:
        read_frames(table, instance().workers, instance().tasks, {"periods": 5})
    assert {fault.table for fault in caught.value.problems} == {"clients"}
    says = str(caught.value)
    assert "a polars or pandas frame, a list of row objects" in says or "must be an object" in says


def test_a_policy_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="policy"):
        read(_whole(), 3)  # type: ignore[arg-type]  # what is tested
    with pytest.raises(InputError, match="must be a table of fields, not 'client-based'"):
        read({**_whole(), "policy": "client-based"})


def test_an_instance_is_made_of_frames_of_its_schema_only() -> None:
    small = instance()
    with pytest.raises(InputError) as caught:
        Instance(small.clients.drop("office"), pl.DataFrame(), small.tasks)
    assert [fault.table for fault in caught.value.problems] == ["clients", "workers"]


def test_instances_are_equal_by_what_they_hold(tmp_path: Path) -> None:
    again, policy = read(instance().to_dict())
    assert again == instance() and hash(again) == hash(instance())
    assert again != replace(again, tasks=again.tasks.head(1))
    write(tmp_path / "one.json", again, policy)
    text = (tmp_path / "one.json").read_bytes()
    write(tmp_path / "two.json", *read(tmp_path / "one.json"))
    assert (tmp_path / "two.json").read_bytes() == text
