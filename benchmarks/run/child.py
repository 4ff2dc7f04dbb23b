"""The process of one run: reads it from standard input, tells the runner how it goes, and ends.

``python -m samehands.benchmarks.run.child PARENT PIPE``, where PARENT is the id of the process that
started it and PIPE the file descriptor for messages. Standard error keeps the last words of a
crash.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb

from .measure import UNSUPPORTED, WRONG, Tell, measure
from .messages import ORDER, Finding, Order, Teller
from .plugins import plugged
from .processes import highest_mb
from .record import Kind

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""
_SPACE_ABOVE_LIMIT = 8 * 2**30
"""Address space that threads, allocators and libraries reserve and never use, in bytes."""


def main(parent: int, pipe: int) -> None:
    """Do what standard input says.

    Parameters
    ----------
    parent : int
        Process that waits for the messages; this one ends with it.
    pipe : int
        File descriptor for messages.
    """
    _tie_to(parent)
    os.set_inheritable(pipe, False)
    faulthandler.enable()
    order = ORDER.validate_json(sys.stdin.buffer.read())
    _limit_space(order.spec.options.memory_mb)
    teller = Teller(pipe)
    found = finding(order, teller.tell)
    teller.tell(found.model_copy(update={"peak_memory_mb": highest_mb()}))


def finding(order: Order, tell: Tell) -> Finding:
    """Return how a run ended, whatever it raised.

    Parameters
    ----------
    order : Order
        The run.
    tell : callable
        Takes the messages on the way.
    """
    try:
        with plugged(Path(file) for file in order.plugins):
            return measure(order.spec, tell)
    except MemoryError:
        return Finding(kind="memory", message="no more memory was given")
    except UNSUPPORTED as error:
        return _raised("unsupported", error)
    except WRONG as error:
        return _raised("wrong", error)
    except Exception as error:
        return _raised("error", error)


def _raised(kind: Kind, error: Exception) -> Finding:
    message = str(error)
    if kind == "error":
        place = extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {message} ({Path(place.filename).name}:{place.lineno})"
    return Finding(kind=kind, message=message)


def _tie_to(parent: int) -> None:
    """Ask the system to kill this process when its parent ends; make sure it still lives."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        # Where memory runs out, the run is to go, not the runner.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="utf-8")
    if os.getppid() != parent:
        os._exit(1)


def _limit_space(memory_mb: int) -> None:
    """Make requests for absurd amounts of memory fail at once.

    The memory in use is what the runner watches. Address space says little about it, so that this
    limit is far above; it stops what would be faster than the monitor.
    """
    most = _address_space() + memory_mb * 2**20 + _SPACE_ABOVE_LIMIT
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
