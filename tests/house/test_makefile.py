"""The commands of the Makefile, as far as they can be tried without installing anything."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from source_tree import ROOT, needs_source

pytestmark = needs_source


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("target", ["demo", "test", "check", "docs"])
def test_another_python_version_gives_one_sentence(tmp_path: Path, target: str) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    run = _make(tmp_path, target, f"PYTHON={old}")
    assert run.returncode == 2
    assert f"samehands needs Python 3.11, 3.12 or 3.13, and {old} is another" in run.stderr
    assert not (tmp_path / ".venv").exists()


def test_no_python_at_all_gives_one_sentence(tmp_path: Path) -> None:
    run = _make(tmp_path, "demo", "PYTHON=no-such-python")
    assert run.returncode == 2
    assert "there is no no-such-python" in run.stderr


def test_constraints_are_plain_pins() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9A-Za-z.]+", line)]
    assert (wrong, lines) == ([], sorted(lines, key=str.casefold))
