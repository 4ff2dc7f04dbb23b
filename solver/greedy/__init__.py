"""The greedy heuristic: the cheapest eligible pair first, then the agent least utilised."""

from .assignment import assign_greedily
from .engine import LeastLoaded

__all__ = [
    "LeastLoaded",
    "assign_greedily",
]
