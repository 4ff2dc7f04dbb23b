"""The whole agency: the same bytes everywhere, valid tables, clear refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from agencies import agency
from samehands.generator import SIZES, generate
from samehands.generator.parameters import GeneratorParameters
from samehands.model.errors import InputError
from samehands.model.io.read import read
from samehands.model.io.write import write
from samehands.model.policy import Policy
from samehands.model.tables import REQUIRED, SCHEMAS

WRITE = """
import sys
from samehands.generator import generate
from samehands.model.io.write import write
for size in ("toy", "unit"):
    write(sys.argv[1] + "/" + size, *generate(size, 5))
"""


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*.*"))}


def test_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    for seed in ("0", "4242"):
        folder = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", WRITE, str(folder)], check=True, env=environment, cwd=tmp_path
        )
    first, second = _bytes(tmp_path / "0"), _bytes(tmp_path / "4242")
    assert len(first) == 10
    assert first == second


def test_the_seed_matters() -> None:
    assert not agency("toy", 1).tasks.equals(agency("toy", 2).tasks)
    assert not agency("unit", 1).clients.equals(agency("unit", 2).clients)


@pytest.mark.parametrize("size", ["toy", "unit", "office", "intensive"])
def test_sizes(size: str) -> None:
    instance = agency(size)
    assert instance.clients.height == SIZES[size].clients
    assert instance.workers.height == SIZES[size].workers
    assert instance.clients["office"].n_unique() == SIZES[size].offices
    assert instance.calendar.periods == 21


def test_tables_have_the_fixed_columns_and_stable_ids() -> None:
    instance = agency("unit")
    for name in REQUIRED:
        assert instance.table(name).schema == pl.Schema(SCHEMAS[name])
        assert instance.table(name)["id"].is_sorted()
        assert instance.table(name)["id"].is_unique().all()
    assert instance.clients["id"][0] == "c00001"
    assert instance.workers["id"][0] == "w001"
    assert instance.tasks["id"][0] == "t000001"
    assert instance.workers["office"][0] == "office-01"
    assert instance.workers["unit"][7] == "unit-01"


def test_clients_may_have_a_worker_of_their_office_whom_they_must_not_meet() -> None:
    some = generate("unit", 1, parameters=GeneratorParameters(conflict_share=0.02))[0]
    bare = agency("unit")
    assert not bare.pairs.height
    assert replace(some, pairs=bare.pairs, warnings=bare.warnings) == bare
    assert 0.01 * bare.clients.height < some.pairs.height < 0.03 * bare.clients.height
    assert set(some.pairs["price"]) == {"never"}
    offices = dict(some.workers.select("id", "office").iter_rows())
    homes = dict(some.clients.select("id", "office").iter_rows())
    for client, worker, *_ in some.pairs.iter_rows():
        assert offices[worker] == homes[client]


def test_workers_may_be_newcomers_at_half_a_caseload() -> None:
    some = generate("office", 1, parameters=GeneratorParameters(newcomer_share=0.1))[0]
    bare = agency("office")
    assert bare.workers["caseload_share"].null_count() == bare.workers.height
    assert some.workers.drop("caseload_share").equals(bare.workers.drop("caseload_share"))
    assert some.clients.equals(bare.clients)
    assert some.tasks.equals(bare.tasks)
    shares = some.workers["caseload_share"]
    assert set(shares.drop_nulls()) == {0.5}
    assert 5 <= shares.drop_nulls().len() <= 40


def test_tasks_are_in_the_order_of_their_release() -> None:
    assert agency("unit").tasks["release"].is_sorted()


def test_files_read_back_as_they_were(tmp_path: Path) -> None:
    instance, policy = generate("unit", 1)
    write(tmp_path, instance, policy)
    again, rules = read(tmp_path)
    assert rules == policy == Policy()
    assert again.calendar == instance.calendar
    assert again.warnings == instance.warnings
    for name in SCHEMAS:
        assert again.table(name).equals(instance.table(name))


def test_warnings_name_the_languages_nobody_speaks() -> None:
    texts = " ".join(warning.message for warning in agency("unit").warnings)
    assert "'Korean'" in texts
    assert "'Spanish'" not in texts
    assert "program" not in texts


@pytest.mark.parametrize(
    ("size", "seed", "months", "field", "says"),
    [
        ("city", 1, 1, "size", "choose one of toy, unit, office, region, intensive"),
        ("toy", -1, 1, "seed", "from 0 on"),
        ("toy", 1, 0, "months", "not within 1 to 95"),
        ("toy", 1, 96, "months", "not within 1 to 95"),
    ],
)
def test_refusals(size: str, seed: int, months: int, field: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        generate(size, seed, months)
    assert [(problem.table, problem.field) for problem in caught.value.problems] == [
        ("argument", field)
    ]


def test_all_refusals_at_once() -> None:
    with pytest.raises(InputError) as caught:
        generate("", -5, -5)
    assert [problem.field for problem in caught.value.problems] == ["size", "seed", "months"]
