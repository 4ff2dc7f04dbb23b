"""``{ add_work = "work_rule_check", program = "CalFresh", minutes = 20, rate = 0.2 }``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ..model.calendar import Calendar
from ..model.policy import MILLI, milli
from ..model.sections import Minutes
from ..model.tables import SCHEMAS
from .base import (
    Change,
    Day,
    Fault,
    GroupName,
    KindName,
    LanguageName,
    ProgramName,
    State,
    listed,
    without_start,
)
from .sampling import Frame, frame_tasks, nearest, split_factor
from .who import OfTasks


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
        Tasks per client: so large a share of the clients, drawn by the seed, gets one.
    release, due : int or datetime.date
        First day and last on time, periods or dates; due is the end of the calendar unless given.
    contact : bool
        Whether the client is spoken to.
    groups, languages : tuple of str
        Only clients of these groups, who speak these.
    """

    verb: ClassVar[str] = "add_work"

    add_work: str = Field(min_length=1, description="Kind of the new tasks")
    program: ProgramName = Field(description="Program they belong to")
    minutes: Minutes = Field(description="Standard minutes of each")
    rate: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0, description="Share of the clients who get one"
    )
    release: Day = Field(default=0, description="First day, a period or a date")
    due: Day | None = Field(default=None, description="Last day on time, a period or a date")
    contact: bool = Field(default=False, description="Whether the client is spoken to")
    groups: tuple[GroupName, ...] = Field(default=(), description="Only clients of these groups")
    languages: tuple[LanguageName, ...] = Field(
        default=(), description="Only clients who speak these"
    )

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
        calendar = state.instance.calendar
        undated = [*without_start(calendar, release=self.release, due=self.due)]
        yield from undated
        if undated:
            return
        release, due = self._periods(calendar)
        if due < release:
            yield Fault("due", f"{self.due or due} is before release ({self.release})")
        if isinstance(self.release, date) and release > calendar.last:
            says = f"{self.release} is after the end of the calendar, {calendar.last_day}"
            yield Fault("release", says)

    def applied(self, state: State) -> State:
        """Return the state with the new tasks at the end of the table."""
        clients = state.instance.clients.filter(pl.col("programs").list.contains(self.program))
        if self.groups:
            inside = pl.col("groups").list.set_intersection(list(self.groups)).list.len() > 0
            clients = clients.filter(inside)
        if self.languages:
            clients = clients.filter(pl.col("language").is_in(self.languages))
        state, chosen = self._chosen(state, clients)
        taken = set(state.instance.tasks["id"].to_list())
        rows: list[dict[str, object]] = []
        for client in (id for id in clients["id"].to_list() if id in chosen):
            name = f"{self.add_work}-{client}"
            while name in taken:
                name += "-2"
            rows.append(self._row(name, client, state.instance.calendar))
        more = pl.DataFrame(rows, schema=dict(SCHEMAS["tasks"]))
        return state.with_tasks(pl.concat([state.instance.tasks, more]))

    def _chosen(self, state: State, clients: pl.DataFrame) -> tuple[State, set[str]]:
        """Return the clients who get a task, and the state with the draw if there is one."""
        of = clients.select("id", "language").iter_rows()
        rows = {id: (self.program, self.add_work, language) for id, language in of}
        if self.rate == 1:
            return state, set(rows)
        frame = Frame("clients", ("program", "kind", "language"), rows)
        number = nearest(self.rate, len(rows))
        drawn = state.order(frame, f"add_work {self.add_work}")[:number]
        return state.with_draw(frame, drawn, f"clients with {self.add_work}"), set(drawn)

    def _row(self, name: str, client: str, calendar: Calendar) -> dict[str, object]:
        release, due = self._periods(calendar)
        return {
            "id": name,
            "client": client,
            "program": self.program,
            "kind": self.add_work,
            "minutes": self.minutes,
            "release": release,
            "due": due,
            "contact": self.contact,
        }

    def _periods(self, calendar: Calendar) -> tuple[int, int]:
        release = max(calendar.period(self.release), 0)
        if self.due is None:
            return release, calendar.last
        due = calendar.period(self.due, until=True)
        # What is due while the agency is closed since it came is due on the day it opens again.
        return release, release if due < release == calendar.period(self.due) else due


# ``{ scale_minutes = 1.1, contact = true }``: work takes longer, or less long.


