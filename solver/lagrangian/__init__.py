"""Lagrangian relaxation with one knapsack an agent, for problems that are tight and hard."""

from .engine import Lagrangian
from .settings import Settings

__all__ = ["Lagrangian", "Settings"]
