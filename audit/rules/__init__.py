"""The eleven rules, checked one file each, and the one table that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...model.rules import RuleId
from ..context import Context
from ..violations import Violation
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

VIOLATIONS: Mapping[RuleId, Callable[[Context], list[Violation]]] = {
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
