"""Lagrangian relaxation with one knapsack an agent, for problems that are tight and hard."""

from .engine import Lagrangian

__all__ = ["Lagrangian"]
