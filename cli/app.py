"""The subcommands under one roof."""

from __future__ import annotations

import typer

from .audit import audit
from .bench import bench
from .compare import compare
from .convert import convert
from .describe import describe
from .generate import generate
from .schema import schema
from .solve import solve
from .version import version

app = typer.Typer(
    name="samehands",
    help="Assign clients to workers, and know what continuity costs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for _command in (solve, audit, compare, describe, generate, convert, schema, version):
    app.command()(_command)
app.add_typer(bench)
