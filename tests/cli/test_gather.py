"""Where a command may write, and that no fault hides another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from samehands.cli.question import Gather
from samehands.model import InputError, InputFault

ONE = InputFault("file", None, None, "a", "one")


def _refused(gather: Gather) -> list[str]:
    try:
        gather.finish()
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


def _fail() -> None:
    raise InputError([ONE])


def test_problems_add_up_and_none_stands_twice() -> None:
    gather = Gather()
    assert gather.attempt(lambda: 3) == 3
    assert gather.attempt(_fail) is None
    gather.attempt(_fail)
    gather.refuse("out", "two")
    assert _refused(gather) == ["one", "two"]


@pytest.mark.parametrize(
    ("content", "refused"), [(None, False), (b"mark and more", False), (b"else", True), (b"", True)]
)
def test_a_file_is_replaced_only_if_it_bears_the_mark(
    tmp_path: Path, content: bytes | None, refused: bool
) -> None:
    file = tmp_path / "new" / "file"
    if content is not None:
        file.parent.mkdir()
        file.write_bytes(content)
    gather = Gather()
    gather.new_file(file, b"mark")
    assert bool(_refused(gather)) is refused


def test_no_file_is_always_right() -> None:
    gather = Gather()
    gather.new_file(None, b"mark")
    assert _refused(gather) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    gather = Gather()
    gather.new_folder(tmp_path / "tables")
    gather.new_file(tmp_path / "file", b"mark")
    tmp_path.chmod(0o700)
    assert _refused(gather) == [f"{tmp_path} may not be written to"]


def test_an_empty_folder_is_as_good_as_none(tmp_path: Path) -> None:
    gather = Gather()
    gather.new_folder(tmp_path)
    gather.new_folder(tmp_path / "a" / "b")
    assert _refused(gather) == []
