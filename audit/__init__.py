"""Is it true: a plan checked, and its cost recomputed, from the plan and the instance alone."""

from __future__ import annotations

from .certificate.bound import Verification, verify_certificate
from .check import check
from .cost import Costs, check_with_cost, recompute_cost
from .exclusions import find_exclusions
from .rules.continuity import Pieces, count_pieces
from .standing import fair_shares, standing_minutes
from .violations import Broken, Violation

__all__ = [
    "Broken",
    "Costs",
    "Pieces",
    "Verification",
    "Violation",
    "check",
    "check_with_cost",
    "count_pieces",
    "fair_shares",
    "find_exclusions",
    "recompute_cost",
    "standing_minutes",
    "verify_certificate",
]
