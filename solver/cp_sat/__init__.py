"""OR-Tools CP-SAT on the whole assignment problem."""

from .engine import CpSat

__all__ = ["CpSat"]
