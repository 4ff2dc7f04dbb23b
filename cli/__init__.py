"""The command ``samehands``: one file per subcommand."""

from __future__ import annotations

import signal
import sys

from .clock import start_clock

__all__ = ["main"]


def main() -> None:
    """Run the command line of this process and exit."""
    start_clock()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # Loading takes time, in which Ctrl-C and SIGTERM must be as quiet as later.
        from .run import run_process

        run_process()
    except KeyboardInterrupt:
        sys.exit(130)
