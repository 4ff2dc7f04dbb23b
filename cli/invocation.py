"""What was typed: it stands on the pages that the command writes."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path

_TYPED: ContextVar[tuple[str, ...]] = ContextVar("typed", default=())
"""The arguments of the call that is under way."""

_WITH_IDS = frozenset(
    {"--leaves", "--absent", "--transfer", "--exclude", "--fixed", "--former"}
    | {"--worker", "--client"}
)
"""Options whose values name clients or workers."""


def remember(arguments: Sequence[str]) -> None:
    """Take note of the arguments of a call."""
    _TYPED.set(tuple(arguments))


def command_line() -> str:
    """Return the call as it is typed, with files by their names alone.

    A folder on the way to a file may say whose machine it was.
    """
    words = (Path(word).name if _is_file(word) else word for word in _TYPED.get())
    return shlex.join(["samehands", *words])


def names_people() -> bool:
    """Return whether an option of the call names clients or workers."""
    return any(word.partition("=")[0] in _WITH_IDS for word in _TYPED.get())


def _is_file(word: str) -> bool:
    return not word.startswith("-") and ("/" in word or Path(word).exists())
