"""``samehands audit``: whether a plan keeps the rules and is as good as its file says."""

from __future__ import annotations

from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.read import read, read_policy
from ..planning import Result
from ..planning.result import load_result
from ..report.audited import (
    audit_report,
    audit_result,
    audit_to_dict,
    proven,
    proven_lines,
    proven_to_dict,
)
from .exits import DONE, VIOLATIONS
from .options import AsJson, InstancePath, PolicyFile, ResultFile
from .output import show, show_json
from .question import Gather


def audit(
    instance: InstancePath,
    file: ResultFile,
    policy: PolicyFile = None,
    as_json: AsJson = False,
) -> int:
    """Check a plan, its cost and its bound, from the tables, the plan and the prices alone."""
    gather = Gather()
    tables = gather.attempt(lambda: read(instance))
    known = None if tables is None else tables[0]
    result = gather.attempt(lambda: load_result(file))
    other = None if policy is None else gather.attempt(lambda: read_policy(policy, known))
    gather.finish()
    if known is not None and result is not None and _is_proof(result):
        return _impossible(known, result, as_json)
    if known is None or result is None or result.found is None:
        says = f"{file.name} holds no plan to audit"
        raise InputError([InputFault("result", None, None, "plan", says)])
    finding = audit_result(known, result, other)
    if as_json:
        show_json(audit_to_dict(finding))
    else:
        show(audit_report(finding))
    return DONE if finding.is_clean else VIOLATIONS


def _is_proof(result: Result) -> bool:
    return result.status == "infeasible" and result.certificate is not None


def _impossible(instance: Instance, result: Result, as_json: bool) -> int:
    """Audit the proof that there is no plan."""
    found = proven(instance, result, None)
    if as_json:
        show_json({"clean": found.holds, "bound": proven_to_dict(found)})
    else:
        show(proven_lines(found))
    return DONE if found.holds else VIOLATIONS
