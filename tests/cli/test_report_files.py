"""``--report``: every answer as a page that everybody can read, and as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from html_page import accessibility_faults, parsed
from shell import QUICK, call

LEAST = ("--engine", "least-loaded")
KERNEL = ("--engine", "kernel", *QUICK)


def _scenarios(folder: Path) -> Path:
    file = folder / "reforms.toml"
    text = '[[reform]]\nname = "cap 1"\nchanges = [{ set = "caseload.cap", to = 1 }]\n'
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(
    params=[
        *("solve", "compare", "describe", "audit", "explain", "what-if", "rebalance"),
        *("sweep", "k", "fairness", "staff", "break-even", "shadow-prices", "bench"),
    ]
)
def arguments(
    request: pytest.FixtureRequest, small: Path, solved: Path, tmp_path: Path
) -> list[str | Path]:
    """Return a command that answers something."""
    results = tmp_path / "results"
    if request.param == "bench":
        run = ("bench", "run", "smoke", *("--engines", "least-loaded"), "--memory-mb", "1024")
        assert call(*run, "--out", results).code == 0
    known: dict[str, tuple[str | Path, ...]] = {
        "solve": ("solve", small, *LEAST),
        "compare": ("compare", small, *LEAST),
        "describe": ("describe", small),
        "audit": ("audit", small, solved),
        "explain": ("explain", small, *QUICK),
        "what-if": ("what-if", small, _scenarios(tmp_path), "--jobs", "1", *LEAST),
        "rebalance": ("rebalance", small, "--leaves", "w1", *QUICK),
        "sweep": ("sweep", small, "--set", "overtime.limit=0:60:30", *KERNEL),
        "k": ("frontier", small, "--by", "k", *KERNEL),
        "fairness": ("frontier", small, "--by", "fairness", *KERNEL),
        "staff": ("frontier", small, "--by", "staff", *KERNEL),
        "break-even": ("break-even", small, "--seeds", "1", "--most", "4", *KERNEL),
        "shadow-prices": ("shadow-prices", small, "--add", "1", "--tries", "1", *KERNEL),
        "bench": ("bench", "report", results),
    }
    return [*known[request.param]]


def test_every_answer_is_a_page_and_says_what_the_terminal_says(
    arguments: list[str | Path], tmp_path: Path
) -> None:
    page, text = tmp_path / "page.html", tmp_path / "text.md"
    ran = call(*arguments, "--report", page)
    assert (ran.code, ran.err) == (0, "")
    root = parsed(page.read_text(encoding="utf-8"))
    assert accessibility_faults(root) == []
    words = re.sub(r"\W+", " ", root.words())
    # Every sentence of the terminal is on the page; numbers stand in tables, cell by cell.
    for line in ran.out.split("\nWritten")[0].splitlines():
        if line[:1].isalpha() and "  " not in line:
            assert re.sub(r"\W+", " ", line).strip() in words
    assert call(*arguments, "--report", text, "--json").code == 0
    assert text.read_text(encoding="utf-8").startswith(f"# {root.all('h1')[0].words()[:5]}")
    for linked in re.findall(r"\]\((text/[^)]+)\)", text.read_text(encoding="utf-8")):
        assert (tmp_path / linked).is_file()
