"""The command ``samehands``: one file per subcommand."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line of this process and exit."""
    try:
        # Loading takes a second, in which Ctrl-C must be as quiet as later.
        from .run import run_process
    except KeyboardInterrupt:
        sys.exit(130)
    run_process()
