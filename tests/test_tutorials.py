"""What the tutorials promise: all blocks run, in the order of the page; pictures are there."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from shell import call
from source_tree import ROOT

TUTORIALS = sorted((ROOT / "docs").glob("tutorial-*.md"))
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
_FILE = re.compile(r'"""(\w+\.py): ')


def _hurried(text: str) -> str:
    """Return what stands on a page with the least of limits: any shows that it runs."""
    return re.sub(r"(time[-_]limit[ =])\d+", r"\g<1>2", text)


def _run_commands(lines: list[str], place: Path) -> None:
    for line in lines:
        ran = call(*shlex.split(_hurried(line.removeprefix("$ samehands "))))
        assert (line, ran.code) == (line, 0), ran.err
        for name in re.findall(r"--(?:out|report|workbook) (\S+)", line):
            assert (place / name).exists()


@pytest.mark.slow
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_every_block_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is shown is that it runs: a toy agency stands for the example.
    assert call("generate", "toy", "--seed", "1", "--out", tmp_path / "examples" / "unit").code == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    scope: dict[str, object] = {"__name__": "tutorial"}
    whole = page.read_text("utf-8")
    blocks = [*_BLOCK.finditer(whole)]
    assert len(blocks) >= 3
    for block in blocks:
        language, text = block.groups()
        if language == "console":
            _run_commands(text.splitlines(), tmp_path)
        elif (named := _FILE.match(text)) is not None:
            (tmp_path / named[1]).write_text(text, encoding="utf-8")
        else:
            # With the lines of the page, so that a failure shows where it is.
            above = "\n" * whole.count("\n", 0, block.start(2))
            exec(compile(above + _hurried(text), str(page), "exec", dont_inherit=True), scope)


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_the_pictures_are_there_and_told(page: Path) -> None:
    pictures = re.findall(r"!\[([^]]*)\]\(([^)]*)\)", page.read_text("utf-8"))
    assert pictures or page.stem != "tutorial-analyst"
    for told, name in pictures:
        assert len(told) > 20
        assert (page.parent / name).is_file(), f"run python docs/make_images.py: no {name}"
