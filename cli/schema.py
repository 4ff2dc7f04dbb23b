"""``samehands schema``: the JSON Schema of a file."""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.io.schema import SCHEMA_NAMES, json_schema
from .exit_codes import DONE
from .output import show_json


def schema(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"One of {', '.join(SCHEMA_NAMES)}.")],
) -> int:
    """Print the JSON Schema of the files that other systems write and read."""
    show_json(json_schema(file))
    return DONE
