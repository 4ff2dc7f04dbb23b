"""What a solve may end with instead of an answer."""

from __future__ import annotations


class SolverError(RuntimeError):
    """No answer; the message says why."""


class RefusedError(SolverError):
    """The engine does not serve a part of the problem; the message names it."""


class MissingError(SolverError):
    """The engine cannot run here; the message names what is missing and the remedy."""


class WrongAnswerError(SolverError):
    """The engine's assignment breaks the problem, or its bound lies above its objective."""
