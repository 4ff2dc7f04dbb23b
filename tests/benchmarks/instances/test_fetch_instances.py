"""Public files are fetched by their addresses and held against their digests."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pytest

from fetch_instances import PublicFile, fetch, main, read_table
from gap_cases import GAP, needs_gap


@pytest.fixture
def published(tmp_path: Path) -> PublicFile:
    """Return a file that can be fetched."""
    there = tmp_path / "there"
    there.write_bytes(b"2 3\n")
    digest = hashlib.sha256(b"2 3\n").hexdigest()
    return PublicFile("gap/here", there.as_uri(), digest)


def test_a_file_is_fetched_once(published: PublicFile, tmp_path: Path) -> None:
    folder = tmp_path / "instances"
    assert list(fetch([published], folder)) == []
    assert (folder / "gap" / "here").read_bytes() == b"2 3\n"
    (tmp_path / "there").unlink()
    assert list(fetch([published], folder)) == []
    assert [path.name for path in (folder / "gap").iterdir()] == ["here"]


def test_another_file_and_none_are_told_and_not_kept(
    published: PublicFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there").write_bytes(b"2 4\n")
    nowhere = published._replace(file="none", address=(tmp_path / "nowhere").as_uri())
    table = tmp_path / "table.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([PublicFile._fields, published, nowhere])
    folder = tmp_path / "instances"
    assert main([str(folder), "--table", str(table)]) == 1
    told = capsys.readouterr()
    assert "gap/here is another file now" in told.err
    assert f"none cannot be had from {nowhere.address}" in told.err
    assert told.out == f"0 of 2 files are in {folder}\n"
    assert not folder.exists()


def test_every_address_is_that_of_one_commit() -> None:
    files = read_table()
    assert len({each.file for each in files}) == len(files) > 100
    home = re.compile(r"https://raw\.githubusercontent\.com/[^/]+/[^/]+/[0-9a-f]{40}/.+")
    assert [each.address for each in files if not home.fullmatch(each.address)] == []
    assert [each.sha256 for each in files if not re.fullmatch("[0-9a-f]{64}", each.sha256)] == []


@needs_gap
def test_the_files_that_are_there_have_these_digests() -> None:
    home = GAP.parent
    known = {each.file: each.sha256 for each in read_table()}
    there = [home / name for name in known if (home / name).is_file()]
    assert len(there) >= 99
    digests = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in there
    }
    assert digests == {name: known[name] for name in digests}
