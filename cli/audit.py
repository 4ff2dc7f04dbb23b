"""``samehands audit``: whether a plan keeps the rules and is as good as its file says."""

from __future__ import annotations

from ..model.errors import InputError, InputFault
from ..model.io.read import read, read_policy
from ..planning import Result, audit_certificate, audit_result
from ..planning.result_file import load_result
from ..report.audited import audited_certificate_document, audited_document
from .exit_codes import DONE, VIOLATIONS
from .inputs import ErrorCollector
from .options import InstancePath, Output, PolicyFile, ResultFile, with_blocks
from .output import deliver


@with_blocks
def audit(
    instance: InstancePath, file: ResultFile, *, policy: PolicyFile = None, output: Output
) -> int:
    """Check a plan, its cost and its bound, from the tables, the plan and the prices alone."""
    errors = ErrorCollector()
    errors.check_output(output)
    tables = errors.attempt(lambda: read(instance))
    known = None if tables is None else tables[0]
    result = errors.attempt(lambda: load_result(file))
    other = None if policy is None else errors.attempt(lambda: read_policy(policy, known))
    errors.finish()
    if known is not None and result is not None and _is_proof(result):
        found = audit_certificate(known, result)
        data = {"clean": found.holds, "bound": found.to_dict()}
        deliver(audited_certificate_document(found), data, output, known.warnings)
        return DONE if found.holds else VIOLATIONS
    if known is None or result is None or result.found is None:
        says = f"{file.name} holds no plan to audit"
        raise InputError([InputFault("result", None, None, "plan", says)])
    audited = audit_result(known, result, other)
    deliver(audited_document(audited), audited.to_dict(), output, known.warnings)
    return DONE if audited.is_clean else VIOLATIONS


def _is_proof(result: Result) -> bool:
    return result.status == "infeasible" and result.certificate is not None
