"""Shares of a usual caseload: how they are read and written, set by a scenario, and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands.changes import apply, parse_changes
from samehands.model import InputError, Instance, Policy, instance_sha256, read, read_frames, write
from tables import csv_folder, instance

SHARES = [0.5, None]


def of(*shares: float | None) -> Instance:
    small = instance()
    workers = [
        {**row, "caseload_share": share}
        for row, share in zip(small.workers.to_dicts(), shares, strict=True)
    ]
    return read_frames(small.clients, workers, small.tasks, small.calendar)[0]


def shares_of(some: Instance) -> list[float | None]:
    return some.workers["caseload_share"].to_list()


def test_shares_that_are_written_are_read_back(tmp_path: Path) -> None:
    found = of(*SHARES)
    assert shares_of(found) == SHARES
    assert found.worker("w1").caseload_share == 0.5
    assert read(found.to_dict())[0] == found
    write(tmp_path / "csv", found, Policy())
    write(tmp_path / "parquet", found, Policy(), "parquet")
    write(tmp_path / "one.json", found, Policy())
    for name in ("csv", "parquet", "one.json"):
        assert read(tmp_path / name)[0] == found


def test_workers_without_shares_keep_their_form_and_fingerprint(tmp_path: Path) -> None:
    write(tmp_path, of(None, None), Policy())
    header = (tmp_path / "workers.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "caseload_share" not in header
    assert instance_sha256(of(None, None)) == instance_sha256(instance())
    assert instance_sha256(of(*SHARES)) != instance_sha256(instance())


@pytest.mark.parametrize("cell", ["2.5", "-0.5", "half", "0.1234", "50%"])
def test_a_faulty_share_is_named_with_what_would_be_right(cell: str, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path, policy=None)
    path = folder / "workers.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{header},caseload_share", f"{first},{cell}", *(f"{line}," for line in rest)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read(folder)
    (found,) = error.value.problems
    assert (found.table, found.row, found.field) == ("workers", 2, "caseload_share")
    assert "write a number from 0 to 2 with three decimals at most" in found.message


def test_a_scenario_gives_workers_a_share_and_a_whole_caseload_again() -> None:
    changes = parse_changes(
        [
            {"caseload_share": 0.75, "workers": ["w2"]},
            {
                "hire": "w9",
                "office": "north",
                "languages": [],
                "programs": ["CalFresh"],
                "caseload_share": 0.5,
            },
        ]
    )
    assert changes[0].words() == "w2 at 75 % of a caseload"
    changed = apply(changes, of(*SHARES), Policy())[0]
    assert shares_of(changed) == [0.5, 0.75, 0.5]
    assert changed.workers["minutes"].head(2).to_list() == instance().workers["minutes"].to_list()
    whole = apply([{"caseload_share": 1, "everyone": True}], changed, Policy())[0]
    assert shares_of(whole) == [None, None, None]
    with pytest.raises(InputError, match="three decimals at most"):
        apply([{"caseload_share": 0.1234, "everyone": True}], instance(), Policy())
