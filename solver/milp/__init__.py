"""PuLP over HiGHS, CBC, or any solver that PuLP finds, on the whole assignment problem."""

from .engine import Milp, milp_named

__all__ = ["Milp", "milp_named"]
