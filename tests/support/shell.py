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

from samehands.cli.app import run

QUICK = ("--time-limit", "20", "--threads", "1")
"""Options of a solve whose instance is small enough to end by itself."""

SMOKE = (
    *("bench", "run", "smoke", "--engines", "milp,least-loaded"),
    *("--formulations", "client-based", "--time-limit", "3", "--jobs", "2"),
)
"""Six runs of a suite that take seconds."""


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
    def errors(self) -> str:
        """What it wrote to standard error besides warnings."""
        lines = self.err.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("warning: "))

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


def answering_commands(
    instance: Path, plan: Path, scenarios: Path
) -> dict[str, tuple[str | Path, ...]]:
    """Return a small command for every subcommand that reads an instance and answers.

    Parameters
    ----------
    instance : pathlib.Path
        A small instance with a worker w1.
    plan : pathlib.Path
        A result for it.
    scenarios : pathlib.Path
        Where a file of scenarios is written.
    """
    reform = '[[reform]]\nname = "cap 1"\nchanges = [{ set = "caseload.cap", to = 1 }]\n'
    scenarios.write_text(reform, encoding="utf-8")
    least = ("--engine", "least-loaded")
    kernel = ("--engine", "kernel", *QUICK)
    return {
        "solve": ("solve", instance, *least),
        "compare": ("compare", instance, *least),
        "describe": ("describe", instance),
        "audit": ("audit", instance, plan),
        "plan": ("plan", instance, plan),
        "plan worker": ("plan", instance, plan, "--worker", "w1"),
        "plan client": ("plan", instance, plan, "--client", "c1"),
        "explain": ("explain", instance, *QUICK),
        "what-if": ("what-if", instance, scenarios, "--jobs", "1", *least),
        "rebalance": ("rebalance", instance, "--leaves", "w1", *QUICK),
        "sweep": ("sweep", instance, "--set", "overtime.limit=0:60:30", *kernel),
        "frontier k": ("frontier", instance, "--by", "k", *kernel),
        "frontier fairness": ("frontier", instance, "--by", "fairness", *kernel),
        "frontier staff": ("frontier", instance, "--by", "staff", *kernel),
        "break-even": ("break-even", instance, "--seeds", "1", "--most", "4", *kernel),
        "simulate": ("simulate", instance, "--months", "1", "--replications", "2"),
        "shadow-prices": ("shadow-prices", instance, "--add", "1", "--tries", "1", *kernel),
    }
