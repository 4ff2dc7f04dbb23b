"""``{ add_work = "work_rule_check", program = "CalFresh", minutes = 20, rate = 0.2 }``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ...model.sections import Minutes
from ...model.tables import SCHEMAS
from .base import Change, Fault, State
from .names import listed, unknown

Period = Annotated[int, Field(ge=0, le=1_000_000)]


class AddWork(Change):
    """Add tasks of one kind for clients who have a program.

    Attributes
    ----------
    add_work : str
        Kind of the new tasks; it may be a new one.
    program : str
        Program they belong to; clients who have it are meant.
    minutes : int
        Standard minutes of each.
    rate : float
        Tasks a client: so large a share of the clients, drawn by the seed, gets one.
    release, due : int
        First period and last on time; due is the last of the calendar unless given.
    contact : bool
        Whether the client is spoken to.
    groups, languages : tuple of str
        Only clients of these groups, who speak these.
    """

    verb: ClassVar[str] = "add_work"

    add_work: str = Field(min_length=1, description="Kind of the new tasks")
    program: str = Field(description="Program they belong to")
    minutes: Minutes = Field(description="Standard minutes of each")
    rate: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0, description="Share of the clients who get one"
    )
    release: Period = Field(default=0, description="First period")
    due: Period | None = Field(default=None, description="Last period on time")
    contact: bool = Field(default=False, description="Whether the client is spoken to")
    groups: tuple[str, ...] = Field(default=(), description="Only clients of these groups")
    languages: tuple[str, ...] = Field(default=(), description="Only clients who speak these")

    def words(self) -> str:
        """Return the change in one phrase."""
        some = f" in {listed(self.groups)}" if self.groups else ""
        some += f" who speak {listed(self.languages)}" if self.languages else ""
        return (
            f"{self.rate * 100:g} % of the clients of {self.program}{some} need "
            f"{self.minutes} minutes of {self.add_work}"
        )

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what does not occur, and a due before the release."""
        yield from super().faults(state)
        yield from unknown(state.instance, "program", "program", [self.program])
        yield from unknown(state.instance, "group", "groups", self.groups)
        yield from unknown(state.instance, "language", "languages", self.languages)
        due = state.instance.calendar.last if self.due is None else self.due
        if due < self.release:
            yield Fault("due", f"{due} is before release ({self.release})")

    def applied(self, state: State) -> State:
        """Return the state with the new tasks at the end of the table."""
        clients = state.instance.clients.filter(pl.col("programs").list.contains(self.program))
        if self.groups:
            inside = pl.col("groups").list.set_intersection(list(self.groups)).list.len() > 0
            clients = clients.filter(inside)
        if self.languages:
            clients = clients.filter(pl.col("language").is_in(self.languages))
        ids: list[str] = clients["id"].to_list()
        number = round(self.rate * len(ids))
        chosen = set(state.drawn(ids, f"add_work {self.add_work}")[:number])
        taken = set(state.instance.tasks["id"].to_list())
        rows: list[dict[str, object]] = []
        for client in (id for id in ids if id in chosen):
            name = f"{self.add_work}-{client}"
            while name in taken:
                name += "-2"
            rows.append(self._row(name, client, state.instance.calendar.last))
        more = pl.DataFrame(rows, schema=dict(SCHEMAS["tasks"]))
        return state.with_tasks(pl.concat([state.instance.tasks, more]))

    def _row(self, name: str, client: str, last: int) -> dict[str, object]:
        return {
            "id": name,
            "client": client,
            "program": self.program,
            "kind": self.add_work,
            "minutes": self.minutes,
            "release": self.release,
            "due": last if self.due is None else self.due,
            "contact": self.contact,
        }
