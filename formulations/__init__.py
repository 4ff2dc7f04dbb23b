"""What the question is: an instance and a policy lowered to a problem, an answer lifted back."""

from .lift import LiftError, embed, lift
from .lower import Lowered, lower

__all__ = ["LiftError", "Lowered", "embed", "lift", "lower"]
