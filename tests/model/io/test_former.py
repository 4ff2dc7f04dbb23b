"""Workers who have left: how they are read, written and named, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from samehands.model import InputError, Instance, Policy, instance_sha256, read, read_frames, write
from tables import Row, csv_folder, instance

OWNED_BY_LEAVER = "c3,south,English,,w9,\n"


def of(*left: str) -> Instance:
    """Return the small instance once w2 is no worker but one of those who have left."""
    small = instance()
    workers = small.workers.filter(small.workers["id"] != "w2")
    former: Sequence[Row] = [{"id": id} for id in left]
    return read_frames(small.clients, workers, small.tasks, small.calendar, former=former)[0]


def folder_of(place: Path, former: str = "") -> Path:
    """Return a folder in which c3 is owned by w9, who is no worker."""
    folder = csv_folder(place, policy=None)
    clients = (folder / "clients.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "clients.csv").write_text("".join([*clients[:-1], OWNED_BY_LEAVER]), encoding="utf-8")
    if former:
        (folder / "former.csv").write_text(former, encoding="utf-8")
    return folder


def test_former_workers_that_are_written_are_read_back(tmp_path: Path) -> None:
    found = of("w2")
    assert found.former.rows() == [("w2",)]
    assert read(found.to_dict())[0] == found
    write(tmp_path / "csv", found, Policy())
    write(tmp_path / "parquet", found, Policy(), "parquet")
    write(tmp_path / "one.json", found, Policy())
    for name in ("csv", "parquet", "one.json"):
        assert read(tmp_path / name)[0] == found


def test_an_instance_without_former_workers_keeps_its_form_and_fingerprint() -> None:
    assert "former" not in instance().to_dict()
    small = instance()
    none = read_frames(small.clients, small.workers, small.tasks, small.calendar, former=[])[0]
    assert instance_sha256(none) == instance_sha256(small)
    assert instance_sha256(of("w2", "w7")) != instance_sha256(of("w2"))


def test_ids_may_be_given_beside_the_table(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "id\nw8\n")
    found = read(folder, former=["w9", "w8"])[0]
    assert found.former["id"].to_list() == ["w8", "w9"]
    assert read(folder_of(tmp_path / "bare"), former=("w9",))[0].former["id"].to_list() == ["w9"]
    with pytest.raises(InputError, match="must be a list of ids"):
        read(folder, former="w9")


def test_an_unknown_owner_is_told_both_ways_out(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(folder_of(tmp_path))
    (found,) = error.value.problems
    assert (found.table, found.row, found.id, found.field) == ("clients", 4, "c3", "worker")
    for words in ("no worker has the id 'w9'", "the workers table", "table former", "--former"):
        assert words in found.message


@pytest.mark.parametrize(
    ("former", "row", "says"),
    [
        ("id\nw9\nw1\n", 3, "'w1' is in the workers table too"),
        ("id\nw9\nw9\n", 3, "the same as in row 2"),
        ("id\nw9\n123-45-6789\n", 3, "social security"),
    ],
)
def test_a_faulty_former_worker_is_named(former: str, row: int, says: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(folder_of(tmp_path, former))
    (found,) = error.value.problems
    assert (found.table, found.row, found.field) == ("former", row, "id")
    assert says in found.message


def test_warnings_count_the_clients_and_name_who_owned_nobody() -> None:
    says = {(one.table, one.id): one.message for one in of("w2", "w7").warnings}
    assert "1 client owned today by a worker who has left" in says["clients", None]
    assert "no client is owned by 'w7'" in says["former", "w7"]
    assert ("former", "w2") not in says


def test_pairs_and_leaves_may_still_name_who_has_left() -> None:
    found = of("w2")
    pairs: Sequence[Row] = [{"client": "c1", "worker": "w2", "price": "never"}]
    again, _ = read_frames(
        found.clients, found.workers, found.tasks, found.calendar,
        former=found.former, pairs=pairs, leaves=[{"worker": "w2"}],
    )  # fmt: skip
    assert again == replace(found, pairs=again.pairs, leaves=again.leaves)
