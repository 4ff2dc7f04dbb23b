"""``samehands describe``."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import call, inside, keys


def test_json_has_sizes_figures_and_what_is_hard(small: Path) -> None:
    ran = call("describe", small, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert inside(ran.data, "instance", "workers") == 2
    assert inside(ran.data, "figures", 0) == {
        "name": "tasks",
        "target": 0.57,
        "actual": pytest.approx(5.6),
        "unit": "a client and month",
    }
    chapters = ["languages", "workers", "days", "windows", "nobody_may_own"]
    assert keys(ran.data, "hard") == chapters


def test_the_report_has_every_chapter(small: Path) -> None:
    ran = call("describe", small)
    assert (ran.code, ran.err) == (0, "")
    for title in ("Figures", "Scarcest languages", "Tightest workers", "Days", "windows", "nobody"):
        assert title in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_bad_instance_is_refused(tmp_path: Path) -> None:
    ran = call("describe", tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("3 problems in the input\n")
