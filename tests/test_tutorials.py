"""What the tutorials promise: their commands run, and their pictures are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from shell import call
from source_tree import ROOT

TUTORIALS = sorted((ROOT / "docs").glob("tutorial-*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_the_commands_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.M)
    lines = "".join(blocks).splitlines()
    assert len(lines) >= 3
    for line in lines:
        # Any time limit shows that it runs.
        hurried = re.sub(r"--time-limit \d+", "--time-limit 8", line.removeprefix("$ samehands "))
        ran = call(*shlex.split(hurried))
        assert (line, ran.code, ran.errors) == (line, 0, "")
        for name in re.findall(r"--(?:out|report|workbook) (\S+)", line):
            assert (tmp_path / name).exists()


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_the_pictures_are_there_and_told(page: Path) -> None:
    pictures = re.findall(r"!\[([^]]*)\]\(([^)]*)\)", page.read_text("utf-8"))
    assert pictures
    for told, name in pictures:
        assert len(told) > 20
        assert (page.parent / name).is_file(), f"run python docs/make_images.py: no {name}"
