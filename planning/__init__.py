"""One question to one audited result."""

from .asking import Asking
from .compare import STANDARDS, Comparison, compare, compare_formulations
from .interval import Difference, difference, inherit, relaxes
from .rebalance import Rebalance, rebalance
from .rebalance_events import Absence, Events
from .result import Result, Seconds, TracePoint
from .solve import solve
from .today import Today

__all__ = [
    "STANDARDS",
    "Absence",
    "Asking",
    "Comparison",
    "Difference",
    "Events",
    "Rebalance",
    "Result",
    "Seconds",
    "Today",
    "TracePoint",
    "compare",
    "compare_formulations",
    "difference",
    "inherit",
    "rebalance",
    "relaxes",
    "solve",
]
