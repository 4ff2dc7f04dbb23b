"""All faults of a command's arguments and files in one report."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ..model.errors import InputError
from ..model.problems import Problem

T = TypeVar("T")


class Gather:
    """Collects the problems of several checks, so that none hides another."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []

    def attempt(self, check: Callable[[], T]) -> T | None:
        """Return what a check gives, None if it found problems."""
        try:
            return check()
        except InputError as error:
            self._problems += error.problems
            return None

    def refuse(self, field: str, message: str) -> None:
        """Take note of a problem with an option."""
        self._problems.append(Problem("argument", None, None, field, message))

    def finish(self) -> None:
        """Raise an InputError if there is any problem."""
        if self._problems:
            raise InputError(list(dict.fromkeys(self._problems)))

    def new_file(self, path: Path | None, mark: bytes) -> None:
        """Check that a file may be written: it is new, or was written by the same command.

        Parameters
        ----------
        path : Path or None
            The file; None for none.
        mark : bytes
            How a file that may be replaced begins.
        """
        if path is None:
            return
        if path.is_dir():
            self.refuse("out", f"{path} is a folder; name a file")
        elif path.exists() and not _begins(path, mark):
            self.refuse("out", f"{path} is there and is something else; name another file")
        else:
            self._writable(path)

    def new_folder(self, path: Path) -> None:
        """Check that a folder may be written: it is missing or empty."""
        if path.is_dir():
            if any(path.iterdir()):
                self.refuse("out", f"{path} is not empty; name a new folder")
        elif path.exists():
            self.refuse("out", f"{path} is a file; name a new folder")
        else:
            self._writable(path)

    def _writable(self, path: Path) -> None:
        place = path.absolute().parent
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            self.refuse("out", f"{place} is a file, so nothing can be written below it")
        elif not os.access(place, os.W_OK):
            self.refuse("out", f"{place} may not be written to")


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False
