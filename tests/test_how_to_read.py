"""The page on reading a plan: every command of it is run, and every line and number compared."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from shell import call
from source_tree import ROOT

PAGE = (ROOT / "docs" / "how-to-read-a-plan.md").read_text(encoding="utf-8")
LEFT_OUT = "..."


def _commands() -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of the page with the lines below them."""
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE):
        first, *lines = block.splitlines()
        yield first.removeprefix("$ samehands "), [line for line in lines if line != LEFT_OUT]


def test_every_line_is_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    commands = list(_commands())
    assert len(commands) >= 4
    for command, lines in commands:
        printed = [line.rstrip() for line in call(*shlex.split(command)).out.splitlines()]
        at = 0
        for line in lines:
            assert line in printed[at:], f"{command}: {line!r}"
            at = printed.index(line, at) + 1


def test_a_number_in_the_text_of_the_walk_is_in_a_block() -> None:
    walk = PAGE.split("## A walk through the unit")[1].split("## By worker")[0]
    blocks = " ".join(line for _, lines in _commands() for line in lines)
    text = re.sub(r"^```.*?^```$", "", walk, flags=re.DOTALL | re.MULTILINE)
    told = set(re.findall(r"\bw\d{3}\b|\d[\d,.]*\d", text)) - {"100"}
    assert told
    assert not [each for each in told if each not in blocks]
