"""Pairs: how they are read and written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands.changes import apply, parse_changes
from samehands.formulations import lower
from samehands.model import InputError, Instance, Policy, instance_sha256, read, read_frames, write
from tables import Row, csv_folder, instance

HEADER = "client,worker,price,reason\n"


def of(*pairs: Row) -> Instance:
    small = instance()
    return read_frames(small.clients, small.workers, small.tasks, small.calendar, pairs=[*pairs])[0]


APART: Row = {"client": "c1", "worker": "w2", "price": "never", "reason": "kinship"}
WISH: Row = {"client": "c2", "worker": "w1", "price": -30}


def test_pairs_that_are_written_are_read_back(tmp_path: Path) -> None:
    found = of(APART, WISH)
    assert found.pairs.rows() == [("c1", "w2", "never", "kinship"), ("c2", "w1", "-30", "")]
    assert read(found.to_dict())[0] == found
    write(tmp_path / "csv", found, Policy())
    write(tmp_path / "parquet", found, Policy(), "parquet")
    write(tmp_path / "one.json", found, Policy())
    for name in ("csv", "parquet", "one.json"):
        assert read(tmp_path / name)[0] == found


def test_an_instance_without_pairs_keeps_its_form_and_fingerprint() -> None:
    assert "pairs" not in instance().to_dict()
    assert instance_sha256(of()) == instance_sha256(instance())
    assert instance_sha256(of(APART)) != instance_sha256(instance())


@pytest.mark.parametrize(
    ("line", "field", "says"),
    [
        ("c9,w1,never,", "client", "no client has the id 'c9'"),
        ("c1,w9,never,", "worker", "no worker has the id 'w9'"),
        ("c1,w1,,", "price", "empty; it needs a value"),
        ("c1,w1,Never,", "price", "write never where the two must not meet"),
        ("c1,w1,2.5,", "price", "'2.5' is neither never nor a whole number"),
        ("c2,w1,30,", "worker", "the pair stands in row 2 already"),
    ],
)
def test_a_faulty_pair_is_named_with_what_would_be_right(
    line: str, field: str, says: str, tmp_path: Path
) -> None:
    folder = csv_folder(tmp_path, policy=None)
    (folder / "pairs.csv").write_text(f"{HEADER}c2,w1,never,\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(folder)
    (found,) = error.value.problems
    assert (found.table, found.row, found.field) == ("pairs", 3, field)
    assert says in found.message


def test_a_scenario_says_a_pair_anew() -> None:
    changes = parse_changes(
        [{"pair": "c1", "worker": "w2", "price": 0}, {"pair": "c3", "worker": "w1"}]
    )
    assert [each.words() for each in changes] == ["c1 and w2 may meet", "c3 and w1 must not meet"]
    changed = apply(changes, of(APART, WISH), Policy())[0]
    assert changed.pairs.rows() == [("c2", "w1", "-30", ""), ("c3", "w1", "never", "")]
    with pytest.raises(InputError, match="no worker 'w7'"):
        apply([{"pair": "c1", "worker": "w7"}], instance(), Policy())


def test_a_pair_of_whom_one_has_gone_counts_for_nothing() -> None:
    found = of(APART, WISH)
    left = Instance(
        found.clients, found.workers.head(1), found.tasks, found.calendar, pairs=found.pairs
    )
    view = lower(left, Policy()).view
    assert (view.pair_client.tolist(), view.pair_minutes.tolist()) == ([1], [-30])
