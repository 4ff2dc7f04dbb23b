"""One call of the command, from its arguments to its exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import typer

from .app import app
from .interrupt import catch_signals


def run_process() -> int:
    """Run the command line of this process and return its exit code."""
    # Streams that the caller has closed are not there at all.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # An id that the terminal cannot show is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str
        What stands after ``samehands``.

    Returns
    -------
    int
        The exit code (see ``exits``).
    """
    command = typer.main.get_command(app)
    try:
        with catch_signals():
            code = command.main(list(arguments), prog_name="samehands", standalone_mode=False)
    except Exception as error:
        # Loaded here, because it loads the model, which --help and --version do without.
        from .failures import show_failure

        return show_failure(error, "--json" in arguments)
    return code if isinstance(code, int) else 0
