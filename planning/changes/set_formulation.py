"""``{ formulation = "task-based" }``: the continuity section is rewritten to a formulation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from ...model.errors import InputError
from .base import Change, Fault, State


class SetFormulation(Change):
    """Take another formulation, as ``Policy.as_formulation`` does.

    Attributes
    ----------
    formulation : str
        client-based, team, team-K, hybrid or task-based.
    """

    verb: ClassVar[str] = "formulation"

    formulation: str = Field(description="client-based, team, team-K, hybrid or task-based")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"the {self.formulation} standard"

    def decides(self) -> frozenset[str]:
        """Return the fields that a formulation rewrites."""
        fields = {"continuity.k", "continuity.exempt_kinds", "continuity.k_by_group"}
        pooled = {"skills.bundle_integrity"} if self.formulation == "task-based" else set[str]()
        return frozenset(fields | pooled)

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an unknown name."""
        yield from super().faults(state)
        try:
            state.policy.as_formulation(self.formulation)
        except InputError as error:
            yield from (Fault("formulation", problem.message) for problem in error.problems)

    def applied(self, state: State) -> State:
        """Return the state with the continuity section rewritten."""
        return replace(state, policy=state.policy.as_formulation(self.formulation))
