"""The page on what may be published: its example runs, and its promises are those of the code."""

from __future__ import annotations

import re

from samehands.disclosure import LEAST_SHOWN
from samehands.disclosure.suppression import MOST_SECONDS
from source_tree import ROOT, needs_source

pytestmark = needs_source


def _page() -> str:
    return (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")


def test_its_example_runs() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", _page(), flags=re.DOTALL | re.MULTILINE)
    assert len(blocks) == 1
    assert blocks[0].count("assert") == 4
    exec(compile(blocks[0], "docs/disclosure.md", "exec"), {})


def test_its_numbers_are_those_of_the_code() -> None:
    page = _page()
    assert f"from 1 to {LEAST_SHOWN - 1}" in page
    assert f"less than {LEAST_SHOWN}" in page
    assert f"more than {MOST_SECONDS:.0f} seconds" in page
