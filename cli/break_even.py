"""``samehands break-even``: where the two standards cost the same."""

from __future__ import annotations

from typing import Annotated

import typer

from ..model.io.files import write_files
from ..report.break_evens import break_even_document
from ..scenarios.break_even import MOST_MINUTES, SEEDS
from ..scenarios.break_even import break_even as find_break_even
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import Inputs, JsonFile, ManyEffort, Output, with_blocks
from .output import deliver
from .progress import Progress

_ALL = len(SEEDS)
_EPSILON = Annotated[
    float | None,
    typer.Option(
        "--epsilon",
        metavar="MINUTES",
        help="Advantage that counts as none.",
        show_default="a thousandth of the task minutes",
    ),
]
_MOST = Annotated[
    int, typer.Option("--most", metavar="MINUTES", help="Most minutes of a hand-off to try.")
]
_SEEDS = Annotated[int, typer.Option("--seeds", metavar="N", help="Blind pools: seeds 0 to N - 1.")]


@with_blocks
def break_even(
    inputs: Inputs,
    effort: ManyEffort,
    *,
    epsilon: _EPSILON = None,
    most: _MOST = MOST_MINUTES,
    seeds: _SEEDS = _ALL,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Find the hand-off minutes and the speed-up at which the two standards cost the same.

    The time limit is divided evenly among the two standards, the two searches and the blind pools.
    """
    errors = ErrorCollector()
    if not 0 <= seeds <= 100:
        errors.refuse("seeds", f"{seeds} is no number of seeds; it must be from 0 to 100")
    errors.check_output(output, out)
    question = read_inputs(inputs, effort, errors)
    found = run_interruptibly(
        lambda cancel: find_break_even(
            question.instance,
            question.policy,
            epsilon=epsilon,
            most=most,
            seeds=range(seeds),
            options=effort.options(cancel),
            jobs=effort.jobs,
            on_stage=Progress,
        )
    )
    if out is not None:
        write_files({out: found.to_json(question.instance)})
    data = found.to_dict(question.instance, full=False)
    deliver(lambda: break_even_document(question.instance, found), data, output, question.warnings)
    return exit_code(found.owned.status, found.pooled.status)
