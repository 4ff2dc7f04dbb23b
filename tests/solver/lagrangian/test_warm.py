"""Compiling happens once a process."""

from __future__ import annotations

from samehands.solver.lagrangian.search import FREE, warm_up


def test_the_second_warm_up_takes_no_time() -> None:
    warm_up()
    assert warm_up() < FREE
