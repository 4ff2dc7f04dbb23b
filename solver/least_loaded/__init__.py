"""The clerk's rule: the cheapest eligible pair first, then the agent with the lowest utilisation."""

from .engine import LeastLoaded, assign

__all__ = ["LeastLoaded", "assign"]
