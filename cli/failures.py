"""What a command says that ended with an error, and its exit code."""

from __future__ import annotations

import traceback

import typer

from ..model.errors import InputError, InputFault, SamehandsError
from .exit_codes import BAD_INPUT, error_code
from .output import input_head, show_problems


def show_failure(error: Exception, as_json: bool) -> int:
    """Say what went wrong.

    Parameters
    ----------
    error : Exception
        What ended the command.
    as_json : bool
        Whether to say it as one JSON object on standard output.

    Returns
    -------
    int
        The exit code.
    """
    if isinstance(error, typer.TyperException):
        _show_usage(error, as_json)
        return BAD_INPUT
    if isinstance(error, InputError):
        show_problems("InputError", input_head(error), error.problems, as_json)
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        show_problems("OSError", f"{place}{error.strerror or error}", [], as_json)
    elif isinstance(error, SamehandsError):
        show_problems(type(error).__name__, str(error), [], as_json)
    else:
        traceback.print_exception(error)
        name = type(error).__name__
        show_problems(name, f"a bug in samehands: {name}: {error}", [], as_json)
    return error_code(error)


def _show_usage(error: typer.TyperException, as_json: bool) -> None:
    text = error.format_message()
    # Without a subcommand there is no message, because the help has been printed already.
    if text:
        problem = InputFault("argument", None, None, None, text)
        show_problems("UsageError", f"samehands: {text}", [problem] if as_json else [], as_json)
