"""``{ forbid_moves = true }``: no client changes owner."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from .base import Change, State


class ForbidMoves(Change):
    """Let no client change owner; one without an owner may still get the first.

    Attributes
    ----------
    forbid_moves : True
        There is no other value.
    """

    verb: ClassVar[str] = "forbid_moves"

    forbid_moves: Literal[True] = Field(description="There is no other value")

    def words(self) -> str:
        """Return the change in one phrase."""
        return "no client changes owner"

    def decides(self) -> frozenset[str]:
        """Return the limit on moves."""
        return frozenset({"moves.limit", "moves.enabled"})

    def applied(self, state: State) -> State:
        """Return the state with the limit on moves at zero."""
        return state.with_section("moves", limit=0, enabled=True)
