"""OR-Tools min-cost flow, wherever an assignment problem is a network."""

from .engine import Flow
from .network import is_network

__all__ = ["Flow", "is_network"]
