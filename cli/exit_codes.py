"""Exit codes, what ends with which, and what a command says that ended with an error."""

from __future__ import annotations

import traceback

import typer

from ..model.errors import (
    EngineUnavailableError,
    InputError,
    InputFault,
    InternalError,
    NoPlanError,
    SamehandsError,
    UnsupportedError,
)
from .output import input_head, show_problems

DONE = 0
"""Done, and audited where there is a plan."""
BAD_INPUT = 2
"""Input, usage, a file that cannot be written, unsupported, or an engine that is missing."""
INFEASIBLE = 3
"""Proven: no plan keeps all rules."""
NO_PLAN = 4
"""No plan within the limit."""
VIOLATIONS = 5
"""The audit found violations, or another cost than the file states."""
INTERNAL = 70
"""A bug."""
QUIT = 130
"""Interrupted where there is nothing to keep."""

_OF_STATUS = {"optimal": DONE, "feasible": DONE, "infeasible": INFEASIBLE, "no_plan": NO_PLAN}


def exit_code(*statuses: str) -> int:
    """Return the exit code of solves by their statuses: that of the gravest."""
    return max((_OF_STATUS[status] for status in statuses), default=DONE)


def error_code(error: BaseException) -> int:
    """Return the exit code of a command that ended with an error."""
    if isinstance(error, KeyboardInterrupt):
        return QUIT
    if isinstance(error, InternalError):
        return INTERNAL
    if isinstance(error, NoPlanError):
        return INFEASIBLE if error.is_proven else NO_PLAN
    mine = (InputError, UnsupportedError, EngineUnavailableError, OSError)
    return BAD_INPUT if isinstance(error, mine) else INTERNAL


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
