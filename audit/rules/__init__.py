"""The thirteen rules, checked one file each, and the one table that names them."""

from __future__ import annotations

import collections.abc as abc

from ...model import rules as ids
from .. import context as plans
from .. import violations as found
from . import (
    caseload,
    continuity,
    deadlines,
    handoffs,
    language,
    moves,
    overtime,
    pairs,
    pool,
    robust,
    service,
    skills,
    utilisation,
)

__all__ = ["VIOLATIONS"]

VIOLATIONS: abc.Mapping[ids.RuleId, abc.Callable[[plans.Context], list[found.Violation]]] = {
    "skills": skills.find_violations,
    "language": language.find_violations,
    "pool": pool.find_violations,
    "pairs": pairs.find_violations,
    "continuity": continuity.find_violations,
    "deadlines": deadlines.find_violations,
    "caseload": caseload.find_violations,
    "utilisation": utilisation.find_violations,
    "overtime": overtime.find_violations,
    "service": service.find_violations,
    "moves": moves.find_violations,
    "handoffs": handoffs.find_violations,
    "robust": robust.find_violations,
}
"""What breaks each rule, given that it is on."""
