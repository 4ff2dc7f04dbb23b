"""``{ merge_offices = ["a", "b"], into = "a" }``: several offices become one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ...model.privacy import shown
from .base import Change, Fault, State
from .names import LEFT, listed, names, unknown


class MergeOffices(Change):
    """Make one office of several: their clients and their workers.

    Attributes
    ----------
    merge_offices : tuple of str
        Two offices or more.
    into : str
        Name of the merged office: one of them, or a name that no office has.
    """

    verb: ClassVar[str] = "merge_offices"

    merge_offices: Annotated[tuple[str, ...], Field(min_length=2)] = Field(description="Offices")
    into: str = Field(min_length=1, description="Name of the merged office")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"the offices {listed(self.merge_offices)} become {self.into}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield offices that do not occur, and a name that another office has."""
        yield from super().faults(state)
        yield from unknown(state.instance, "office", "merge_offices", self.merge_offices)
        others = (names(state.instance, "office") | {LEFT}) - set(self.merge_offices)
        if self.into in others:
            yield Fault("into", f"{shown(self.into)} is another office; merge it too, or rename")

    def applied(self, state: State) -> State:
        """Return the state with one office in place of several, in its regions too."""
        merged = pl.col("office").is_in(self.merge_offices)
        office = pl.when(merged).then(pl.lit(self.into)).otherwise("office")
        state = state.with_clients(state.instance.clients.with_columns(office=office))
        state = state.with_workers(state.instance.workers.with_columns(office=office))
        regions: dict[str, tuple[str, ...]] = {}
        seen: set[str] = set()
        for region, offices in state.policy.pool.regions.items():
            renamed = (self.into if each in self.merge_offices else each for each in offices)
            kept = tuple(each for each in dict.fromkeys(renamed) if each not in seen)
            seen.update(kept)
            if kept:
                regions[region] = kept
        return state.with_section("pool", regions=regions)
