"""The machine and the versions that a run rests on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..solver import Engine
from .record import Machine


@cache
def machine() -> Machine:
    """Return a description of this machine."""
    return Machine(
        processor=_processor(),
        cores=cores(),
        memory_gb=round(memory_mb() / 1024, 1),
        system=f"{platform.system()} {platform.release()}",
    )


def cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0))


def memory_mb() -> int:
    """Return the memory of this machine, in mebibytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def versions(engine: Engine) -> dict[str, str]:
    """Return the versions of samehands, Python and the software behind an engine."""
    return {
        "samehands": version("samehands"),
        "python": platform.python_version(),
        engine.name: engine.version(),
    }


@cache
def commit() -> str | None:
    """Return the commit of the clone that the package runs from, with ``+`` if it was edited since.

    None where the package does not run from a clone.
    """
    folder = Path(__file__).resolve().parents[1]
    if not (folder / ".git").exists():
        return None
    command = ["git", "-C", str(folder), "describe", "--always", "--abbrev=12", "--dirty=+"]
    # Reading must not get into the way of a git command that somebody else runs in the clone.
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=10, check=False, env=quiet
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()
