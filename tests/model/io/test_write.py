"""What is written is read back exactly, the same bytes every time, and never half of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from draws import examples
from samehands.model import (
    Calendar,
    Instance,
    Policy,
    instance_sha256,
    policy_sha256,
    read,
    write,
    write_files,
    write_json,
)
from samehands.model.tables import REQUIRED, SCHEMAS
from tables import csv_folder, instance
from valid_inputs import inputs

NAMES = ["calendar.toml", "clients.csv", "policy.toml", "tasks.csv", "workers.csv"]


def same(one: tuple[Instance, Policy], two: tuple[Instance, Policy]) -> bool:
    tables = all(one[0].table(name).equals(two[0].table(name)) for name in SCHEMAS)
    schemas = all(dict(two[0].table(name).schema) == dict(SCHEMAS[name]) for name in SCHEMAS)
    rest = (one[0].calendar, one[0].warnings, one[1]) == (two[0].calendar, two[0].warnings, two[1])
    return tables and schemas and rest


@settings(max_examples=examples(15))
@given(given=inputs())
def test_round_trips_are_exact(given: tuple[Instance, Policy]) -> None:
    with TemporaryDirectory() as place:
        write(Path(place) / "folder", *given)
        write(Path(place) / "columns", *given, format="parquet")
        write_json(Path(place) / "file.json", *given)
        for name in ("folder", "columns", "file.json"):
            found = read(Path(place) / name)
            assert same(given, found)
            assert instance_sha256(found[0]) == instance_sha256(given[0])
            assert policy_sha256(found[1]) == policy_sha256(given[1])


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    found = read(csv_folder(tmp_path / "start"))
    write(tmp_path / "a" / "deep", *found)
    write(tmp_path / "b", *read(tmp_path / "a" / "deep"))
    for name in NAMES:
        first = (tmp_path / "a" / "deep" / name).read_bytes()
        assert first == (tmp_path / "b" / name).read_bytes()
        assert b"\r" not in first
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == NAMES
    tables = ["clients.csv", "workers.csv", "tasks.csv", "calendar.toml"]
    for name in tables:
        start = (tmp_path / "start" / name).read_bytes()
        assert start == (tmp_path / "b" / name).read_bytes(), name


def test_the_same_tables_give_the_same_parquet(tmp_path: Path) -> None:
    small = instance(), Policy()
    for folder in ("a", "b"):
        write(tmp_path / folder, *small, format="parquet")
    for name in REQUIRED:
        first = (tmp_path / "a" / f"{name}.parquet").read_bytes()
        assert first == (tmp_path / "b" / f"{name}.parquet").read_bytes()


def test_an_empty_instance_is_written_and_read(tmp_path: Path) -> None:
    empty = instance()
    empty = Instance(
        empty.clients.clear(), empty.workers.clear(), empty.tasks.clear(), Calendar(periods=3)
    )
    write(tmp_path / "folder", empty, Policy())
    write(tmp_path / "columns", empty, Policy(), format="parquet")
    write_json(tmp_path / "file.json", empty, Policy())
    for name in ("folder", "columns", "file.json"):
        assert same((empty, Policy()), read(tmp_path / name)), name


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OSError):
        write_files({tmp_path / "one": "new", tmp_path / "file" / "two": "new"})
    assert (tmp_path / "one").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one"]
