"""``samehands report``: an answer that was kept, as a page and as a workbook."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from shell import QUICK, call
from tables import csv_folder, rows, worker
from workbooks import sheets_of


def test_a_page_or_a_workbook_is_asked_for_by_name(
    solved: Path, small: Path, tmp_path: Path
) -> None:
    asked = ("report", solved, "--instance", small)
    ran = call(*asked)
    assert ran.code == 2 and "--out: nothing is to be written" in ran.err
    wrong = call(*asked, "--workbook", tmp_path / "book.csv")
    assert wrong.code == 2 and "book.csv does not end in .xlsx" in wrong.err
    # A workbook may leave the agency unless it is asked for otherwise: nobody is in it.
    book = tmp_path / "book.xlsx"
    assert call(*asked, "--workbook", book).code == 0
    assert "owners" not in sheets_of(book)


def test_the_same_input_and_seed_give_the_same_page_but_for_the_date(
    small: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    texts: list[str] = []
    for _ in range(2):
        ran = call("compare", small, *QUICK, "--seed", "3", "--report", page, "--force")
        assert ran.code == 0
        texts.append(page.read_text(encoding="utf-8"))
    today = f"Made on {date.today().isoformat()} by"
    assert today in texts[1]
    first, second = (re.sub("Made on [0-9-]{10} by", today, text) for text in texts)
    assert first == second


def test_a_page_says_which_command_made_it_but_not_on_whose_machine(
    small: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    call("rebalance", small, "--leaves", "w1", *QUICK, "--report", page)
    assert "--leaves" not in page.read_text(encoding="utf-8")
    call("rebalance", small, "--leaves", "w1", *QUICK, "--report", page, "--force", "--internal")
    text = page.read_text(encoding="utf-8")
    assert f"samehands rebalance {small.name} --leaves w1" in text
    assert str(tmp_path) not in text


def test_markdown_is_written_by_its_ending(solved: Path, small: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    ran = call("report", solved, "--instance", small, "--out", page)
    assert ran.code == 0
    title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert ran.out == f"{page}: {title}\n"


def test_tables_that_are_needed_are_asked_for(solved: Path, tmp_path: Path) -> None:
    ran = call("report", solved, "--out", tmp_path / "page.html")
    assert ran.code == 2
    assert "--instance: the report on a result needs the tables" in ran.err
    assert not (tmp_path / "page.html").exists()


def test_tables_of_another_agency_are_refused(solved: Path, tmp_path: Path) -> None:
    other = csv_folder(
        tmp_path / "other", {**rows(), "workers": [worker("w1"), worker("w2", minutes=9)]}
    )
    ran = call("report", solved, "--instance", other, "--out", tmp_path / "page.html")
    assert ran.code == 2
    assert f"--instance: other tables than those that {solved.name} is about" in ran.err


@pytest.mark.parametrize("text", ["[]", '{"a": 1}', "no JSON"])
def test_what_is_no_answer_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    ran = call("report", file, "--out", tmp_path / "page.html")
    assert ran.code == 2
    assert not (tmp_path / "page.html").exists()


def test_a_short_answer_says_what_it_lacks(small: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.json"
    ran = call("solve", small, "--engine", "least-loaded", "--json")
    short.write_text(json.dumps(ran.data), encoding="utf-8")
    ran = call("report", short, "--instance", small, "--out", tmp_path / "page.html")
    assert ran.code == 2
    assert "result, plan: the field is missing" in ran.err
