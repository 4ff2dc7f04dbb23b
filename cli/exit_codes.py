"""Exit codes, and what ends with which."""

from __future__ import annotations

from ..model.errors import EngineUnavailableError, InputError, InternalError, UnsupportedError

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
    mine = (InputError, UnsupportedError, EngineUnavailableError, OSError)
    return BAD_INPUT if isinstance(error, mine) else INTERNAL
