"""A new client now: who should have the one who has just walked in."""

from .desk import IntakeDesk
from .placement import Candidate, Commitment, Placement

__all__ = ["Candidate", "Commitment", "IntakeDesk", "Placement"]
