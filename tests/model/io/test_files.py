"""Text is read and written without surprises."""

from __future__ import annotations

from pathlib import Path

from samehands.model import InputFault
from samehands.model.io.files import read_text, write_files


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "new" / "file.txt"
    write_files({file: "a\nb\r\né\n"})
    found: list[InputFault] = []
    assert read_text(file, "file", found) == "a\nb\r\né\n"
    assert found == []
    write_files({file: "c"})
    assert file.read_bytes() == b"c"


def test_the_mark_at_the_start_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"\xef\xbb\xbfa")
    assert read_text(tmp_path / "file", "file", []) == "a"


def test_faults_are_recorded(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\nb\n\xff")
    found: list[InputFault] = []
    assert read_text(tmp_path / "file", "tasks", found) is None
    assert read_text(tmp_path, "tasks", found) is None
    assert [one.table for one in found] == ["tasks", "file"]
    assert "line 3" in found[0].message
