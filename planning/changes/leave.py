"""``{ leave = ["w3"] }``: workers leave, and their clients need another owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from .base import Change, Fault, State
from .names import listed, unknown
from .staff import gone


class Leave(Change):
    """Let workers leave.

    They keep a row without minutes, languages or programs, in the office ``left``, so that taking
    over one of their clients is a change of owner, with its price and transfer minutes. Only
    without a pool rule and without bundle integrity could they still own a client on paper.

    Attributes
    ----------
    leave : tuple of str
        Who leaves.
    """

    verb: ClassVar[str] = "leave"

    leave: Annotated[tuple[str, ...], Field(min_length=1)] = Field(description="Who leaves")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{listed(self.leave)} leave{'s' if len(self.leave) == 1 else ''}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield workers who are not there."""
        yield from super().faults(state)
        yield from unknown(state.instance, "worker", "leave", self.leave)

    def applied(self, state: State) -> State:
        """Return the state with the workers gone."""
        return state.with_workers(gone(state.instance, self.leave))
