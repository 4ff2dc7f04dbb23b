"""The subcommands under one roof, each loaded when it is called, and one call from start to end."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from .interrupt import catch_signals
from .invocation import remember


@dataclass(frozen=True)
class Subcommand:
    """Where a subcommand lives, and what the list of subcommands says about it.

    Parameters
    ----------
    function : str
        Its file in this folder and its function there, e.g. ``solve:solve``.
    summary : str
        The first sentence of its help.
    """

    function: str
    summary: str

    def load(self, name: str) -> TyperCommand | TyperGroup:
        """Import the function and return it as a command of a name."""
        home, _, function = self.function.partition(":")
        app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
        app.command(name)(getattr(import_module(f".{home}", __package__), function))
        command = typer.main.get_command(app)
        assert isinstance(command, TyperCommand | TyperGroup)
        return command


COMMANDS = {
    "solve": Subcommand(
        "solve:solve", "Find the best plan for an instance and say how good it is."
    ),
    "audit": Subcommand(
        "solve:audit",
        "Check a plan, its cost and its bound, from the tables, the plan and the prices alone.",
    ),
    "plan": Subcommand(
        "plan:plan",
        "Read a plan: by worker, or one worker's caseload and days, or one client and why that "
        "owner.",
    ),
    "compare": Subcommand(
        "compare:compare",
        "Compare standards with each other and with today, on equal staff, clients and minutes.",
    ),
    "report": Subcommand(
        "report:report",
        "Write an answer that was kept in a file as a page or a workbook; nothing is solved again.",
    ),
    "describe": Subcommand(
        "instances:describe",
        "Describe an instance: sizes, figures, what makes it hard.",
    ),
    "generate": Subcommand(
        "instances:generate",
        "Draw an agency and write its tables; the same seed gives the same files.",
    ),
    "convert": Subcommand(
        "instances:convert",
        "Read a public instance of another problem or tool, or one of ours, and write its tables.",
    ),
    "import": Subcommand(
        "importing:import_tables",
        "Turn the exports of an agency's own systems into tables, by a map of their columns.",
    ),
    "template": Subcommand(
        "instances:template",
        "Write a workbook to fill in: every table, the calendar and the policy as sheets.",
    ),
    "lab": Subcommand(
        "lab:lab",
        "Try tables, standards and runs on pages in a browser; nothing leaves this machine.",
    ),
    "schema": Subcommand(
        "schema:schema", "Print the JSON Schema of the files that other systems write and read."
    ),
    "warm": Subcommand(
        "machine:warm",
        "Compile what engines need, once on a machine, and say where the machine code is kept.",
    ),
    "version": Subcommand(
        "machine:version", "Print the versions of samehands, Python and the engines."
    ),
    "explain": Subcommand(
        "explain:explain",
        "Say why not everything can be done on time, which rules clash, and what would help.",
    ),
    "what-if": Subcommand(
        "what_if:what_if",
        "Change rules, staff, clients or work, and see what follows and whether it is real.",
    ),
    "rebalance": Subcommand(
        "rebalance:rebalance",
        "Find owners anew after a change of staff: who moves to whom, why, and at what cost.",
    ),
    "desk": Subcommand(
        "desk:desk",
        "Place new clients one by one: JSON lines on standard input and output, or HTTP.",
    ),
    "sweep": Subcommand(
        "curves:sweep",
        "Solve an instance at every value of one field: the curve of cost and every metric.",
    ),
    "frontier": Subcommand(
        "curves:frontier",
        "Show what continuity costs, how few workers are enough, or what an even load costs.",
    ),
    "break-even": Subcommand(
        "break_even:break_even",
        "Find the hand-off minutes and the speed-up at which the two standards cost the same.",
    ),
    "simulate": Subcommand(
        "simulate:simulate",
        "Let months go by: absences, resignations, new clients; who waits, who meets whom.",
    ),
    "shadow-prices": Subcommand(
        "shadow_prices:shadow_prices",
        "Say what an hour, an overtime minute or a case more is worth, and where to add workers.",
    ),
}
"""The subcommands, in the order of the help."""

BENCH_COMMANDS = {
    "run": Subcommand(
        "bench_run:run_suite",
        "Do the runs of a suite that have no record yet; kill it and go on whenever you like.",
    ),
    "report": Subcommand(
        "bench:report_results", "Analyse results and write the report, as Markdown and HTML."
    ),
    "compare": Subcommand(
        "bench:compare_results", "Compare results with earlier ones, pair by pair."
    ),
    "list": Subcommand("bench:list_all", "List suites, instances and engines."),
}
"""The subcommands of ``samehands bench``."""


class _LazyGroup(TyperGroup):
    """A group that knows the names and summaries of its commands, and imports the one called."""

    homes: Mapping[str, Subcommand]

    def resolve_command(
        self, ctx: Any, args: list[str]
    ) -> tuple[str | None, TyperCommand | TyperGroup | None, list[str]]:
        """Put the command that is called in the place of its summary, then go on as ever."""
        if args[0] in self.homes:
            self.commands[args[0]] = self.homes[args[0]].load(args[0])
        name, command, rest = super().resolve_command(ctx, args)
        assert command is None or isinstance(command, TyperCommand | TyperGroup)
        return name, command, rest


class _Commands(_LazyGroup):
    homes = COMMANDS


class _BenchCommands(_LazyGroup):
    homes = BENCH_COMMANDS


def _add_summaries(group: typer.Typer, homes: Mapping[str, Subcommand]) -> None:
    for name, home in homes.items():
        group.command(name, help=home.summary)(_not_loaded)


def _not_loaded() -> None:
    """Stand for a command in the list of commands."""
    raise AssertionError("a command is loaded before it is called")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"samehands {version('samehands')}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Assign clients to workers, and know what continuity costs."""


app = typer.Typer(
    name="samehands", cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False
)
app.callback()(_root)
_bench = typer.Typer(
    name="bench",
    cls=_BenchCommands,
    help="Measure engines and standards: run a suite, report and compare results.",
    no_args_is_help=True,
)
_add_summaries(app, COMMANDS)
_add_summaries(_bench, BENCH_COMMANDS)
app.add_typer(_bench)


def run_process() -> int:
    """Run the command line of this process and return its exit code."""
    # Streams that the caller has closed are not there at all.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # An id that the terminal cannot show is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:])


def run(arguments: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str
        What stands after ``samehands``.

    Returns
    -------
    int
        The exit code (see ``exits``).
    """
    command = typer.main.get_command(app)
    remember(arguments)
    try:
        with catch_signals():
            code = command.main(list(arguments), prog_name="samehands", standalone_mode=False)
    except Exception as error:
        # Loaded here, because it loads the model, which --help and --version do without.
        from .exit_codes import show_failure

        return show_failure(error, "--json" in arguments)
    return code if isinstance(code, int) else 0
