"""``samehands schema``: the JSON Schema of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated

import typer

from ..explanation import Explanation
from ..model.checks.cells import shown
from ..model.errors import InputError, InputFault
from ..model.io.write import SCHEMA_NAMES, json_schema
from ..planning import ClientPlan, Comparison, PlanSummary, Result, WorkerPlan
from ..planning.written import WrittenAnswer
from ..rebalancing import Rebalance
from ..scenarios import (
    BreakEven,
    Curve,
    Frontier,
    ShadowPrices,
    Staffing,
    WhatIf,
)
from ..scenarios.fairness import Fairness
from .exit_codes import DONE
from .output import show_json

_ANSWERS: tuple[type[WrittenAnswer], ...] = (
    Result,
    Comparison,
    Curve,
    Frontier,
    Fairness,
    Staffing,
    BreakEven,
    ShadowPrices,
    WhatIf,
    Rebalance,
    Explanation,
    PlanSummary,
    WorkerPlan,
    ClientPlan,
)

_SCHEMAS: Mapping[str, Callable[[], dict[str, object]]] = {
    **{name: partial(json_schema, name) for name in SCHEMA_NAMES},
    **{answer.kind: answer.json_schema for answer in _ANSWERS},
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
