"""Parquet tables are read like CSV tables, and their faults named in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import NoReturn

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cell_texts import cells
from draws import examples
from mutations import SSN, apply
from samehands.model import InputError, InputFault, Policy, read, write
from samehands.model.io.csv import parse_csv
from samehands.model.io.frames import format_parquet, parse_parquet
from samehands.model.tables import SCHEMAS, TableName
from tables import CALENDAR_TOML, csv_folder, frames, instance

NAMES: list[TableName] = ["clients", "workers", "tasks"]
Place = tuple[str, int | None, str | None, str | None]


def folder_of(folder: Path, tables: Mapping[TableName, pl.DataFrame]) -> Path:
    """Write frames, of any columns, as Parquet beside the small calendar; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, frame in tables.items():
        (folder / f"{name}.parquet").write_bytes(format_parquet(frame))
    (folder / "calendar.toml").write_text(CALENDAR_TOML, encoding="utf-8")
    return folder


def problems(folder: Path) -> tuple[InputFault, ...]:
    with pytest.raises(InputError) as caught:
        read(folder)
    assert SSN not in str(caught.value)
    return caught.value.problems


def place(fault: InputFault) -> Place:
    return fault.table, fault.row, fault.id, fault.field


def test_the_small_folder_is_read(tmp_path: Path) -> None:
    found, policy = read(folder_of(tmp_path, frames()))
    for name in NAMES:
        assert found.table(name).equals(instance().table(name)), name
    assert policy == Policy()


@settings(max_examples=examples(30))
@given(data=st.data())
def test_texts_come_back_as_csv_would_give_them(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    rows = data.draw(st.lists(cells(name), max_size=4))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(SCHEMAS[name], pl.String))
    found = parse_parquet(format_parquet(frame), name, [])
    assert found is not None
    assert (found.height, found.faults) == (len(rows), ())
    assert pl.DataFrame(found.columns).equals(frame)


def test_faults_are_named_as_those_of_csv(tmp_path: Path) -> None:
    plain = csv_folder(tmp_path / "csv", policy=None)
    for file, old, new in (
        ("clients.csv", "groups", "ssn"),
        ("clients.csv", "language", "langage"),
        ("clients.csv", "c2,north", "c2,"),
        ("clients.csv", ",w1,", ",w9,"),
        ("workers.csv", "English;Spanish", "English;;Spanish"),
        ("workers.csv", "400;400;0;400;400", "400;400"),
        ("workers.csv", ",300", f",{SSN}"),
        ("tasks.csv", "t3", "t1"),
        ("tasks.csv", ",45,", ",-45,"),
        ("tasks.csv", "false", "perhaps"),
        ("tasks.csv", "t4,c3,CalFresh", f"t4,c3,{SSN}"),
    ):
        apply(plain, file, old, new)
    tables: dict[TableName, pl.DataFrame] = {}
    for name in NAMES:
        text = (plain / f"{name}.csv").read_text(encoding="utf-8")
        raw = parse_csv(text, name, SCHEMAS[name], [])
        assert raw is not None
        tables[name] = pl.DataFrame(raw.columns)
    found = problems(folder_of(tmp_path / "parquet", tables))
    assert found == problems(plain)
    assert len(found) == 12


def test_columns_of_a_wrong_type_are_named(tmp_path: Path) -> None:
    small = frames()
    small["clients"] = small["clients"].with_columns(pl.col("office").cast(pl.Binary))
    small["workers"] = small["workers"].with_columns(minutes=pl.Series([[1.5], [2.5]]))
    small["tasks"] = small["tasks"].with_columns(
        pl.col("minutes").cast(pl.Float64), due=pl.lit(time(8)), contact=pl.lit(0.5)
    )
    found = problems(folder_of(tmp_path, small))
    assert [place(fault) for fault in found] == [
        ("clients", None, None, "office"),
        ("workers", None, None, "minutes"),
        ("tasks", None, None, "minutes"),
        ("tasks", None, None, "due"),
        ("tasks", None, None, "contact"),
    ]
    assert found[2].message == "the column has the type Float64; it must hold whole numbers"


def test_nulls_unknown_columns_and_personal_data_are_named(tmp_path: Path) -> None:
    small = frames()
    small["clients"] = small["clients"].with_columns(
        office=pl.Series(["north", None, "south"]),
        groups=pl.Series([["elderly"], ["homeless", None], None]),
        birth_date=pl.lit(date(1980, 1, 1)),
    )
    small["workers"] = small["workers"].with_columns(pl.lit("7").alias("__index_level_0__"))
    small["tasks"] = small["tasks"].with_columns(
        minutes=pl.Series([60, None, 10, 45], dtype=pl.Int32),
        kind=pl.Series(["intake", SSN, "call", "intake"]),
    )
    found = problems(folder_of(tmp_path, small))
    assert [place(fault) for fault in found] == [
        ("clients", None, None, "birth_date"),
        ("clients", 3, "c2", "office"),
        ("clients", 3, "c2", "groups"),
        ("workers", None, None, "__index_level_0__"),
        ("tasks", 3, "t2", "kind"),
        ("tasks", 3, "t2", "minutes"),
    ]
    assert "remove the column" in found[0].message


@pytest.mark.parametrize("keep", [0, 3, 11, 100, -1])
def test_a_file_that_is_none_or_half_of_one_is_named(keep: int, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, frames())
    whole = (folder / "tasks.parquet").read_bytes()
    for data in (whole[:keep], b"id,client\nt1,c1\n", b"PAR1" + b"\0" * 8 + b"PAR1"):
        (folder / "tasks.parquet").write_bytes(data)
        (found,) = problems(folder)
        assert place(found) == ("tasks", None, None, None)
        assert found.message.startswith("not a Parquet file, or a damaged one")


def test_a_reader_that_breaks_on_a_file_is_no_bug_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> NoReturn:
        raise pl.exceptions.PanicException(SSN)

    monkeypatch.setattr(pl, "read_parquet", broken)
    found: list[InputFault] = []
    assert parse_parquet(b"", "clients", found) is None
    assert place(found[0]) == ("clients", None, None, None)
    assert SSN not in str(found[0])


def test_one_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    folder = folder_of(csv_folder(tmp_path, policy=None), {"workers": frames()["workers"]})
    (found,) = problems(folder)
    assert place(found) == ("file", None, None, "workers.csv")
    assert found.message == "workers.parquet is there too; keep one of the two"
    (folder / "workers.csv").unlink()
    assert read(folder)[0].workers.equals(instance().workers)


def test_a_folder_of_parts_is_no_table(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, frames())
    (folder / "tasks.parquet").unlink()
    (folder / "tasks.parquet").mkdir()
    (found,) = problems(folder)
    assert place(found) == ("file", None, None, "tasks.parquet")


def test_writing_one_format_leaves_nothing_of_the_other(tmp_path: Path) -> None:
    tables = {"csv": sorted(f"{name}.csv" for name in NAMES)}
    tables["parquet"] = [name.replace("csv", "parquet") for name in tables["csv"]]
    write(tmp_path, instance(), Policy())
    write(tmp_path, instance(), Policy(), format="parquet")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([*tables["parquet"], "calendar.toml", "policy.toml"])
    write(tmp_path, instance(), Policy(), format="csv")
    assert sorted(path.name for path in tmp_path.glob("*.parquet")) == []
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == tables["csv"]
