"""Owners anew when staff changes: who moves, why, and which deadlines are lost."""

from .answer import Rebalance
from .events import Absence, Events
from .rebalance import rebalance

__all__ = [
    "Absence",
    "Events",
    "Rebalance",
    "rebalance",
]
