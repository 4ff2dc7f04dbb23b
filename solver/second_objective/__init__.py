"""A second objective, compiled: among assignments that cost no more, one that is better to look at.

Items belong to teams, each with a head. Counted are, the first that differs decides: penalties of
the pairs in use; of every team the distinct agents of its items, the head's not; those that are not
the head's agent; marks of the pairs in use. Items move between agents, what a team has at one agent
or all of it together, alone or against what another team has there, where the exact cost of all the
agents concerned does not rise.
"""

from .search import SECOND_OBJECTIVE, improve_second
from .teams import Teams, make_teams

__all__ = ["SECOND_OBJECTIVE", "Teams", "improve_second", "make_teams"]
