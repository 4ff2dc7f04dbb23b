"""Files of every public format: told apart, read, explained and solved, faults named."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from draws import draws, share
from public_files import DRAWN, Files
from samehands.audit import check
from samehands.benchmarks.instances.folder import find_instances
from samehands.explanation import Explanation, explain
from samehands.model.errors import InputError
from samehands.model.io.public import FORMATS, convert, find_format
from samehands.model.io.read import read
from samehands.model.io.write import write
from samehands.planning import Result, solve
from watched import run_watched

LIMIT = 1.0
LATE = 60.0
"""Seconds after which a solve or an explanation is said to hang, whatever else runs here."""

every_format = pytest.mark.parametrize("name", DRAWN)


def _write(files: Files, folder: Path) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / next(iter(files))


def test_every_format_has_a_look_alike() -> None:
    assert {*DRAWN} == {one.name for one in FORMATS}


@every_format
def test_a_file_is_told_read_and_written_as_tables(name: str, tmp_path: Path) -> None:
    for seed in draws(40):
        place = tmp_path / str(seed)
        place.mkdir()
        file = _write(DRAWN[name](Random(seed)), place)
        found = find_format(file)
        assert found is not None and found.name == name
        instance, policy = convert(file)
        write(place / "tables", instance, policy)
        again, same = read(place / "tables")
        assert same == policy
        assert all(again.table(one).equals(instance.table(one)) for one in ("clients", "tasks"))
        assert again.capacity.tolist() == instance.capacity.tolist()


@every_format
def test_a_file_is_explained_and_solved_in_time(name: str, tmp_path: Path) -> None:
    for seed in range(max(2, share(6))):
        place = tmp_path / str(seed)
        place.mkdir()
        instance, policy = convert(_write(DRAWN[name](Random(seed)), place))

        for formulation in ("client-based", "task-based"):
            asked = policy.as_formulation(formulation)
            solved = partial(solve, instance, asked, time_limit=LIMIT, threads=1)
            result: Result = run_watched(solved, LATE)
            assert result.plan is not None, (seed, formulation, result.status)
            assert check(instance, result.plan) == []
        explained = partial(explain, instance, policy, time_limit=LIMIT, threads=1)
        found: Explanation = run_watched(explained, LATE)
        assert found.verdict in ("feasible", "infeasible", "unknown")


def test_the_harness_takes_public_files(tmp_path: Path) -> None:
    for draw in DRAWN.values():
        _write(draw(Random(1)), tmp_path)
    (tmp_path / "notes.txt").write_text("Where these are from.\n", encoding="utf-8")
    found = find_instances(tmp_path)
    assert [(one.family, one.name) for one in found] == [
        ("agency-converted", name)
        for name in ("home-care", "home-care", "hospital", "model_drawn", "shifts", "tasks")
    ]


def test_a_file_of_no_format_is_refused_with_those_that_are_read(tmp_path: Path) -> None:
    for name, text in (("a.json", '{"clients": []}'), ("b.txt", "words"), ("c.txt", "3 1 2 3")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match="has none of the formats that are read: task"):
            convert(tmp_path / name)
    (tmp_path / "d.json").write_text('{"patients": [', encoding="utf-8")
    with pytest.raises(InputError, match="not valid JSON"):
        convert(tmp_path / "d.json")
    with pytest.raises(InputError, match="cannot be read: No such file"):
        convert(tmp_path / "e.json")


# A place of the data, what is put there, and what is said of it.


def _faults(name: str, tmp_path: Path, change: Callable[[Any], object]) -> list[str]:
    data = json.loads(next(iter(DRAWN[name](Random(3)).values())))
    change(data)
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        convert(file)
    return [str(fault) for fault in caught.value.problems]


def _all(data: Any, table: str, **fields: object) -> None:
    data[table][0].update(fields)


FAULTS: list[tuple[str, Callable[[Any], object], list[str]]] = [
    (
        "employee scheduling of Timefold",
        lambda data: _all(data, "shifts", end="noon", requiredSkill=7),
        ["must be a date and time such as", "requiredSkill: 7 is not right"],
    ),
    (
        "employee scheduling of Timefold",
        lambda data: _all(data, "shifts", end="2020-01-01T00:00:00"),
        ["(0), end: must be later than the start"],
    ),
    (
        "employee scheduling of Timefold",
        lambda data: data.update(shifts=[], employees=3),
        ["file, employees: must be a list"],
    ),
    (
        "employee scheduling of Timefold",
        lambda data: data.update(shifts=[]),
        ["file, shifts: the list has no shifts"],
    ),
    (
        "home health care routing and scheduling",
        lambda data: _all(data, "caregivers", abilities=["s9"], working_shift=[9, 3]),
        ["'s9' is not in services", "working_shift: must begin before it ends"],
    ),
    (
        "home health care routing and scheduling",
        lambda data: data.update(distances=[[0, 1], [1]]),
        ["file, distances: must be as many lists of numbers"],
    ),
    (
        "home health care routing and scheduling",
        lambda data: data.update(distances=[[0]]),
        ["file, distances: has 1 rows;"],
    ),
    (
        "integrated healthcare timetabling (IHTC 2024)",
        lambda data: _all(data, "patients", workload_produced=[1]),
        ["patients row 1 (p0), workload_produced: has 1 numbers;"],
    ),
    (
        "integrated healthcare timetabling (IHTC 2024)",
        lambda data: data.update(days=0, weights={}),
        [
            "file, days: 0 is not right; it must be a whole number from 1",
        ],
    ),
    (
        "integrated healthcare timetabling (IHTC 2024)",
        lambda data: data["nurses"][0]["working_shifts"][0].update(shift="noon", day=99),
        ["'noon' is not in shift_types", "day 99 is not below days"],
    ),
]


@pytest.mark.parametrize(("name", "change", "says"), FAULTS)
def test_faults_are_named(
    name: str, change: Callable[[Any], object], says: list[str], tmp_path: Path
) -> None:
    found = "\n".join(_faults(name, tmp_path, change))
    for part in says:
        assert part in found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("nbVehi\n", "nbVehi\nmany ", "'many' is neither a number nor one of nbNodes"),
        ("nbServi", "r", "nbServi: must be followed by one whole number"),
        ("e\n", "e\n1 ", "file, e: is followed by"),
    ],
)
def test_faults_of_a_text_file_of_home_care(old: str, new: str, says: str, tmp_path: Path) -> None:
    name = "home health care routing and scheduling, text"
    text = next(iter(DRAWN[name](Random(3)).values()))
    file = tmp_path / "wrong.txt"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        convert(file)
    assert says in str(caught.value)


MODEL_FAULTS: list[tuple[Callable[[str], str], str]] = [
    (lambda text: text + "7\n", "'7' is one number too many"),
    (lambda text: text.rsplit(maxsplit=1)[0], "the file ends where weight of moves"),
    (lambda text: text.replace("1", "-1", 1), "must be a whole number from 0"),
]


@pytest.mark.parametrize(("change", "says"), MODEL_FAULTS)
def test_faults_of_a_model_of_machines(
    change: Callable[[str], str], says: str, tmp_path: Path
) -> None:
    name = "machine reassignment of the ROADEF/EURO challenge 2012"
    file = tmp_path / "model_wrong.txt"
    file.write_text(change(next(iter(DRAWN[name](Random(3)).values()))), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        convert(file)
    assert says in str(caught.value)
