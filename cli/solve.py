"""``samehands solve`` and ``samehands audit``: the best plan; whether a plan is what it says."""

from __future__ import annotations

import threading
from typing import cast

from ..model.errors import InputError, InputFault
from ..model.io.read import read_policy
from ..planning import Result, audit_certificate, audit_result
from ..planning import solve as solve_instance
from ..planning.options import Order as PlanOrder
from ..planning.result import load_result, save_result
from ..report.plan_sheets import write_plan
from ..report.solved import (
    audited_certificate_document,
    audited_document,
    solved_document,
    solved_plans,
)
from .exit_codes import DONE, VIOLATIONS, exit_code
from .inputs import ErrorCollector, add_reading_time, read_inputs
from .interrupt import run_interruptibly
from .options import (
    FixedText,
    FormerIds,
    Formulation,
    GapEffort,
    Inputs,
    InstancePath,
    Order,
    Output,
    PlanFile,
    PolicyFile,
    ResultFile,
    StartFile,
    with_blocks,
)
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
    fixed: FixedText = None,
    out: PlanFile = None,
    output: Output,
) -> int:
    """Find the best plan for an instance and say how good it is.

    The time limit covers reading, building, solving, the proof and the audit.
    """
    errors = ErrorCollector()
    errors.check_plan_output(output, out)
    names = () if formulation is None else (formulation,)
    question = read_inputs(
        inputs, effort, errors, formulations=names, order=order, start=start, fixed=fixed
    )
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
            fixed=question.fixed,
            on_event=Progress(),
        )

    result = add_reading_time(run_interruptibly(work), question, loading=True)
    plans = solved_plans(question.instance, result)
    warnings = question.warnings
    if out is not None and out.suffix == ".json":
        save_result(result, out)
    elif out is not None and plans:
        write_plan(plans[0], out)
    elif out is not None:
        says = "not written, because there is no plan; a .json file would say what is known"
        warnings = (*warnings, InputFault("file", None, None, out.name, says))
    deliver(
        lambda: solved_document(question.instance, result, in_parts=output.has_page),
        result.to_dict(full=False),
        output,
        warnings,
        lambda: plans,
    )
    return exit_code(result.status)


@with_blocks
def audit(
    instance: InstancePath,
    file: ResultFile,
    *,
    policy: PolicyFile = None,
    former: FormerIds = None,
    output: Output,
) -> int:
    """Check a plan, its cost and its bound, from the tables, the plan and the prices alone."""
    errors = ErrorCollector()
    errors.check_output(output)
    tables = errors.attempt(Inputs(instance, former=former).read)
    known = None if tables is None else tables[0]
    result = errors.attempt(lambda: load_result(file))
    other = None if policy is None else errors.attempt(lambda: read_policy(policy, known))
    errors.finish()
    if known is not None and result is not None and _is_proof(result):
        found = audit_certificate(known, result)
        data = {"clean": found.holds, "bound": found.to_dict()}
        deliver(lambda: audited_certificate_document(found), data, output, known.warnings)
        return DONE if found.holds else VIOLATIONS
    if known is None or result is None or result.plan is None:
        says = f"{file.name} holds no plan to audit"
        raise InputError([InputFault("result", None, None, "plan", says)])
    audited = audit_result(known, result, other)
    deliver(lambda: audited_document(audited), audited.to_dict(), output, known.warnings)
    return DONE if audited.is_clean else VIOLATIONS


def _is_proof(result: Result) -> bool:
    return result.status == "infeasible" and result.certificate is not None
