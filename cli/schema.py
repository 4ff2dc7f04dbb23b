"""``samehands schema``: the JSON Schema of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

import typer

from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from ..model.io.write import SCHEMA_NAMES, json_schema
from ..planning.comparison import comparison_schema
from ..planning.result_file import result_schema
from ..scenarios.curve_file import curve_schema
from ..scenarios.fairness import Fairness
from ..scenarios.frontier import Frontier
from ..scenarios.sweep import Curve
from .exit_codes import DONE
from .output import show_json

_SCHEMAS: Mapping[str, Callable[[], dict[str, object]]] = {
    **{name: partial(json_schema, name) for name in SCHEMA_NAMES},
    "result": result_schema,
    "comparison": comparison_schema,
    **{kind.kind: partial(curve_schema, kind) for kind in (Curve, Frontier, Fairness)},
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
