"""One question to one audited result."""

from .compare import STANDARDS, Comparison, compare, compare_formulations
from .interval import Difference, difference, inherit
from .result import Result, Seconds, TracePoint
from .solve import solve
from .today import Today

__all__ = [
    "STANDARDS",
    "Comparison",
    "Difference",
    "Result",
    "Seconds",
    "Today",
    "TracePoint",
    "compare",
    "compare_formulations",
    "difference",
    "inherit",
    "solve",
]
