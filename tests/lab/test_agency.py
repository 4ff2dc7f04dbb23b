"""Loading tables: what is refused cell by cell, what is drawn, what the agency is like."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from lab_pages import Opened, form_of
from samehands import read
from samehands.generator import generate
from samehands.lab import zipped
from samehands.lab.zipped import pack
from tables import csv_folder
from workbooks import TASKS, make, sheets_of


def _send(lab: Opened, *files: tuple[str, bytes]) -> str:
    sent = [("files", (name, content)) for name, content in files]
    assert lab.press("/agency/upload", files=sent) == "/agency"
    return lab.page("/agency").words()


def test_a_workbook_is_loaded(empty: Opened, tmp_path: Path) -> None:
    file = make(tmp_path / "small.xlsx")
    assert "Loaded: small.xlsx" in _send(empty, (file.name, file.read_bytes()))
    agency = empty.workspace.agency
    assert agency is not None
    assert agency.path.is_relative_to(empty.workspace.folder)
    assert agency.instance.to_dict() == read(file)[0].to_dict()


def test_the_files_of_a_folder_are_loaded_together(empty: Opened, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "small")
    files = [(each.name, each.read_bytes()) for each in folder.iterdir()]
    assert "Loaded: tables" in _send(empty, *files)
    assert empty.workspace.agency is not None
    assert empty.workspace.agency.instance.to_dict() == read(folder)[0].to_dict()


def test_a_folder_may_be_sent_as_one_archive(empty: Opened, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "small")
    files = {f"small/{each.name}": each.read_bytes() for each in folder.iterdir()}
    hidden = {"__MACOSX/small/._clients.csv": b"x", "small/.DS_Store": b"x"}
    assert "Loaded: tables" in _send(empty, ("small.zip", pack({**files, **hidden})))
    assert empty.workspace.agency is not None
    assert empty.workspace.agency.instance.to_dict() == read(folder)[0].to_dict()
    wrong = pack({**files, "small/run.exe": b"MZ"})
    assert "run.exe is none of the files that are read" in _send(empty, ("small.zip", wrong))
    twice = pack({**files, "other/clients.csv": b"id"})
    assert "is there twice" in _send(empty, ("small.zip", twice))


def test_an_archive_is_measured_before_it_is_unpacked(
    empty: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zipped, "MOST_UNPACKED", 10**6)
    bomb = pack({"clients.csv": b"0" * 10**7})
    assert len(bomb) < 10**5
    assert "unpacks to 10,000,000 bytes in 1 files" in _send(empty, ("small.zip", bomb))
    # One that says less than it holds is damaged.
    size, less = (number.to_bytes(4, "little") for number in (10**7, 10**5))
    assert "is damaged" in _send(empty, ("small.zip", bomb.replace(size, less)))
    assert "is damaged" in _send(empty, ("small.zip", bomb[:-9]))
    assert "is no zip file" in _send(empty, ("small.zip", b"id,office\n"))
    assert empty.workspace.agency is None


def test_a_bad_workbook_is_refused_cell_by_cell_and_what_was_loaded_stays(
    opened: Opened, tmp_path: Path
) -> None:
    head, one, other = TASKS
    bad = [head, (*one[:4], "soon", *one[5:]), (*other[:4], -5, *other[5:])]
    text = _send(opened, ("bad.xlsx", make(tmp_path / "bad.xlsx", tasks=bad).read_bytes()))
    assert "bad.xlsx was not loaded" in text
    assert "2 problems found. small stays loaded." in text
    page = opened.page("/agency")
    (table,) = [each for each in page.all("table") if "cell by cell" in each.words()]
    rows = [[cell.words() for cell in row.children] for row in table.all("tbody")[0].all("tr")]
    assert [row[:2] for row in rows] == [["tasks", "2"], ["tasks", "3"]]
    assert all(row[2].startswith("E: minutes") for row in rows)
    assert "'soon'" in rows[0][3] and "whole number" in rows[0][3]
    # Each row can be linked to.
    ids = [row.attributes["id"] for row in table.all("tbody")[0].all("tr")]
    assert [each.attributes["href"] for each in table.all("a")] == [f"#{id}" for id in ids]
    # What was refused is not kept.
    assert not [each for each in opened.workspace.folder.rglob("*") if "bad" in each.name]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("run.exe", b"MZ", "is none of the files that are read"),
        ("office.xlsx", b"MZ", "is no workbook, whatever its name says"),
        ("office.json", b"{", "not valid JSON"),
        ("../../clients.csv", b"id\n", "missing; a folder needs"),
    ],
)
def test_other_files_are_refused_in_words(
    empty: Opened, name: str, content: bytes, says: str
) -> None:
    text = _send(empty, (name, content))
    assert says in text
    assert "Nothing is loaded." in text
    assert empty.workspace.agency is None
    assert [*empty.workspace.folder.glob("tables-*")] == []


def test_a_workbook_that_unpacks_to_too_much_is_refused(empty: Opened) -> None:
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(301):
            part.write(bytes(1_000_000))
    assert len(bomb.getvalue()) < 1_000_000
    assert "unpacks to" in _send(empty, ("bomb.xlsx", bomb.getvalue()))


def test_no_file_at_all_is_said(empty: Opened) -> None:
    assert empty.press("/agency/upload", files=[("files", ("", b""))]) == "/agency"
    assert "no file was chosen" in empty.page("/agency").words()


def test_an_agency_is_drawn_as_the_command_draws_it(empty: Opened) -> None:
    form = form_of(empty.page("/agency"), "/agency/generate") | {"size": ["toy"], "seed": ["3"]}
    assert empty.press("/agency/generate", form) == "/agency"
    assert empty.workspace.agency is not None
    assert empty.workspace.agency.instance.to_dict() == generate("toy", 3)[0].to_dict()
    assert "Loaded: toy-3" in empty.page("/agency").words()


@pytest.mark.parametrize("wrong", [{"size": "region"}, {"seed": "-1"}, {"months": "0"}])
def test_what_cannot_be_drawn_is_said(empty: Opened, wrong: dict[str, str]) -> None:
    form = form_of(empty.page("/agency"), "/agency/generate") | wrong
    text = empty.press("/agency/generate", form, 422)
    assert next(iter(wrong)) in text
    assert empty.workspace.agency is None


def test_it_says_what_the_agency_is_like(opened: Opened) -> None:
    text = opened.page("/agency/description").words()
    assert "what makes its work hard to assign" in text
    assert "Scarcest languages" in text
    assert "samehands describe small" in text


def test_without_an_agency_there_is_nothing_to_describe(empty: Opened) -> None:
    assert "There is no such page" in empty.page("/agency/description", 404).words()


def test_a_workbook_to_fill_in_is_there(empty: Opened) -> None:
    content = empty.client.get("/template.xlsx").content
    assert "clients" in sheets_of(content)
