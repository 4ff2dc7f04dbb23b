"""The arguments and options that subcommands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

InstancePath = Annotated[
    Path, typer.Argument(metavar="INSTANCE", help="Folder of tables, or one JSON file.")
]
ResultFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="Result that `solve --out` wrote.")
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", metavar="FILE", help="Policy that replaces policy.toml."),
]
Formulation = Annotated[
    str | None,
    typer.Option(
        "--formulation",
        metavar="NAME",
        help="client-based, team, team-K, hybrid or task-based.  [default: as the policy says]",
    ),
]
Engine = Annotated[str, typer.Option("--engine", metavar="NAME", help="Engine to solve with.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", metavar="SECONDS", help="Seconds for each solve.")
]
Gap = Annotated[
    float,
    typer.Option("--gap", metavar="SHARE", help="Gap at which to stop, e.g. 0.01 for 1 %."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of everything random.")]
Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", help="Threads to use.  [default: all processors]"),
]
Order = Annotated[
    str,
    typer.Option(
        "--order",
        metavar="NAME",
        help="priced: one sum; lexicographic: undone, late, overtime, the rest.",
    ),
]
StartFile = Annotated[
    Path | None, typer.Option("--start", metavar="FILE", help="Result whose plan to begin from.")
]
OutFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="JSON file to write everything to.")
]
OutFolder = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="New or empty folder to write the tables to.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
