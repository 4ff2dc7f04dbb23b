"""Owners anew when staff changes: who moves, why, and which deadlines are lost."""

from .events import Absence, Events
from .rebalance import Rebalance, rebalance

__all__ = [
    "Absence",
    "Events",
    "Rebalance",
    "rebalance",
]
