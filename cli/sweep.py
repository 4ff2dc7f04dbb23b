"""``samehands sweep``: one field of the policy over values."""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.io.files import write_files
from ..report.curves import curve_document, points_csv
from ..scenarios.sweep import parse_setting
from ..scenarios.sweep import sweep as solve_along
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import CsvFile, Inputs, ManyEffort, Output, with_blocks
from .output import deliver
from .progress import Progress

_SET = Annotated[
    str,
    typer.Option(
        "--set", metavar="FIELD=VALUES", help="E.g. caseload.cap=200:400:25 or continuity.k=1,2,3."
    ),
]


@with_blocks
def sweep(
    inputs: Inputs, effort: ManyEffort, *, setting: _SET, out: CsvFile = None, output: Output
) -> int:
    """Solve an instance at every value of one field: the curve of cost and every metric.

    The time limit is divided evenly among the values; what one leaves over goes to those after it.
    """
    errors = ErrorCollector()
    asked = errors.attempt(lambda: parse_setting(setting))
    errors.check_output(output, out, ".csv")
    question = read_inputs(inputs, effort, errors)
    field, values = asked if asked is not None else ("", ())
    curve = run_interruptibly(
        lambda cancel: solve_along(
            question.instance,
            question.policy,
            field,
            values,
            effort.options(cancel),
            jobs=effort.jobs,
            on_stage=Progress,
        )
    )
    if out is not None:
        write_files({out: points_csv(curve.points)})
    document = curve_document(question.instance, curve)
    deliver(document, curve.to_dict(question.instance, full=False), output, question.warnings)
    return exit_code(*(point.status for point in curve.points))
