"""Commands that write and read workbooks in the place of folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands import InputError, read, write
from shell import QUICK, call


def test_a_template_is_written_once_and_read_by_any_command(tmp_path: Path) -> None:
    file = tmp_path / "office.xlsx"
    ran = call("template", file)
    assert (ran.code, ran.err) == (0, "") and "fill in the sheets" in ran.out
    before = file.read_bytes()
    again = call("template", file)
    assert again.code == 2 and "is there already" in again.err
    assert call("template", file, "--force").code == 0
    assert file.read_bytes() == before
    assert call("describe", file).code == 0
    wrong = call("template", tmp_path / "office.ods")
    assert wrong.code == 2 and "does not end in .xlsx" in wrong.err


def test_a_folder_becomes_a_workbook_and_back(small: Path, tmp_path: Path) -> None:
    book, folder = tmp_path / "office.xlsx", tmp_path / "tables"
    for source, out in ((small, book), (book, folder)):
        ran = call("convert", source, "--out", out)
        assert (ran.code, ran.errors) == (0, "")
        assert read(out) == read(small)
    assert call("convert", small, "--out", book).code == 2
    for name in ("tables.csv", "office.ods"):
        ran = call("convert", small, "--out", tmp_path / name)
        assert ran.code == 2 and "name a folder, a workbook (.xlsx) or a .json file" in ran.err
        with pytest.raises(InputError, match="an instance is no"):
            write(tmp_path / name, *read(small))
    assert {file.name for file in tmp_path.iterdir()} == {"office.xlsx", "tables"}


def test_a_plan_of_a_folder_is_audited_against_the_workbook(
    small: Path, solved: Path, tmp_path: Path
) -> None:
    book = tmp_path / "office.xlsx"
    assert call("convert", small, "--out", book).code == 0
    ran = call("audit", book, solved, "--json")
    assert (ran.code, ran.data["clean"]) == (0, True)
    options = ("--former", "w90", "--formulation", "client-based", *QUICK)
    assert call("solve", book, *options).code == 0
