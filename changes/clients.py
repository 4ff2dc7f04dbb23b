"""``{ freeze = ["c1"], groups = ["elderly"] }``: these clients keep their owner."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated, ClassVar, Self

import polars as pl
from pydantic import Field, model_validator

from .base import (
    Change,
    ClientId,
    Fault,
    GroupName,
    LanguageName,
    ProgramName,
    State,
    listed,
)


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
        chosen = self._chosen(state)
        outside = ~pl.col("groups").list.contains(self.label)
        joins = pl.col("id").is_in(chosen) & outside
        more = pl.col("groups").list.concat(pl.lit([self.label]))
        groups = pl.when(joins).then(more).otherwise("groups")
        return state.with_clients(state.instance.clients.with_columns(groups=groups))

    def _chosen(self, state: State) -> list[str]:
        clients = state.instance.clients
        for column, some in (("programs", self.programs), ("groups", self.groups)):
            if some:
                shared = pl.col(column).list.set_intersection(list(some)).list.len() > 0
                clients = clients.filter(shared)
        if self.languages:
            clients = clients.filter(pl.col("language").is_in(self.languages))
        ids: list[str] = clients["id"].to_list()
        if self.share is not None:
            return state.drawn(ids, f"label {self.label}")[: ceil(self.share * len(ids))]
        if self.top_share is not None:
            work = state.instance.tasks.group_by("client").agg(pl.col("minutes").sum())
            minutes: dict[str, int] = dict(work.iter_rows())
            ids.sort(key=lambda id: (-minutes.get(id, 0), id))
            return ids[: ceil(self.top_share * len(ids))]
        return ids
