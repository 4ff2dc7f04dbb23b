"""Why it cannot be, and the ways out."""

from __future__ import annotations

from .answer import (
    Closed,
    Conflict,
    Explanation,
    Facts,
    LeftMinutes,
    Oversize,
    ScarceMinutes,
    Shortage,
    Shortfall,
    WayOut,
)
from .explain import explain

__all__ = [
    "Closed",
    "Conflict",
    "Explanation",
    "Facts",
    "LeftMinutes",
    "Oversize",
    "ScarceMinutes",
    "Shortage",
    "Shortfall",
    "WayOut",
    "explain",
]
