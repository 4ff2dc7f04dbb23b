"""The eleven rules, checked one file each, and the one table that names them."""

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
    pool,
    service,
    skills,
    utilisation,
)

__all__ = ["VIOLATIONS"]

VIOLATIONS: abc.Mapping[ids.RuleId, abc.Callable[[plans.Context], list[found.Violation]]] = {
    "skills": skills.violations,
    "language": language.violations,
    "pool": pool.violations,
    "continuity": continuity.violations,
    "deadlines": deadlines.violations,
    "caseload": caseload.violations,
    "utilisation": utilisation.violations,
    "overtime": overtime.violations,
    "service": service.violations,
    "moves": moves.violations,
    "handoffs": handoffs.violations,
}
"""What breaks each rule, given that it is on."""
