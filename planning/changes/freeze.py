"""``{ freeze = ["c1"], groups = ["elderly"] }``: these clients keep their owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import polars as pl
from pydantic import Field

from .base import Change, Fault, State
from .names import listed, unknown


class Freeze(Change):
    """Add clients to those whose owner may not be replaced by another.

    Attributes
    ----------
    freeze : tuple of str
        Clients by name; may be empty where groups are named.
    groups : tuple of str
        All clients of these groups.
    """

    verb: ClassVar[str] = "freeze"

    freeze: tuple[str, ...] = Field(description="Clients by name")
    groups: tuple[str, ...] = Field(default=(), description="All clients of these groups")

    def words(self) -> str:
        """Return the change in one phrase."""
        named = [f"{len(self.freeze)} named clients"] if self.freeze else []
        grouped = [f"clients in {listed(self.groups)}"] if self.groups else []
        return f"{listed([*named, *grouped])} keep their owner"

    def extends(self) -> frozenset[str]:
        """Return the frozen clients."""
        return frozenset({"moves.frozen"})

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield clients and groups that do not occur."""
        yield from super().faults(state)
        if not self.freeze and not self.groups:
            yield Fault("freeze", "nobody is named; name clients, or groups of clients")
        yield from unknown(state.instance, "client", "freeze", self.freeze)
        yield from unknown(state.instance, "group", "groups", self.groups)

    def applied(self, state: State) -> State:
        """Return the state with more clients frozen."""
        inside = pl.col("groups").list.set_intersection(list(self.groups)).list.len() > 0
        clients = state.instance.clients
        grouped: list[str] = clients.filter(inside)["id"].to_list() if self.groups else []
        frozen = dict.fromkeys((*state.policy.moves.frozen, *self.freeze, *grouped))
        return state.with_section("moves", frozen=tuple(frozen))
