"""How hard to try: what follows from the machine."""

from __future__ import annotations

import os
import sys

import pytest

from samehands.solver import SolveOptions, count_processors


def test_processors_are_counted_where_none_can_be_barred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert count_processors() == 7
    assert SolveOptions().thread_count == 7
    assert SolveOptions(threads=3).thread_count == 3


def _two_of_them(_: int) -> set[int]:
    return {0, 4}


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no process is barred here")
def test_a_process_counts_the_processors_it_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", _two_of_them)
    assert count_processors() == 2
