"""Processes seen from outside: who belongs to a run, what memory they hold, and how they end.

Everything here reads ``/proc``; where there is none (not Linux), nobody is found, and what is left
is the process group.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

MARKER = "SAMEHANDS_BENCH"
"""Environment variable that every process of a run inherits, with the run's mark as its value."""

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def marked(prefix: str) -> list[int]:
    """Return the ids of the living processes whose mark begins with a prefix."""
    needle = f"{MARKER}={prefix}".encode()
    return [number for number in _numbers() if _carries(number, needle)]


def end_marked(prefix: str) -> list[int]:
    """Kill every process whose mark begins with a prefix; return the ids of those found."""
    needle = f"{MARKER}={prefix}".encode()
    found = marked(prefix)
    for number in found:
        _end(number, needle)
    return found


def end_group(leader: int) -> None:
    """Kill a process group by the id of its leader, which must not have been waited for yet."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def members(leader: int) -> list[int]:
    """Return the ids of the processes of the session that a process leads."""
    return [number for number in _numbers() if _session(number) == leader]


def resident_mb(numbers: list[int]) -> float:
    """Return the resident memory of processes together, in mebibytes; those gone count 0."""
    return sum(map(_resident, numbers)) * _PAGE / 2**20


def highest_mb() -> float | None:
    """Return the most memory that this process ever held, in mebibytes; None where unknown."""
    # Not getrusage: its maximum survives exec and would be that of the process that started us.
    text = _read(_PROC / "self" / "status")
    for line in text.splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) / 1024
    return None


def starved() -> int:
    """Return how many processes the system has killed so far because memory ran out."""
    for line in _read(_PROC / "vmstat").splitlines():
        if line.startswith(b"oom_kill "):
            return int(line.split()[1])
    return 0


def _numbers() -> list[int]:
    try:
        return [int(name) for name in os.listdir(_PROC) if name.isdigit()]
    except OSError:
        return []


def _read(path: Path) -> bytes:
    # A process may end while it is being read.
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _carries(number: int, needle: bytes) -> bool:
    environment = _read(_PROC / str(number) / "environ").split(b"\0")
    return any(entry.startswith(needle) for entry in environment)


def _end(number: int, needle: bytes) -> None:
    # The handle keeps its meaning if the process ends and its number is given away.
    with suppress(OSError):
        handle = os.pidfd_open(number)
        try:
            if _carries(number, needle):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        finally:
            os.close(handle)


def _session(number: int) -> int:
    # The name in brackets may hold anything, brackets and blanks included.
    fields = _read(_PROC / str(number) / "stat").rpartition(b")")[2].split()
    return int(fields[3]) if len(fields) > 3 else -1


def _resident(number: int) -> int:
    fields = _read(_PROC / str(number) / "statm").split()
    return int(fields[1]) if len(fields) > 1 else 0
