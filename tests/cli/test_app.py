"""The list of subcommands, which is known before any of them is loaded."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.core import TyperCommand, TyperOption

from samehands.cli.app import BENCH_COMMANDS, COMMANDS, Subcommand
from shell import call, command

HEAVY = ("numpy", "polars", "scipy", "samehands.model", "samehands.solver")
LOADED_FOR = """
import sys
from samehands.cli.app import run
assert run(sys.argv[1:]) == 0
print(*sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("name", "home"), [*COMMANDS.items(), *((f"bench {k}", v) for k, v in BENCH_COMMANDS.items())]
)
def test_a_summary_is_how_the_help_begins(name: str, home: Subcommand) -> None:
    loaded = home.load(name.split()[-1])
    assert inspect.cleandoc(loaded.help or "").split("\n\n")[0].replace("\n", " ") == home.summary
    ran = call(*name.split(), "--help")
    assert ran.code == 0
    assert re.sub(r"\s+", " ", ran.out).strip().startswith(f"Usage: samehands {name} ")


SOLVING = (
    *("solve", "compare", "explain", "what-if", "rebalance"),
    *("sweep", "frontier", "break-even", "shadow-prices"),
)


@pytest.mark.parametrize("name", SOLVING)
def test_the_help_says_what_the_time_limit_is_for(name: str) -> None:
    loaded = COMMANDS[name].load(name)
    assert isinstance(loaded, TyperCommand)
    _, *more = inspect.cleandoc(loaded.help or "").split("\n\n")
    assert "time limit" in more[0]
    (option,) = [each for each in loaded.params if "--time-limit" in each.opts]
    assert isinstance(option, TyperOption)
    assert option.help == "Seconds for the whole command."


def test_commands_with_several_solves_take_jobs() -> None:
    loaded = {name: COMMANDS[name].load(name) for name in SOLVING}
    taking = {
        name for name, one in loaded.items() if any("--jobs" in each.opts for each in one.params)
    }
    assert taking == {*SOLVING} - {"solve"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["bench", "--help"]])
def test_help_and_version_load_neither_the_model_nor_an_engine(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED_FOR, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert done.stdout.strip()
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_version_is_that_of_the_package() -> None:
    assert call("--version").out == f"samehands {version('samehands')}\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("samehands so", {"solve"}),
        ("samehands solve --eng", {"--engine"}),
        ("samehands bench ", {*BENCH_COMMANDS}),
    ],
)
def test_the_shell_completes_commands_and_options(typed: str, offered: set[str]) -> None:
    place = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}
    done = subprocess.run(
        command(),
        env={**os.environ, "_SAMEHANDS_COMPLETE": "complete_bash", **place},
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(done.stdout.split()) == offered
