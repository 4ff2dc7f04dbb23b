"""Which workers, clients and tasks a change is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Self

import polars as pl
from pydantic import Field, model_validator

from ..model.instance import Instance
from ..model.tables import SCHEMAS
from .base import (
    Change,
    GroupName,
    KindName,
    LanguageName,
    OfficeName,
    ProgramName,
    State,
    WorkerId,
    listed,
)
from .sampling import frame_workers, rounded_up


class OfWorkers(Change):
    """A change that may be confined to workers of an office, with a language or a program."""

    office: OfficeName | None = Field(default=None, description="Only workers of the office")
    language: LanguageName | None = Field(default=None, description="Only workers who speak it")
    program: ProgramName | None = Field(default=None, description="Only workers who work in it")

    def matching(self, instance: Instance) -> pl.DataFrame:
        """Return the workers that the change is about."""
        workers = instance.workers
        if self.office is not None:
            workers = workers.filter(pl.col("office") == self.office)
        if self.language is not None:
            workers = workers.filter(pl.col("languages").list.contains(self.language))
        if self.program is not None:
            workers = workers.filter(pl.col("programs").list.contains(self.program))
        return workers

    def where(self) -> str:
        """Return the confinement as words, with a blank in front; empty without one."""
        parts = [
            f"of {self.office}" if self.office else "",
            f"who speak {self.language}" if self.language else "",
            f"who work in {self.program}" if self.program else "",
        ]
        return "".join(f" {part}" for part in parts if part)


class OfSomeWorkers(OfWorkers):
    """A change of named workers, or of a number or share of those that match."""

    workers: tuple[WorkerId, ...] = Field(default=(), description="The workers by name")
    count: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        default=None, description="How many, drawn by the seed"
    )
    share: Annotated[float, Field(gt=0, le=1)] | None = Field(
        default=None, description="Which share, rounded up, drawn by the seed"
    )
    everyone: bool = Field(default=False, description="All of them")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (bool(self.workers), self.count is not None, self.share is not None, self.everyone)
        if sum(ways) != 1:
            raise ValueError("say who: one of workers, count, share or everyone = true")
        return self

    def chosen(
        self, state: State, purpose: str, able: pl.DataFrame, what: str
    ) -> tuple[State, list[str]]:
        """Return the workers to change, of those who can be changed, and the state with the draw.

        Parameters
        ----------
        state : State
            The state; its seed decides who is drawn.
        purpose : str
            What they are drawn for.
        able : polars.DataFrame
            Rows of the matching workers whom the change would make a difference to. A share is of
            all that match, so one already certified counts.
        what : str
            The same in words, as in "workers trained in CalWORKs".
        """
        ids: list[str] = able["id"].to_list()
        if self.workers:
            return state, [id for id in ids if id in set(self.workers)]
        if self.everyone:
            return state, ids
        number = self.count or rounded_up(self.share or 0, self.matching(state.instance).height)
        frame = frame_workers(able)
        drawn = state.order(frame, purpose)[:number]
        return state.with_draw(frame, drawn, what), drawn

    def many(self) -> str:
        """Return how many workers are meant, as words."""
        if self.workers:
            return listed(self.workers)
        if self.everyone:
            return "all workers" + self.where()
        if self.count is not None:
            return f"{self.count} worker{'s' if self.count > 1 else ''}{self.where()}"
        return f"{(self.share or 0) * 100:g} % of the workers{self.where()}"


class OfTasks(Change):
    """A change that may be confined to some tasks."""

    kinds: tuple[KindName, ...] = Field(default=(), description="Only tasks of these kinds")
    programs: tuple[ProgramName, ...] = Field(
        default=(), description="Only tasks of these programs"
    )
    groups: tuple[GroupName, ...] = Field(
        default=(), description="Only for clients of these groups"
    )
    languages: tuple[LanguageName, ...] = Field(
        default=(), description="Only for clients who speak these"
    )
    contact: bool | None = Field(
        default=None, description="Only tasks in which the client is spoken to, or is not"
    )

    def meant(self, instance: Instance) -> pl.Series:
        """Return whether each task is meant: booleans of shape (tasks,)."""
        tasks = instance.tasks.join(
            instance.clients.select(client="id", language="language", groups="groups"),
            on="client",
            how="left",
            maintain_order="left",
        )
        keep = pl.lit(True)
        if self.kinds:
            keep &= pl.col("kind").is_in(self.kinds)
        if self.programs:
            keep &= pl.col("program").is_in(self.programs)
        if self.languages:
            keep &= pl.col("language").is_in(self.languages)
        if self.groups:
            keep &= pl.col("groups").list.set_intersection(list(self.groups)).list.len() > 0
        if self.contact is not None:
            keep &= pl.col("contact") == self.contact
        return tasks.select(pl.repeat(True, pl.len()) & keep).to_series().alias("meant")

    def which(self) -> str:
        """Return the confinement as words; ``all work`` without one."""
        parts = [
            f"of the kinds {listed(self.kinds)}" if self.kinds else "",
            f"in {listed(self.programs)}" if self.programs else "",
            f"for clients in {listed(self.groups)}" if self.groups else "",
            f"for clients who speak {listed(self.languages)}" if self.languages else "",
        ]
        spoken = {None: "work", True: "contacts", False: "work without contact"}[self.contact]
        some = "".join(f" {part}" for part in parts if part)
        return f"{spoken}{some}" if some or self.contact is not None else "all work"


# Rows of workers made, taken away and made alike: what several changes of staff share.


FTE_MINUTES_A_PERIOD = 331
"""Minutes for cases of one full-time worker in one period (assumed; 6,960 in 21 periods)."""

Row = dict[str, object]


def added(workers: pl.DataFrame, rows: Sequence[Row]) -> pl.DataFrame:
    """Return a table of workers with more rows."""
    return pl.concat([workers, pl.DataFrame(rows, schema=dict(SCHEMAS["workers"]))])


def free_names(instance: Instance, stem: str, number: int) -> list[str]:
    """Return names that no worker has or had: the stem and a running number."""
    taken = {*instance.workers["id"].to_list(), *instance.former["id"].to_list()}
    found: list[str] = []
    at = 0
    while len(found) < number:
        at += 1
        if (name := f"{stem}-{at}") not in taken:
            found.append(name)
    return found


def usual(workers: pl.DataFrame, column: str) -> list[str]:
    """Return what at least half of the workers have in a column of lists, in order of name."""
    count = Counter[str](workers[column].explode().drop_nulls().to_list())
    return sorted(name for name, number in count.items() if 2 * number >= workers.height)


def fullness(workers: pl.DataFrame) -> dict[str, int]:
    """Return the regular minutes of each worker over all periods."""
    minutes: list[int] = workers["minutes"].list.sum().to_list()
    return dict(zip(workers["id"].to_list(), minutes, strict=True))


def emptiest_office(instance: Instance) -> Iterator[str]:
    """Yield, again and again, the office with the most task minutes a regular minute.

    Every office that is yielded counts as having one full-time worker more.
    """
    work = (
        instance.tasks.select("minutes", id="client")
        .join(instance.clients.select("id", "office"), on="id", how="left")
        .group_by("office")
        .agg(pl.col("minutes").sum())
    )
    needed: dict[str, int] = dict(work.select("office", "minutes").iter_rows())
    there = instance.workers
    offices = sorted({*instance.clients["office"].to_list(), *there["office"].to_list()})
    staff = dict.fromkeys(offices, 0)
    for office, minutes in there.select("office", pl.col("minutes").list.sum()).iter_rows():
        staff[office] += minutes
    full = FTE_MINUTES_A_PERIOD * instance.calendar.periods
    while True:
        office = max(offices, key=lambda each: (needed.get(each, 0) / max(staff[each], 1), each))
        staff[office] += full
        yield office
