"""Processes seen from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import psutil
import pytest

from bad_engines import SLEEP
from bench_runs import alive
from samehands.benchmarks.run.processes import (
    MARKER,
    descendants,
    end_group,
    end_marked,
    has_ended,
    highest_mb,
    marked,
    resident_mb,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends groups of processes")


@contextmanager
def _sleeper(mark: str) -> Generator[subprocess.Popen[bytes], None, None]:
    environment = {**os.environ, MARKER: mark}
    with subprocess.Popen(SLEEP, env=environment, start_new_session=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_mark_ends_those_who_carry_it_and_nobody_else() -> None:
    mine = f"test-{os.getpid()}"
    with _sleeper(f"{mine}:1.") as first, _sleeper(f"{mine}:12.") as second:
        while len(marked(f"{mine}:")) < 2:
            time.sleep(0.01)
        assert end_marked(f"{mine}:1.") == [first.pid]
        assert first.wait() == -9
        assert [process.pid for process in marked(f"{mine}:")] == [second.pid]
        assert second.poll() is None
    assert end_marked(f"{mine}:") == []


def test_a_group_is_its_leader_and_whoever_it_starts() -> None:
    code = f"import subprocess; subprocess.run({SLEEP!r})"
    mark = f"test-{os.getpid()}-group"
    environment = {**os.environ, MARKER: mark}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, start_new_session=True) as leader:
        while not (started := descendants(leader.pid)):
            assert leader.poll() is None
            time.sleep(0.01)
        first = psutil.Process(leader.pid)
        assert resident_mb([first, *started]) > resident_mb([first]) > 1.0
        assert not has_ended(leader.pid)
        end_group(leader.pid)
        while not has_ended(leader.pid):
            time.sleep(0.01)
        assert leader.wait() == -9
    assert alive(f"{MARKER}={mark}") == []
    assert resident_mb([first, *started]) == 0.0
    assert descendants(leader.pid) == []


def test_the_most_memory_is_at_least_what_is_held() -> None:
    hoard = b"x" * 2**25
    most = highest_mb()
    assert most is not None
    assert most >= len(hoard) / 2**20
