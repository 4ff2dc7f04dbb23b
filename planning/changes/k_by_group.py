"""``{ k_by_group = { homeless = 1 }, others = "unlimited" }``: K for groups of clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from ...model.sections import K
from .base import Change, Fault, State
from .names import unknown


class KByGroup(Change):
    """Set the most workers of a client, by group of clients.

    Attributes
    ----------
    k_by_group : dict from str to K
        K of each group named; groups that are not named keep theirs.
    others : K or None
        K of everybody else; None leaves it as it is.
    """

    verb: ClassVar[str] = "k_by_group"

    k_by_group: Annotated[dict[str, K], Field(min_length=1)] = Field(
        description="Most workers of a client, by group"
    )
    others: K | None = Field(default=None, description="Most workers of any other client")

    def words(self) -> str:
        """Return the change in one phrase."""
        some = ", ".join(f"{k} for {group}" for group, k in self.k_by_group.items())
        rest = "" if self.others is None else f", {self.others} for others"
        return f"most workers of a client: {some}{rest}"

    def decides(self) -> frozenset[str]:
        """Return the fields that are set."""
        groups = {f"continuity.k_by_group.{group}" for group in self.k_by_group}
        return frozenset(groups if self.others is None else groups | {"continuity.k"})

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield groups that no client is in."""
        yield from super().faults(state)
        yield from unknown(state.instance, "group", "k_by_group", self.k_by_group)

    def applied(self, state: State) -> State:
        """Return the state with K set for the groups."""
        groups = {**state.policy.continuity.k_by_group, **self.k_by_group}
        changed = state.with_section("continuity", k_by_group=groups)
        return changed if self.others is None else changed.with_section("continuity", k=self.others)
