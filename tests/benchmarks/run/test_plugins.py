"""Engines from files outside the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_runs import PLUGIN
from samehands.benchmarks.run.plugins import plugged
from samehands.model.errors import InputError
from samehands.solver import engine_names, find_engine


def test_engines_are_there_as_long_as_the_block() -> None:
    before = engine_names()
    with plugged([PLUGIN]):
        assert set(engine_names()) > {*before, "raises", "hangs"}
        assert find_engine("hangs") is not None
    assert engine_names() == before


def test_the_name_of_another_engine_is_refused() -> None:
    before = engine_names()
    with pytest.raises(ValueError, match="'raises' already"), plugged([PLUGIN, PLUGIN]):
        pass
    assert engine_names() == before


@pytest.mark.parametrize(
    ("name", "text"), [("x.py", "ENGINES = 3\n"), ("x.txt", ""), ("missing.py", None)]
)
def test_other_files_are_refused(tmp_path: Path, name: str, text: str | None) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=name), plugged([tmp_path / name]):
        pass


def test_a_function_that_gives_no_engine_is_refused() -> None:
    for plugin in ("nowhere:make", "os:nothing", "os:getcwd"):
        with pytest.raises(InputError, match=plugin), plugged([plugin]):
            pass
