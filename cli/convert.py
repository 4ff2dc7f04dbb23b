"""``samehands convert``: somebody else's instance as the tables of samehands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..model.io.timefold import convert as translate
from ..model.io.write import write
from ..report.compared import instance_to_dict
from ..report.layout import paragraph
from ..report.solved import instance_words
from .exits import DONE
from .options import AsJson, OutFolder
from .output import show, show_json
from .question import Gather


def convert(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Task-assigning JSON file of Timefold.")
    ],
    out: OutFolder,
    as_json: AsJson = False,
) -> int:
    """Read a task-assigning file of Timefold and write its tables."""
    gather = Gather()
    gather.new_folder(out)
    converted = gather.attempt(lambda: translate(file))
    gather.finish()
    if converted is not None:
        instance, policy = converted
        write(out, instance, policy)
        if as_json:
            show_json({"out": str(out), "source": str(file), **instance_to_dict(instance)})
        else:
            show([paragraph(f"{out}: {instance_words(instance)}")])
    return DONE
