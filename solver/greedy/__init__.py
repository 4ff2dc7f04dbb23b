"""The clerk's rule: the cheapest eligible pair first, then the agent least utilised."""

from .engine import LeastLoaded, assign

__all__ = [
    "LeastLoaded",
    "assign",
]
