"""``samehands describe``."""

from __future__ import annotations

from pathlib import Path

import pytest

from shell import call, inside, keys


def test_json_has_sizes_figures_and_what_is_hard(small: Path) -> None:
    ran = call("describe", small, "--json")
    assert (ran.code, ran.errors) == (0, "")
    assert inside(ran.data, "instance", "workers") == 2
    assert inside(ran.data, "figures", 0) == {
        "name": "tasks",
        "target": 0.57,
        "actual": pytest.approx(5.6),
        "unit": "a client and month",
        "difference": pytest.approx(5.6 / 0.57 - 1),
        "is_close": False,
    }
    chapters = ["languages", "workers", "days", "windows", "nobody_may_own", "owner_has_left"]
    assert keys(ran.data, "hard") == chapters


def test_the_report_has_every_chapter(small: Path) -> None:
    ran = call("describe", small)
    assert (ran.code, ran.errors) == (0, "")
    for title in ("Figures", "Scarcest languages", "Tightest workers", "Days", "windows", "nobody"):
        assert title in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_bad_instance_is_refused(tmp_path: Path) -> None:
    ran = call("describe", tmp_path)
    assert ran.code == 2
    assert ran.err.startswith("3 problems in the input\n")


def test_figures_far_from_the_documented_ones_are_marked(small: Path) -> None:
    lines = call("describe", small, "--los-angeles").out.splitlines()
    (tasks,) = [line for line in lines if line.startswith("tasks ")]
    assert tasks.split()[-4:] == ["0.57", "5.60", "+882.5%", "no"]
    (spanish,) = [line for line in lines if line.startswith("clients who speak Spanish")]
    assert spanish.split()[-6:] == ["34.0", "%", "33.3", "%", "-2.0%", "yes"]
    assert "within 5 % of what is documented" in "\n".join(lines)


def test_no_other_agency_is_shown_unless_it_is_asked_for(small: Path) -> None:
    out = call("describe", small).out
    assert "Los Angeles" not in out and "documented" not in out
    (tasks,) = [line for line in out.splitlines() if line.startswith("tasks ")]
    assert tasks.split()[-1] == "5.60"


def test_the_fullest_windows_are_shown(tmp_path: Path) -> None:
    call("generate", "unit", "--seed", "1", "--out", tmp_path / "unit")
    days = call("describe", tmp_path / "unit", "--json").data
    first = inside(days, "hard", "days", 0)
    horizon = inside(days, "hard", "windows", 0)
    assert (inside(first, "period"), inside(horizon, "first"), inside(horizon, "last")) == (
        20,
        0,
        20,
    )
    assert inside(first, "load") == inside(horizon, "load")


def test_periods_have_their_days_beside_them(small: Path) -> None:
    ran = call("describe", small, "--json")
    days = [f"2026-03-{day:02}" for day in range(2, 7)]
    assert inside(ran.data, "instance", "days") == days
    out = " ".join(call("describe", small).out.split())
    assert "5 periods from 2026-03-02 to 2026-03-06" in out
    assert "2026-03-02 to 2026-03-06" in out
