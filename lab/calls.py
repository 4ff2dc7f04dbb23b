"""The same without the lab: what a page or a button does as a command and in Python."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from ..changes import Change, give_changes
from ..scenarios import Reform

SCENARIOS_FILE = "scenarios.toml"
"""Name of the file of all scenarios, as it is taken away."""


@dataclass(frozen=True)
class Call:
    """What a page or a button does, as it is done without the lab.

    Parameters
    ----------
    command : str
        The command line; empty where there is none.
    python : str
        The lines of Python.
    """

    command: str
    python: str


def command(*words: str) -> str:
    """Return a command line of samehands, quoted where that is needed."""
    return shlex.join(["samehands", *words])


def reading(path: str) -> str:
    """Return the lines of Python that read tables."""
    return f"import samehands as sh\n\ninstance, policy = sh.read({json.dumps(path)})"


def file_name(name: str, ending: str) -> str:
    """Return a name for a file: letters, digits and hyphens of another name, and an ending."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{plain[:60] or 'scenario'}{ending}"


def changing(changes: Sequence[Change]) -> str:
    """Return the lines of Python that make changes to what was read."""
    rows = "".join(f"    {each!r},\n" for each in give_changes(changes))
    return (
        f"changes = [\n{rows}]\ninstance, policy = sh.changes.apply(changes, instance, policy)"
        if rows
        else ""
    )


def standard(path: str, changes: Sequence[Change]) -> Call:
    """Return the call that makes a standard of the one beside the tables."""
    lines = [reading(path), changing(changes), "policy.formulation"]
    return Call("", "\n".join(filter(None, lines)))


def scenario(path: str, scenario: Reform) -> Call:
    """Return the call that says what follows from a scenario."""
    python = (
        f"{reading(path)}\n"
        f'scenarios = sh.read_scenarios("{SCENARIOS_FILE}", instance, policy)\n'
        "answer = sh.what_if(instance, policy, scenarios, time_limit=60)"
    )
    return Call(command("what-if", path, SCENARIOS_FILE, "--time-limit", "60"), python)
