"""The same without the lab: what a page or a button does as a command and in Python."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pprint import pformat

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


def session(
    path: str,
    scenarios: Sequence[tuple[str, Sequence[Change]]],
    runs: Sequence[tuple[str, Sequence[Change], str]],
    compared: Sequence[str],
) -> str:
    """Return a script that does what was done in the lab.

    Parameters
    ----------
    path : str
        The tables.
    scenarios : sequence of tuple of str and changes
        Names and changes of the scenarios.
    runs : sequence of tuple of str, changes and str
        What was solved: names, changes, and the options as arguments of ``solve``.
    compared : sequence of str
        Names of what was solved on the same tables.
    """
    named = {name: give_changes(changes) for name, changes in scenarios}
    named |= {name: give_changes(changes) for name, changes, _ in runs}
    text = [reading(path), "", f"changes = {pformat(named, width=90, sort_dicts=False)}"]
    text += ["results = {}"]
    for name, _, options in runs:
        text += [
            "",
            f"tables, standard = sh.changes.apply(changes[{name!r}], instance, policy)",
            f"results[{name!r}] = sh.solve(tables, standard, {options})",
        ]
    if len(compared) > 1:
        text += ["", f"names = {list(compared)!r}"]
        text += ["print(sh.compare(*map(results.get, names), names=names))"]
    return "\n".join(text) + "\n"
