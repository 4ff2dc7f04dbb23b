"""One call of the command, from its arguments to its exit code."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Sequence

import typer

from ..model.errors import InputError, InputFault, SamehandsError
from .app import app
from .exits import BAD_INPUT, DONE, error_code
from .output import input_head, show_problems


def run_process() -> None:
    """Run the command line of this process and exit."""
    for stream in (sys.stdout, sys.stderr):
        # An id that the terminal cannot show is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


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
    as_json = "--json" in arguments
    command = typer.main.get_command(app)
    try:
        code = command.main(list(arguments), prog_name="samehands", standalone_mode=False)
    except typer.TyperException as error:
        return _usage(error, as_json)
    except InputError as error:
        show_problems("InputError", input_head(error), error.problems, as_json)
        return BAD_INPUT
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        show_problems("OSError", f"{place}{error.strerror or error}", [], as_json)
        return BAD_INPUT
    except SamehandsError as error:
        show_problems(type(error).__name__, str(error), [], as_json)
        return error_code(error)
    except Exception as error:
        traceback.print_exc()
        name = type(error).__name__
        show_problems(name, f"a bug in samehands: {name}: {error}", [], as_json)
        return error_code(error)
    return code if isinstance(code, int) else DONE


def _usage(error: typer.TyperException, as_json: bool) -> int:
    text = error.format_message()
    if not text:
        # Without a subcommand, the help has been printed already.
        return BAD_INPUT
    problem = InputFault("argument", None, None, None, text)
    show_problems("UsageError", f"samehands: {text}", [problem] if as_json else [], as_json)
    return BAD_INPUT
