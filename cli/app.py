"""The subcommands under one roof."""

from __future__ import annotations

import typer

from .audit import audit
from .bench import bench
from .break_even import break_even
from .compare import compare
from .convert import convert
from .describe import describe
from .explain import explain
from .frontier import frontier
from .generate import generate
from .rebalance import rebalance
from .schema import schema
from .shadow_prices import shadow_prices
from .solve import solve
from .sweep import sweep
from .version import version
from .what_if import what_if

app = typer.Typer(
    name="samehands",
    help="Assign clients to workers, and know what continuity costs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for _command in (solve, audit, compare, describe, generate, convert, schema, version):
    app.command()(_command)
for _question in (explain, what_if, rebalance, sweep, frontier, break_even, shadow_prices):
    app.command()(_question)
app.add_typer(bench)