class ScaleMinutes(OfTasks):
    """Multiply the standard minutes of tasks, rounded up for each task.

    Attributes
    ----------
    scale_minutes : float
        The factor; taken in whole thousandths, rounded up.
    kinds, programs, groups, languages, contact
        Which tasks; all without these.
    """

    verb: ClassVar[str] = "scale_minutes"

    scale_minutes: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = Field(
        description="Factor on standard minutes"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.which()} takes {self.scale_minutes:g} times the minutes"

    def applied(self, state: State) -> State:
        """Return the state with other minutes."""
        tasks = state.instance.tasks
        meant = self.meant(state.instance)
        factor = milli(self.scale_minutes)
        scaled = (pl.col("minutes") * factor + (MILLI - 1)) // MILLI
        return state.with_tasks(
            tasks.with_columns(meant)
            .with_columns(minutes=pl.when("meant").then(scaled).otherwise("minutes"))
            .drop("meant")
        )


# ``{ scale_rate = 2.0, kinds = ["renewal"] }``: work comes more or less often.


class ScaleRate(OfTasks):
    """Multiply how often work comes: whole copies of tasks, and by lot for the fraction.

    A factor of 2.3 makes each task two, and three of three in ten; 0.7 leaves out three in ten. The
    number of tasks is the factor times as many, rounded to the nearest whole, a half up; the same
    holds, rounded down or up, for the tasks of each program, kind and language of their clients.
    Which of them it is, the seed decides. Copies come for the same client at the same time, and are
    named after the task.

    Attributes
    ----------
    scale_rate : float
        The factor.
    kinds, programs, groups, languages, contact
        Which tasks; all without these.
    """

    verb: ClassVar[str] = "scale_rate"

    scale_rate: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = Field(
        description="Factor on the number of tasks"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.which()} comes {self.scale_rate:g} times as often"

    def applied(self, state: State) -> State:
        """Return the state with more or fewer tasks."""
        instance = state.instance
        frame = frame_tasks(instance, self.meant(instance))
        whole, rest = split_factor(self.scale_rate)
        order = state.order(frame, "scale_rate") if rest else []
        first = nearest(rest, len(order))
        if rest:
            fewer = (order[first:][::-1], "tasks left out")
            more = (order[:first], "tasks that come once more than the others")
            state = state.with_draw(frame, *(more if whole else fewer))
        number = dict.fromkeys(frame.rows, whole) | dict.fromkeys(order[:first], whole + 1)
        return state.with_tasks(_repeat(instance.tasks, number))


def _repeat(tasks: pl.DataFrame, number: Mapping[str, int]) -> pl.DataFrame:
    """Return tasks, some of them as often as said, the copies named after the first."""
    ids: list[str] = tasks["id"].to_list()
    taken = set(ids)
    named: dict[str, list[str]] = {}
    # By their ids, so that the order of the rows has no part in the names.
    for id in sorted(number):
        copies = [_free(f"{id}-{copy}", taken) for copy in range(2, number[id] + 1)]
        named[id] = [id, *copies][: number[id]]
    rows = [(row, name) for row, id in enumerate(ids) for name in named.get(id, [id])]
    picked = tasks[[row for row, _ in rows]] if rows else tasks.clear()
    return picked.with_columns(id=pl.Series([name for _, name in rows], dtype=pl.String))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-2"
    taken.add(name)
    return name


# ``{ pool_kinds = ["call", "lobby"] }``: anyone may do tasks of these kinds.


class PoolKinds(Change):
    """Exempt kinds of tasks from the limit on a client's workers.

    Attributes
    ----------
    pool_kinds : tuple of str
        Kinds, added to those that are exempt already.
    """

    verb: ClassVar[str] = "pool_kinds"

    pool_kinds: Annotated[tuple[KindName, ...], Field(min_length=1)] = Field(
        description="Kinds of tasks that anyone may do"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"tasks of the kinds {listed(self.pool_kinds)} are pooled"

    def extends(self) -> frozenset[str]:
        """Return the exempt kinds."""
        return frozenset({"continuity.exempt_kinds"})

    def applied(self, state: State) -> State:
        """Return the state with more kinds exempt."""
        kinds = dict.fromkeys((*state.policy.continuity.exempt_kinds, *self.pool_kinds))
        return state.with_section("continuity", exempt_kinds=tuple(kinds))
