"""Changes of clients and offices.

``{ freeze = ["c1"], groups = ["elderly"] }``: these clients keep their owner.
``{ pair = "c1", worker = "w1", price = "never" }``: a client and a worker must not meet.
``{ split_office = "a", into = ["a1", "a2"] }``: one office becomes several.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

import polars as pl
from pydantic import Field, model_validator

from ..model.checks.cells import NEVER, shown
from .base import (
    Change,
    ClientId,
    Fault,
    GroupName,
    LanguageName,
    OfficeName,
    ProgramName,
    State,
    WorkerId,
    listed,
    names,
)
from .sampling import Frame, frame_clients, frame_workers, rounded_up


class SetPair(Change):
    """Say what it costs that a worker serves a client.

    Attributes
    ----------
    pair : str
        The client.
    worker : str
        The worker.
    price : "never" or int
        Whether the two must not meet; else minutes for owning, and for each task done, below 0 for
        a gain, and 0 where they may meet as anybody else.
    """

    verb: ClassVar[str] = "pair"

    pair: ClientId = Field(description="The client")
    worker: WorkerId = Field(description="The worker")
    price: Literal["never"] | Annotated[int, Field(ge=-999_999, le=999_999)] = Field(
        default="never", description="never, or minutes for owning and for each task done"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        if self.price == NEVER:
            return f"{self.pair} and {self.worker} must not meet"
        if not self.price:
            return f"{self.pair} and {self.worker} may meet"
        return f"{self.pair} and {self.worker} meet at a price of {self.price} minutes"

    def applied(self, state: State) -> State:
        """Return the state with the pair said anew."""
        pairs = state.instance.pairs
        others = pairs.filter((pl.col("client") != self.pair) | (pl.col("worker") != self.worker))
        if not self.price:
            return state.with_pairs(others)
        row = {"client": self.pair, "worker": self.worker, "price": str(self.price), "reason": ""}
        return state.with_pairs(pl.concat([others, pl.DataFrame([row], schema=pairs.schema)]))


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

    freeze: tuple[ClientId, ...] = Field(description="Clients by name")
    groups: tuple[GroupName, ...] = Field(default=(), description="All clients of these groups")

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

    def applied(self, state: State) -> State:
        """Return the state with more clients frozen."""
        inside = pl.col("groups").list.set_intersection(list(self.groups)).list.len() > 0
        clients = state.instance.clients
        grouped: list[str] = clients.filter(inside)["id"].to_list() if self.groups else []
        frozen = dict.fromkeys((*state.policy.moves.frozen, *self.freeze, *grouped))
        return state.with_section("moves", frozen=tuple(frozen))


# ``{ label = "complex", top_share = 0.2 }``: clients are put into a group.


Share = Annotated[float, Field(gt=0, le=1)]


class Label(Change):
    """Put clients into a group, so that rules and other changes can name them.

    Attributes
    ----------
    label : str
        The group; clients in it already stay.
    top_share : float or None
        Share of the clients with the most task minutes, rounded up; ties by id.
    share : float or None
        Share of the clients, rounded up, drawn by the seed.
    programs, groups, languages : tuple of str
        Only clients who have one of these programs, are in one of these groups, speak one of
        these. Without a share all of them.
    """

    verb: ClassVar[str] = "label"

    label: str = Field(min_length=1, description="The group")
    top_share: Share | None = Field(default=None, description="Share with the most task minutes")
    share: Share | None = Field(default=None, description="Share drawn by the seed")
    programs: tuple[ProgramName, ...] = Field(
        default=(), description="Only with one of these programs"
    )
    groups: tuple[GroupName, ...] = Field(default=(), description="Only in one of these groups")
    languages: tuple[LanguageName, ...] = Field(
        default=(), description="Only who speak one of these"
    )

    @model_validator(mode="after")
    def _one_share(self) -> Self:
        if self.top_share is not None and self.share is not None:
            raise ValueError("give top_share or share, not both")
        return self

    def words(self) -> str:
        """Return the change in one phrase."""
        some = f" of {listed(self.programs)}" if self.programs else ""
        some += f" in {listed(self.groups)}" if self.groups else ""
        some += f" who speak {listed(self.languages)}" if self.languages else ""
        if self.top_share is not None:
            return (
                f"the {self.top_share * 100:g} % of clients{some} with most work are {self.label}"
            )
        share = "" if self.share is None else f"{self.share * 100:g} % of "
        return f"{share}clients{some} are {self.label}"

    def applied(self, state: State) -> State:
        """Return the state with clients in the group."""
        state, chosen = self._chosen(state)
        outside = ~pl.col("groups").list.contains(self.label)
        joins = pl.col("id").is_in(chosen) & outside
        more = pl.col("groups").list.concat(pl.lit([self.label]))
        groups = pl.when(joins).then(more).otherwise("groups")
        return state.with_clients(state.instance.clients.with_columns(groups=groups))

    def _chosen(self, state: State) -> tuple[State, list[str]]:
        clients = state.instance.clients
        for column, some in (("programs", self.programs), ("groups", self.groups)):
            if some:
                shared = pl.col(column).list.set_intersection(list(some)).list.len() > 0
                clients = clients.filter(shared)
        if self.languages:
            clients = clients.filter(pl.col("language").is_in(self.languages))
        ids: list[str] = clients["id"].to_list()
        if self.share is not None:
            frame = frame_clients(clients)
            drawn = state.order(frame, f"label {self.label}")[: rounded_up(self.share, len(ids))]
            return state.with_draw(frame, drawn, f"clients who are {self.label}"), drawn
        if self.top_share is not None:
            work = state.instance.tasks.group_by("client").agg(pl.col("minutes").sum())
            minutes: dict[str, int] = dict(work.iter_rows())
            ids.sort(key=lambda id: (-minutes.get(id, 0), id))
            return state, ids[: rounded_up(self.top_share, len(ids))]
        return state, ids


# ``{ split_office = "a", into = ["a1", "a2"] }``: one office becomes several.


class SplitOffice(Change):
    """Make several offices of one: workers are dealt by lot, clients follow their owner.

    Workers are dealt evenly, and so are those with the same programs and languages; a client goes
    where the owner of today goes, and clients without an owner are dealt alike. In the regions of
    the policy the new offices take the place of the old one.

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
        others = names(state.instance, "office") - {self.split_office}
        for name in self.into:
            if name in others:
                yield Fault("into", f"{shown(name)} is another office; take a new name")
        if len(set(self.into)) < len(self.into):
            yield Fault("into", "a name stands twice; name each new office once")

    def applied(self, state: State) -> State:
        """Return the state with several offices in place of one."""
        workers, clients = state.instance.workers, state.instance.clients
        here = pl.col("office") == self.split_office
        state, staff = self._dealt(state, frame_workers(workers.filter(here)))
        inside = clients.filter(here)
        follows = inside["worker"].is_in(list(staff))
        state, home = self._dealt(state, frame_clients(inside.filter(~follows.fill_null(False))))
        followers = inside.filter(follows.fill_null(False)).select("id", "worker")
        home |= {client: staff[owner] for client, owner in followers.iter_rows()}
        state = state.with_workers(_moved(workers, self.split_office, staff))
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

    def _dealt(self, state: State, frame: Frame) -> tuple[State, dict[str, str]]:
        """Return the new office of every row of a frame, and the state with the draw."""
        home: dict[str, str] = {}
        dealt = state.deal(frame, f"split_office {frame.table}", len(self.into))
        for office, ids in zip(self.into, dealt, strict=True):
            home |= dict.fromkeys(ids, office)
            state = state.with_draw(frame, ids, f"{frame.table} who go to {office}")
        return state, home


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
        others = names(state.instance, "office") - set(self.merge_offices)
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
