"""A benchmark report on a terminal."""

from __future__ import annotations

import pytest

from bench_pages import NASTY, small_document
from samehands.cli.output import show
from samehands.report.console import console_parts


def test_nothing_is_cut_off(capsys: pytest.CaptureFixture[str]) -> None:
    show(console_parts(small_document()))
    lines = capsys.readouterr().out.splitlines()
    assert any(line.endswith("unknown") for line in lines)
    assert any(line.startswith(NASTY) and line.endswith("1.25 %") for line in lines)
    assert "First part" in lines
    # Charts and long tables are for the page.
    assert "All" not in lines
    assert sum("runs" in line for line in lines) == 1
