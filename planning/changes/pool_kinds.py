"""``{ pool_kinds = ["call", "lobby"] }``: anyone may do tasks of these kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from .base import Change, Fault, State
from .names import listed, unknown


class PoolKinds(Change):
    """Exempt kinds of tasks from the limit on a client's workers.

    Attributes
    ----------
    pool_kinds : tuple of str
        Kinds, added to those that are exempt already.
    """

    verb: ClassVar[str] = "pool_kinds"

    pool_kinds: Annotated[tuple[str, ...], Field(min_length=1)] = Field(
        description="Kinds of tasks that anyone may do"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"tasks of the kinds {listed(self.pool_kinds)} are pooled"

    def extends(self) -> frozenset[str]:
        """Return the exempt kinds."""
        return frozenset({"continuity.exempt_kinds"})

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield kinds that no task has."""
        yield from super().faults(state)
        yield from unknown(state.instance, "kind", "pool_kinds", self.pool_kinds)

    def applied(self, state: State) -> State:
        """Return the state with more kinds exempt."""
        kinds = dict.fromkeys((*state.policy.continuity.exempt_kinds, *self.pool_kinds))
        return state.with_section("continuity", exempt_kinds=tuple(kinds))
