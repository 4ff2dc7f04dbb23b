"""One question to one audited result."""

from .asking import Asking
from .compare import STANDARDS, Comparison, compare, compare_formulations
from .interval import Difference, difference, inherit, relaxes
from .result import Result, Seconds, TracePoint
from .solve import solve
from .today import Today

__all__ = [
    "STANDARDS",
    "Asking",
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
    "relaxes",
    "solve",
]
