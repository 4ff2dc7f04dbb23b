"""``{ split_office = "a", into = ["a1", "a2"] }``: one office becomes several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ..model.checks.cells import shown
from .base import (
    LEFT,
    Change,
    Fault,
    OfficeName,
    State,
    listed,
    names,
)


class SplitOffice(Change):
    """Make several offices of one: workers are dealt by lot, clients follow their owner.

    Workers, in the order the seed draws them, go to the new offices in turn; a client goes where
    the owner of today goes, and one without an owner by lot. In the regions of the policy the new
    offices take the place of the old one.

    Attributes
    ----------
    split_office : str
        The office.
    into : tuple of str
        Names of the new ones, which no other office has.
    """

    verb: ClassVar[str] = "split_office"

    split_office: OfficeName = Field(description="The office")
    into: Annotated[tuple[str, ...], Field(min_length=2)] = Field(description="The new offices")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"the office {self.split_office} becomes {listed(self.into)}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an office that does not occur, and names that others have."""
        yield from super().faults(state)
        others = (names(state.instance, "office") | {LEFT}) - {self.split_office}
        for name in self.into:
            if name in others:
                yield Fault("into", f"{shown(name)} is another office; take a new name")
        if len(set(self.into)) < len(self.into):
            yield Fault("into", "a name stands twice; name each new office once")

    def applied(self, state: State) -> State:
        """Return the state with several offices in place of one."""
        workers, clients = state.instance.workers, state.instance.clients
        here = pl.col("office") == self.split_office
        order = state.drawn(workers.filter(here)["id"].to_list(), "split_office")
        home = {id: self.into[place % len(self.into)] for place, id in enumerate(order)}
        inside = clients.filter(here)
        for client, owner in inside.select("id", "worker").iter_rows():
            place = int(state.chance(client, "split_office") * len(self.into))
            home[client] = home.get(owner, self.into[place])
        # Workers and clients may share ids, so each table asks for its own.
        state = state.with_workers(_moved(workers, self.split_office, home))
        state = state.with_clients(_moved(clients, self.split_office, home))
        regions = {
            region: tuple(
                name
                for office in offices
                for name in (self.into if office == self.split_office else (office,))
            )
            for region, offices in state.policy.pool.regions.items()
        }
        return state.with_section("pool", regions=regions)


def _moved(table: pl.DataFrame, office: str, home: dict[str, str]) -> pl.DataFrame:
    offices = [
        home[id] if old == office else old for id, old in table.select("id", "office").iter_rows()
    ]
    return table.with_columns(office=pl.Series(offices, dtype=pl.String))


# ``{ merge_offices = ["a", "b"], into = "a" }``: several offices become one.


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

    merge_offices: Annotated[tuple[OfficeName, ...], Field(min_length=2)] = Field(
        description="Offices"
    )
    into: str = Field(min_length=1, description="Name of the merged office")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"the offices {listed(self.merge_offices)} become {self.into}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield offices that do not occur, and a name that another office has."""
        yield from super().faults(state)
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
