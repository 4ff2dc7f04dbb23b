"""The command line called inside this process, or as one of its own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from samehands.cli.run import run

QUICK = ("--time-limit", "20", "--threads", "1")
"""Options of a solve whose instance is small enough to end by itself."""


@dataclass(frozen=True)
class Ran:
    """What a command did.

    Parameters
    ----------
    code : int
        Its exit code.
    out, err : str
        What it wrote.
    """

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, object]:
        """The one JSON object on standard output."""
        return cast("dict[str, object]", json.loads(self.out))


def call(*arguments: str | Path) -> Ran:
    """Run a command inside this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def command(*arguments: str | Path) -> list[str]:
    """Return the words that run a command as a process of its own."""
    return [sys.executable, "-m", "samehands", *(str(argument) for argument in arguments)]


def spawn(*arguments: str | Path, cwd: Path | None = None) -> Ran:
    """Run a command as a process of its own."""
    done = subprocess.run(command(*arguments), cwd=cwd, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def inside(data: object, *path: str | int) -> object:
    """Return a part of JSON data by keys and places."""
    for part in path:
        data = cast("Mapping[str | int, object]", data)[part]
    return data


def keys(data: object, *path: str | int) -> list[str]:
    """Return the keys of an object inside JSON data, in order."""
    return [*cast("Mapping[str, object]", inside(data, *path))]
