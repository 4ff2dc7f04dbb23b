"""``samehands what-if``: reforms against a baseline, from a file of scenarios."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..report.what_if import what_if_document, what_if_plans
from ..scenarios import WhatIf, read_scenarios
from ..scenarios import what_if as compare_reforms
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import AllJobs, Inputs, JsonFile, ManyEffort, Output, with_blocks
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


@dataclass(frozen=True)
class WhatIfEffort(ManyEffort):
    """How hard to try; by default the solves use all processors.

    Parameters
    ----------
    jobs : int or None
        Solves at a time; None for one per processor.
    """

    jobs: AllJobs = None


@with_blocks
def what_if(
    inputs: Inputs,
    scenarios: _SCENARIOS,
    effort: WhatIfEffort,
    *,
    ranges: _RANGES = False,
    sensitivity: _SENSITIVITY = False,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Change rules, staff, clients or work, and see what follows and whether it is real.

    The time limit is divided evenly among the baseline, the reforms and what --ranges and
    --sensitivity solve; with --jobs N, N of them share the same time.
    """
    errors = ErrorCollector()
    errors.check_output(output, out)
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
            jobs=effort.jobs,
            on_stage=Progress,
        )

    found = run_interruptibly(work)
    if out is not None:
        write_files({out: found.to_json()})
    deliver(
        lambda: what_if_document(found, in_parts=output.has_page),
        found.to_dict(full=False),
        output,
        question.warnings,
        lambda: what_if_plans(found),
    )
    return exit_code(*(result.status for result in found.results))
