"""Files of whole numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands.benchmarks.instances.matrices import read_numbers
from samehands.model.errors import InputFault


def _read(tmp_path: Path, data: bytes) -> tuple[list[int], list[int], list[InputFault]]:
    path = tmp_path / "numbers"
    path.write_bytes(data)
    problems: list[InputFault] = []
    found = read_numbers(path, problems)
    if found is None:
        return [], [], problems
    return found.value.tolist(), found.line.tolist(), problems


@pytest.mark.parametrize(
    "data", [b" 1 -2\n\n+3 4", b"1 -2\r\n\r\n3 4\r\n", b"\xef\xbb\xbf1\t-2\n\n 3   4 \n"]
)
def test_numbers_and_their_lines(tmp_path: Path, data: bytes) -> None:
    assert _read(tmp_path, data) == ([1, -2, 3, 4], [1, 1, 3, 3], [])


def test_an_empty_file_has_no_number(tmp_path: Path) -> None:
    assert _read(tmp_path, b"\n") == ([], [], [])


@pytest.mark.parametrize(
    "word", ["x", "1.0", "1e3", "1_000", "\u0663", "0x1", "--1", "1,", "1" * 13, "nan"]
)
def test_every_other_word_is_named_with_its_line(tmp_path: Path, word: str) -> None:
    values, _, problems = _read(tmp_path, f"1 2\n3 {word} 4\ny\n".encode())
    assert values == []
    assert [(p.table, p.row, p.field) for p in problems] == [
        ("file", 2, "numbers"),
        ("file", 3, "numbers"),
    ]
    assert problems[0].message == f"'{word}' is not a whole number of at most 12 digits"


def test_many_faults_are_counted_not_listed(tmp_path: Path) -> None:
    _, _, problems = _read(tmp_path, b"x\n" * 100)
    assert len(problems) == 21
    assert problems[-1].message == "and 80 more faults of this kind"


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    problems: list[InputFault] = []
    assert read_numbers(tmp_path / "nowhere", problems) is None
    assert "cannot be read" in problems[0].message
    assert "not UTF-8" in _read(tmp_path, b"1 2\n\xff")[2][0].message
