"""Is it true: a plan checked, and its cost recomputed, from the plan and the instance alone."""

from __future__ import annotations

from .certificate.bound import Certified, certified
from .check import check
from .cost import Costs, cost
from .exclusions import exclusions
from .restate import areas, effective_minutes, windows, worker_limits
from .violations import Broken, Violation

__all__ = [
    "Broken",
    "Certified",
    "Costs",
    "Violation",
    "areas",
    "certified",
    "check",
    "cost",
    "effective_minutes",
    "exclusions",
    "windows",
    "worker_limits",
]
