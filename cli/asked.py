"""What the commands of several solves share: their options turned into how each solve is asked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from ..planning.asking import Asking
from ..planning.progress import Progress
from .question import Flags

CsvFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="CSV file for a row a point.")
]
PageFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="HTML page with table and chart.")
]


def asking_of(flags: Flags, cancel: threading.Event) -> Asking:
    """Return how each solve of a command is asked: by its options, with a line of progress."""
    return Asking(
        engine=flags.engine,
        time_limit=flags.time_limit,
        gap=flags.gap,
        seed=flags.seed,
        threads=flags.threads,
        on_stage=Progress,
        cancel=cancel,
    )
