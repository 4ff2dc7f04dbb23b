"""When the command began: loading the program is a part of the time that it takes."""

from __future__ import annotations

import time

_began: list[float] = []


def start_clock() -> None:
    """Take note that the process begins its command now."""
    _began[:] = [time.monotonic()]


def seconds_since_start() -> float | None:
    """Return the seconds since the command began; None where no process began with it."""
    return time.monotonic() - _began[0] if _began else None
