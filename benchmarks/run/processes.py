"""Processes seen from outside: who belongs to a run, what memory they hold, and how they end.

A run may start processes, in sessions of their own too, and lose them: a child whose parent ends is
the system's, and no tree leads to it any more. What every process inherits is its environment, so
the runs carry a mark there.

``python -m samehands.benchmarks.run.processes PREFIX`` is the cleanup of a runner: a process that
outlives it by a moment. It waits until its standard input ends, which is when the runner ends,
however that comes about, for only the runner holds the other side. Then it kills every process
whose mark begins with PREFIX.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

MARKER = "SAMEHANDS_BENCH"
"""Environment variable that every process of a run inherits, with the run's mark as its value."""

_CALM = 3
"""Looks in a row that must find nobody: a process is without its mark while it is being started."""
_PAUSE = 0.05
"""Seconds between two looks."""
_PROC = Path("/proc")


def marked(prefix: str) -> list[psutil.Process]:
    """Return the living processes whose mark begins with a prefix."""
    return [process for process, mark in carrying(MARKER) if mark.startswith(prefix)]


def carrying(variable: str) -> list[tuple[psutil.Process, str]]:
    """Return the living processes that have an environment variable, each with its value."""
    found: list[tuple[psutil.Process, str]] = []
    for process in psutil.process_iter(["environ"]):
        # The environment of a process of somebody else is not ours to see.
        environment: dict[str, str] = process.info["environ"] or {}
        if variable in environment:
            found.append((process, environment[variable]))
    return found


def end_marked(prefix: str) -> list[int]:
    """Kill every process whose mark begins with a prefix; return the ids of those found."""
    found = marked(prefix)
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    return [process.pid for process in found]


def end_group(leader: int) -> None:
    """Kill a process group by the id of its leader, which must not have been waited for yet."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def has_ended(child: int) -> bool:
    """Whether a child of this process, which was not waited for yet, has ended."""
    try:
        return bool(psutil.Process(child).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def descendants(leader: int) -> list[psutil.Process]:
    """Return the processes that a process has started, and those have started, and so on."""
    try:
        return list(psutil.Process(leader).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def resident_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the resident memory of processes together, in mebibytes; those gone count 0."""
    held = 0
    for process in processes:
        with suppress(psutil.Error):
            held += process.memory_info().rss
    return held / 2**20


def highest_mb() -> float | None:
    """Return the most memory that this process ever held, in mebibytes; None where unknown."""
    # Linux: not getrusage, whose maximum survives exec and would be that of whoever started us.
    for line in _read(_PROC / "self" / "status").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) / 1024
    if sys.platform == "darwin":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return None


def starved() -> int:
    """Return how many processes the system has killed so far because memory ran out; 0 unknown."""
    for line in _read(_PROC / "vmstat").splitlines():
        if line.startswith(b"oom_kill "):
            return int(line.split()[1])
    return 0


def memory_mb() -> int:
    """Return the memory of this machine, in mebibytes."""
    return int(psutil.virtual_memory().total) // 2**20


@contextmanager
def cleaned_up(mark: str) -> Generator[None, None, None]:
    """Have the processes of a mark killed if this one dies within a ``with`` block."""
    command = [sys.executable, "-P", "-m", f"{__package__}.processes", f"{mark}:"]
    cleanup = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    farewell = b""
    try:
        yield
        farewell = b"all runs have been closed"
    finally:
        with suppress(BrokenPipeError):
            cleanup.communicate(farewell)


def main(prefix: str) -> None:
    """Wait for the end of standard input, then kill whoever is left.

    Parameters
    ----------
    prefix : str
        How the marks of the runner's processes begin.
    """
    farewell = b""
    while chunk := os.read(0, 64):
        farewell = chunk
    # A runner that ended in good order has seen to its processes itself and says so.
    calm = _CALM if farewell else 0
    while calm < _CALM:
        calm = 0 if end_marked(prefix) else calm + 1
        time.sleep(_PAUSE)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main(sys.argv[1])
