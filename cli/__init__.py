"""The command ``samehands``: what people type."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

from .clock import start_clock as _start_clock

__all__ = ["main"]

_QUIT = 130


def _quit(number: int, frame: FrameType | None) -> None:
    os._exit(_QUIT)


def main() -> None:
    """Run the command line of this process and exit."""
    _start_clock()
    # Loading takes time, in which Ctrl-C and SIGTERM must be as quiet as later, and heeded: what
    # is raised while a module is loaded may be dropped.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _quit)
    try:
        from .app import run_process

        code = run_process()
        # The answer is written, and all that is left is to end.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
    except KeyboardInterrupt:
        code = _QUIT
    if code == _QUIT:
        # An interrupt that came while a module was loaded makes Python end by a signal even so.
        os._exit(_QUIT)
    # Python would look for garbage among all that was loaded, more than once, for half a second.
    gc.freeze()
    sys.exit(code)
