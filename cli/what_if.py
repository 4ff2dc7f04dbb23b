"""``samehands what-if``: reforms against a baseline, from a file of scenarios."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from ..report.what_if import what_if_document, what_if_to_dict
from ..scenarios import WhatIf, read_scenarios
from ..scenarios import what_if as compare_reforms
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import GapEffort, Inputs, Output, with_blocks
from .output import deliver
from .progress import Progress

_SCENARIOS = Annotated[
    Path, typer.Argument(metavar="SCENARIOS", help="TOML file of reforms and their baseline.")
]
_RANGES = Annotated[
    bool,
    typer.Option("--ranges", help="Least and greatest value of metrics at the cost of each plan."),
]
_SENSITIVITY = Annotated[
    bool, typer.Option("--sensitivity", help="Halve and double each assumed price and minute.")
]
_JOBS = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", help="Solves at a time.  [default: one a processor]"),
]


@with_blocks
def what_if(
    inputs: Inputs,
    scenarios: _SCENARIOS,
    effort: GapEffort,
    *,
    jobs: _JOBS = None,
    ranges: _RANGES = False,
    sensitivity: _SENSITIVITY = False,
    output: Output,
) -> int:
    """Change rules, staff, clients or work, and see what follows and whether it is real."""
    errors = ErrorCollector()
    if jobs is not None and jobs < 1:
        errors.refuse("jobs", f"{jobs} is not a number of processes; it must be 1 or more")
    errors.check_output(output)
    question = read_inputs(inputs, effort, errors)
    asked = read_scenarios(scenarios, question.instance, question.policy, effort.seed)

    def work(cancel: threading.Event) -> WhatIf:
        return compare_reforms(
            question.instance,
            question.policy,
            asked,
            effort.options(cancel),
            with_ranges=ranges,
            with_sensitivity=sensitivity,
            jobs=jobs,
            on_stage=Progress,
        )

    found = run_interruptibly(work)
    deliver(what_if_document(found), what_if_to_dict(found), output, question.warnings)
    return exit_code(*(result.status for result in found.results))
