"""Plans as tables by the ending of ``--out``, and answers as workbooks, public and internal."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from samehands import load_result
from shell import QUICK, call
from tables import csv_folder
from workbooks import sheets_of


def test_a_plan_as_csv_is_three_tables_and_no_json(small: Path, tmp_path: Path) -> None:
    ran = call("solve", small, *QUICK, "--seed", "1", "--out", tmp_path / "plan.csv")
    assert ran.code == 0, ran.err
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "plan-tasks.csv",
        "plan-work.csv",
        "plan.csv",
    ]
    call("solve", small, *QUICK, "--seed", "1", "--out", tmp_path / "plan.json")
    plan = load_result(tmp_path / "plan.json").plan
    assert plan is not None
    owners = pl.read_csv(tmp_path / "plan.csv", infer_schema=False)
    assert owners.select("client", "owner", "owner_today").equals(plan.owners)
    tasks = pl.read_csv(tmp_path / "plan-tasks.csv", infer_schema=False)
    assert tasks.select("task", "worker").equals(plan.assignments)
    work = pl.read_csv(tmp_path / "plan-work.csv")
    assert work["minutes"].sum() == plan.work["minutes"].sum()
    assert {"day", "kind", "unit"} <= {*work.columns}


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_other_endings_hold_the_same(small: Path, tmp_path: Path, ending: str) -> None:
    for file in ("plan.csv", f"plan.{ending}"):
        assert call("solve", small, *QUICK, "--seed", "1", "--out", tmp_path / file).code == 0
    owners = pl.read_csv(tmp_path / "plan.csv", infer_schema=False)
    if ending == "parquet":
        read = pl.read_parquet(tmp_path / "plan.parquet")
        assert read.with_columns(pl.all().replace("", None)).equals(owners)
        assert (tmp_path / "plan-work.parquet").exists()
    else:
        sheets = sheets_of(tmp_path / "plan.xlsx")
        assert list(sheets) == ["owners", "tasks", "work"]
        assert sheets["owners"].equals(owners)


def test_an_ending_that_is_none_and_a_file_that_is_there_are_refused(
    small: Path, tmp_path: Path
) -> None:
    (tmp_path / "plan-work.csv").write_text("mine", encoding="utf-8")
    ran = call("solve", small, *QUICK, "--out", tmp_path / "plan.csv")
    assert ran.code == 2 and "plan-work.csv is there already" in ran.err
    assert not (tmp_path / "plan.csv").exists()
    ran = call("solve", small, *QUICK, "--out", tmp_path / "plan.txt")
    assert ran.code == 2 and "does not end in .json or .csv or .parquet or .xlsx" in ran.err


def test_an_internal_workbook_has_the_plan_and_a_public_one_names_nobody(
    small: Path, tmp_path: Path
) -> None:
    inside, outside = tmp_path / "inside.xlsx", tmp_path / "outside.xlsx"
    assert call("solve", small, *QUICK, "--workbook", inside, "--internal").code == 0
    assert call("solve", small, *QUICK, "--workbook", outside).code == 0
    sheets = sheets_of(inside)
    plans = {"owners", "moves list", "day plans", "undone", "policy"}
    assert plans < {*sheets}
    assert sheets["owners"]["client"].to_list()[0] == "c1"
    public = sheets_of(outside)
    assert next(iter(public)) == "answer" and len(public) > 1 and not plans & {*public}
    assert {*public} < {*sheets}
    names = {*sheets["owners"]["client"], *sheets["day plans"]["worker"]}
    told = {cell for sheet in public.values() for row in sheet.rows() for cell in row}
    assert not names & told


def test_a_workbook_of_several_plans_says_whose_each_row_is(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "compared.xlsx"
    names = ("--formulations", "client-based,task-based")
    assert call("compare", small, *names, *QUICK, "--workbook", file, "--internal").code == 0
    sheets = sheets_of(file)
    assert sheets["owners"]["plan"].unique(maintain_order=True).to_list() == [
        "client-based",
        "task-based",
    ]
    assert {"policy 1", "policy 2"} <= {*sheets}


def test_no_id_is_a_formula_in_what_is_written(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "in")
    for name in ("clients.csv", "tasks.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("c1", "=1+1"), encoding="utf-8")
    (folder / "policy.toml").unlink()
    out, book = tmp_path / "plan.csv", tmp_path / "book.xlsx"
    ran = call("solve", folder, *QUICK, "--out", out, "--workbook", book, "--internal")
    assert ran.code == 0, ran.err
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("'=1+1,")
    assert sheets_of(book)["owners"]["client"][0] == "'=1+1"
