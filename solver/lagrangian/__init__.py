"""Lagrangian relaxation with one knapsack per agent, for problems that are tight and hard."""

from .engine import Lagrangian

__all__ = ["Lagrangian"]
