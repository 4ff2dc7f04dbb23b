"""The tracked files: nothing of one machine, nothing left for later, no dead links."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from source_tree import ROOT, needs_source

# Each pattern is written so that this file does not match it.
REGISTRIES = (
    "pyp[i].org",
    "pythonhoste[d].org",
    "npmj[s]",
    "index-ur[l]",
    "https?://[^ ]*/simpl[e]",
)
MACHINE_PATHS = ("/wor[k]/", "/far[m]/", "/roo[t]/", "/hom[e]/", "/User[s]/")
LEFT_FOR_LATER = (r"\bTOD[O]\b", r"\bFIXM[E]\b", r"\bXX[X]\b", "NotImplementedErro[r]")


@cache
def _tracked() -> dict[str, str]:
    """Return the text of every tracked file, by its path; binary files are left out."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:
        pytest.skip("not a git clone, so nothing is tracked")
    texts: dict[str, str] = {}
    for name in filter(None, listing.stdout.split("\0")):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in data:
            texts[name] = data.decode("utf-8")
    return texts


@needs_source
def test_tables_and_policies_are_examples_or_documentation() -> None:
    """An agency that was written to try something out lies in the clone until somebody looks."""
    alien = [
        name
        for name in _tracked()
        if Path(name).suffix in {".csv", ".toml", ".parquet"}
        and Path(name).parts[0] not in {"examples", "docs", "tests", "pyproject.toml"}
    ]
    assert alien == []


@needs_source
@pytest.mark.parametrize("pattern", [*REGISTRIES, *MACHINE_PATHS, *LEFT_FOR_LATER])
def test_words_that_may_not_land(pattern: str) -> None:
    found = [
        f"{name}:{number}"
        for name, text in _tracked().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(pattern, line)
    ]
    assert found == []


@needs_source
def test_links_between_documents_lead_somewhere() -> None:
    dead: list[str] = []
    for name, text in _tracked().items():
        if not name.endswith(".md"):
            continue
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            target = link.split("#")[0]
            if "://" not in link and target and not (ROOT / Path(name).parent / target).exists():
                dead.append(f"{name}: {link}")
    assert dead == []
