"""``samehands generate``."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehands import read
from shell import call
from source_tree import ROOT, needs_source


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    ran = call("generate", "toy", "--seed", "3", "--months", "2", "--out", one, "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert (ran.data["seed"], ran.data["periods"], ran.data["workers"]) == (3, 42, 4)
    assert call("generate", "toy", "--seed", "3", "--months", "2", "--out", other).code == 0
    assert read(one)[0].calendar.periods == 42
    assert len(list(one.iterdir())) == 5
    for file in one.iterdir():
        assert file.read_bytes() == (other / file.name).read_bytes()


@needs_source
def test_the_example_is_what_the_generator_draws(tmp_path: Path) -> None:
    assert call("generate", "unit", "--seed", "1", "--out", tmp_path / "unit").code == 0
    drawn = {file.name: file.read_bytes() for file in (tmp_path / "unit").iterdir()}
    example = ROOT / "examples" / "unit"
    assert drawn == {file.name: file.read_bytes() for file in example.iterdir()}


@pytest.mark.parametrize("sort", ["a file", "a full folder"])
def test_nothing_is_overwritten(tmp_path: Path, sort: str) -> None:
    out = tmp_path / "out"
    if sort == "a file":
        out.write_text("notes", encoding="utf-8")
    else:
        out.mkdir()
        (out / "notes.txt").write_text("notes", encoding="utf-8")
    ran = call("generate", "toy", "--out", out)
    assert ran.code == 2
    assert "name a new folder" in ran.err


def test_all_faults_at_once(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    arguments = ("--seed", "-1", "--months", "0", "--out", tmp_path)
    ran = call("generate", "huge", *arguments)
    assert ran.code == 2
    for words in ("is not empty", "unknown size 'huge'", "--seed: -1", "--months: 0"):
        assert words in ran.err
