"""``samehands solve``: the best plan for an instance, audited."""

from __future__ import annotations

import threading
from typing import cast

from ..planning import Result
from ..planning import solve as solve_instance
from ..planning.options import Order as PlanOrder
from ..planning.result_file import save_result
from ..report.solved import solved_document
from .exit_codes import exit_code
from .inputs import ErrorCollector, add_reading_time, read_inputs
from .interrupt import run_interruptibly
from .options import Formulation, GapEffort, Inputs, JsonFile, Order, Output, StartFile, with_blocks
from .output import deliver
from .progress import Progress


@with_blocks
def solve(
    inputs: Inputs,
    effort: GapEffort,
    *,
    formulation: Formulation = None,
    order: Order = "priced",
    start: StartFile = None,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Find the best plan for an instance and say how good it is.

    The time limit covers building, solving, the proof and the audit.
    """
    errors = ErrorCollector()
    errors.check_output(output, out)
    names = () if formulation is None else (formulation,)
    question = read_inputs(inputs, effort, errors, formulations=names, order=order, start=start)
    policy = question.policy
    if formulation is not None:
        policy = policy.as_formulation(formulation)

    def work(cancel: threading.Event) -> Result:
        return solve_instance(
            question.instance,
            policy,
            effort.options(cancel),
            order=cast("PlanOrder", order),
            start=question.start,
            certificate=question.certificate,
            on_event=Progress(),
        )

    result = add_reading_time(run_interruptibly(work), question, loading=True)
    if out is not None:
        save_result(result, out)
    deliver(
        solved_document(question.instance, result),
        result.to_dict(full=False),
        output,
        question.warnings,
    )
    return exit_code(result.status)
