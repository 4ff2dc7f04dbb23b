"""Is it true: a plan checked, and its cost recomputed, from the plan and the instance alone."""

from __future__ import annotations

from .certificate.bound import Verification, verify_certificate
from .check import check
from .cost import Costs, recompute_cost
from .exclusions import find_exclusions
from .violations import Broken, Violation

__all__ = [
    "Broken",
    "Costs",
    "Verification",
    "Violation",
    "check",
    "find_exclusions",
    "recompute_cost",
    "verify_certificate",
]
