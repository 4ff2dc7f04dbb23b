"""``samehands convert``: somebody else's instance as the tables of samehands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..model.io.timefold import convert as translate
from ..model.io.write import write
from ..planning.comparison import summarise_instance
from ..report.sections import instance_words
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, OutFolder
from .output import show_json, show_line


def convert(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Task-assigning JSON file of Timefold.")
    ],
    out: OutFolder,
    as_json: AsJson = False,
) -> int:
    """Read a task-assigning file of Timefold and write its tables."""
    errors = ErrorCollector()
    errors.check_folder(out)
    converted = errors.attempt(lambda: translate(file))
    errors.finish()
    if converted is not None:
        instance, policy = converted
        write(out, instance, policy)
        if as_json:
            show_json({"out": str(out), "source": str(file), **summarise_instance(instance)})
        else:
            show_line(f"{out}: {instance_words(instance)}")
    return DONE
