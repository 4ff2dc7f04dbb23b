"""``--report``: every answer as a page that everybody can read, and as Markdown."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest

from html_page import accessibility_faults, parsed
from shell import Ran, answering_commands, call

NAMES = (*answering_commands(Path(), Path(), Path("/dev/null")), "bench report")


@pytest.fixture(params=NAMES)
def arguments(
    request: pytest.FixtureRequest,
    small: Path,
    solved: Path,
    smoke: tuple[Path, Ran],
    tmp_path: Path,
) -> tuple[str | Path, ...]:
    """Return a command that answers something."""
    if request.param != "bench report":
        return answering_commands(small, solved, tmp_path / "reforms.toml")[request.param]
    return ("bench", "report", copytree(smoke[0], tmp_path / "results"))


def test_every_answer_is_a_page_and_says_what_the_terminal_says(
    arguments: tuple[str | Path, ...], tmp_path: Path
) -> None:
    page, text = tmp_path / "page.html", tmp_path / "text.md"
    ran = call(*arguments, "--report", page, "--internal")
    assert ran.code == 0
    root = parsed(page.read_text(encoding="utf-8"))
    assert accessibility_faults(root) == []
    words = re.sub(r"\W+", " ", root.words())
    # Every sentence of the terminal is on the page; numbers stand in tables, cell by cell.
    for line in ran.out.split("\nWritten")[0].splitlines():
        if line[:1].isalpha() and "  " not in line:
            assert re.sub(r"\W+", " ", line).strip() in words
    assert call(*arguments, "--report", text, "--json", "--internal").code == 0
    assert text.read_text(encoding="utf-8").startswith(f"# {root.all('h1')[0].words()[:5]}")
    for linked in re.findall(r"\]\((text/[^)]+)\)", text.read_text(encoding="utf-8")):
        assert (tmp_path / linked).is_file()
