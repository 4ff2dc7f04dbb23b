"""``samehands schema``: the JSON Schema of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

import typer

from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from ..model.io.write import SCHEMA_NAMES, json_schema
from ..report.documents import ANSWERS
from .exit_codes import DONE
from .output import show_json

_SCHEMAS: Mapping[str, Callable[[], dict[str, object]]] = {
    **{name: partial(json_schema, name) for name in SCHEMA_NAMES},
    **{answer.kind: answer.json_schema for answer in ANSWERS},
}


def schema(
    file: Annotated[str, typer.Argument(metavar="FILE", help=f"One of {', '.join(_SCHEMAS)}.")],
) -> int:
    """Print the JSON Schema of the files that other systems write and read."""
    if file not in _SCHEMAS:
        says = f"no file is called {shown(file)}; choose one of {', '.join(_SCHEMAS)}"
        raise InputError([InputFault("argument", None, None, "file", says)])
    show_json(_SCHEMAS[file]())
    return DONE
