"""Every table of a report is a frame with the numbers of its cells."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import samehands as sh
from samehands.report.frames import frame_of, report_tables
from samehands.report.tables import Cell, Column, People, Table, Value
from tables import csv_folder, rows


def test_numbers_in_full_and_texts_as_people_read_them() -> None:
    columns = [Column("who"), Column("late", "count"), Column("share", "share")]
    columns += [Column("minutes", "minutes"), Column("minutes", "minutes")]
    cells: list[list[Cell]] = [
        ["a", People("late", 3), Value(1 / 3, "share"), 12.345, 1],
        ["b", None, "", None, "no plan"],
    ]
    frame = frame_of(Table("t", "caption", columns, cells))
    assert frame.columns == ["who", "late", "share", "minutes", "minutes 2"]
    assert frame.dtypes == [pl.String, pl.Int64, pl.Float64, pl.Float64, pl.String]
    assert frame.rows() == [
        ("a", 3, 1 / 3, 12.345, "1.00"),
        ("b", None, None, None, "no plan"),
    ]


def test_every_table_of_a_report_is_there(tmp_path: Path) -> None:
    instance, policy = sh.read(csv_folder(tmp_path / "tables", rows()))
    result = sh.solve(instance, policy, engine="least-loaded", time_limit=20)
    tables = report_tables(result, instance)
    assert {"answer", "metrics", "timeliness-program", "worker-days"} <= set(tables)
    assert result.plan is not None
    worked = sh.break_down(instance, result.plan)["worker_days"]["worked"].to_list()
    assert tables["worker-days"][result.formulation].to_list() == worked
