"""``{ hire = "w9", office = "o", languages = [...], programs = [...] }``: one worker joins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar

import polars as pl
from pydantic import AfterValidator, Field

from ..model.calendar import Calendar
from ..model.checks.cells import part, shown
from ..model.sections import Minutes
from .base import (
    Change,
    Day,
    Fault,
    LanguageName,
    OfficeName,
    ProgramName,
    State,
    WorkerId,
    listed,
    without_start,
)
from .sampling import frame_workers, nearest
from .who import FTE_MINUTES_A_PERIOD, OfSomeWorkers, OfWorkers, added, free_names

CaseloadShare = Annotated[float, Field(ge=0, le=2), AfterValidator(part)]
"""A share of a usual caseload, with three decimals at most."""


class Hire(Change):
    """Add one worker.

    Attributes
    ----------
    hire : str
        Identifier, which no worker has.
    office : str
        Office, which must occur.
    languages, programs : tuple of str
        What the worker speaks and works in; each must occur.
    minutes : int or tuple of int
        Regular minutes in every period, or in each.
    unit : str
        Unit within the office.
    caseload_share : float
        Share of a usual caseload.
    """

    verb: ClassVar[str] = "hire"

    hire: str = Field(min_length=1, description="Identifier of the new worker")
    office: OfficeName = Field(description="Office the worker joins")
    languages: tuple[LanguageName, ...] = Field(description="Languages the worker speaks")
    programs: tuple[ProgramName, ...] = Field(description="Programs the worker works in")
    minutes: Minutes | tuple[Minutes, ...] = Field(
        default=FTE_MINUTES_A_PERIOD, description="Regular minutes in every period, or in each"
    )
    unit: str = Field(default="", description="Unit within the office")
    caseload_share: CaseloadShare = Field(default=1.0, description="Share of a usual caseload")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.hire} joins {self.office}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield a name that is taken, what does not occur, and a wrong number of periods."""
        yield from super().faults(state)
        instance = state.instance
        if self.hire in set(instance.workers["id"].to_list()):
            yield Fault("hire", f"there is a worker {shown(self.hire)} already; take a new name")
        if self.hire in set(instance.former["id"].to_list()):
            yield Fault("hire", f"{shown(self.hire)} is a worker who has left; take a new name")
        periods = instance.calendar.periods
        if isinstance(self.minutes, tuple) and len(self.minutes) != periods:
            says = f"{len(self.minutes)} numbers; give one, or one for each of {periods} periods"
            yield Fault("minutes", says)

    def applied(self, state: State) -> State:
        """Return the state with one worker more."""
        one = self.minutes
        each = [*one] if isinstance(one, tuple) else [one] * state.instance.calendar.periods
        row: dict[str, object] = {
            "id": self.hire,
            "office": self.office,
            "unit": self.unit,
            "languages": list(dict.fromkeys(self.languages)),
            "programs": list(dict.fromkeys(self.programs)),
            "minutes": each,
            "caseload_share": _cell(self.caseload_share),
        }
        return state.with_workers(added(state.instance.workers, [row]))


def _cell(share: float) -> float | None:
    """Return a share as the table has it, which says nothing of a whole caseload."""
    return None if share == 1 else share


# ``{ caseload_share = 0.5, workers = ["w3"] }``: so much of a usual caseload is theirs.


class SetCaseloadShare(OfSomeWorkers):
    """Give workers a share of a usual caseload; their minutes stay.

    Attributes
    ----------
    caseload_share : float
        The share, from 0 to 2.
    workers, count, share, everyone
        Who: by name, how many, which share of those that match, or all. Who has it already is
        passed over.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "caseload_share"

    caseload_share: CaseloadShare = Field(description="Share of a usual caseload, from 0 to 2")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.many()} at {self.caseload_share * 100:g} % of a caseload"

    def applied(self, state: State) -> State:
        """Return the state with other shares."""
        share = pl.col("caseload_share").fill_null(1.0)
        able = self.matching(state.instance).filter(share != self.caseload_share)
        what = f"workers at {self.caseload_share * 100:g} % of a caseload"
        state, chosen = self.chosen(state, f"caseload {self.caseload_share:g}", able, what)
        to = pl.lit(_cell(self.caseload_share), dtype=pl.Float64)
        changed = pl.when(pl.col("id").is_in(chosen)).then(to).otherwise("caseload_share")
        workers = state.instance.workers
        return state.with_workers(workers.with_columns(caseload_share=changed))


# ``{ leave = ["w3"] }``: workers leave, and their clients need another owner.


class Leave(Change):
    """Let workers leave.

    They become former workers, so that taking over one of their clients is a forced change of
    owner, with its price and transfer minutes, and free of limits on moves.

    Attributes
    ----------
    leave : tuple of str
        Who leaves.
    """

    verb: ClassVar[str] = "leave"

    leave: Annotated[tuple[WorkerId, ...], Field(min_length=1)] = Field(description="Who leaves")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{listed(self.leave)} leave{'s' if len(self.leave) == 1 else ''}"

    def applied(self, state: State) -> State:
        """Return the state with the workers gone."""
        return state.without_workers(self.leave)


# ``{ turnover = 0.30 }``: a share of the workers leaves and is replaced by others alike.


class Turnover(OfWorkers):
    """Let a yearly share of the workers leave, all at once, and others take their places.

    Who leaves is drawn by the seed; their number is rounded to the nearest whole, a half up. Each
    is replaced by a new worker with the same office, unit, languages, programs and minutes.

    Attributes
    ----------
    turnover : float
        Share of the workers who leave in a year.
    months : int
        Months that are looked at.
    office, language, program : str or None
        Only among workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "turnover"

    turnover: Annotated[float, Field(ge=0, le=1)] = Field(description="Share who leave in a year")
    months: Annotated[int, Field(ge=1, le=12)] = Field(default=12, description="Months looked at")

    def words(self) -> str:
        """Return the change in one phrase."""
        span = "a year" if self.months == 12 else f"{self.months} months at a yearly rate"
        return f"turnover of {self.turnover * 100:g} % in {span}{self.where()}"

    def applied(self, state: State) -> State:
        """Return the state with leavers gone and others in their places."""
        matching = self.matching(state.instance)
        number = nearest(self.turnover, matching.height * self.months, 12)
        frame = frame_workers(matching)
        leavers = state.order(frame, "turnover")[:number]
        state = state.with_draw(frame, leavers, "workers who leave, each replaced by one alike")
        names = free_names(state.instance, "joined", number)
        rows = state.instance.workers.filter(pl.col("id").is_in(leavers))
        joined = rows.with_columns(id=pl.Series(names, dtype=pl.String))
        after = state.without_workers(leavers)
        return after.with_workers(pl.concat([after.instance.workers, joined]))


# ``{ absence = 0.15 }``: so large a share of the workers' periods has no minutes.


class RaiseAbsence(OfWorkers):
    """Raise the share of periods in which workers are away, at least to the share given.

    Periods without minutes count as absence already; which others are added is drawn by the seed.

    Attributes
    ----------
    absence : float
        Share of all periods of the workers that match.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "absence"

    absence: Annotated[float, Field(ge=0, le=1)] = Field(description="Share of periods away")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"absence of {self.absence * 100:g} %{self.where()}"

    def applied(self, state: State) -> State:
        """Return the state with more periods without minutes."""
        workers = state.instance.workers
        ids = set(self.matching(state.instance)["id"].to_list())
        rows: dict[str, list[int]] = dict(workers.select("id", "minutes").iter_rows())
        cells = [(id, period) for id in sorted(ids) for period in range(len(rows[id]))]
        away = sum(not rows[id][period] for id, period in cells)
        here = {f"{id} {period}": (id, period) for id, period in cells if rows[id][period]}
        frame = frame_workers(workers)
        strata = {name: frame.rows[id] for name, (id, _) in here.items()}
        frame = replace(frame, rows=strata)
        drawn = state.order(frame, "absence")[: max(nearest(self.absence, len(cells)) - away, 0)]
        state = state.with_draw(frame, drawn, "periods of workers, each an absence more")
        for name in drawn:
            id, period = here[name]
            rows[id] = [*rows[id][:period], 0, *rows[id][period + 1 :]]
        minutes = pl.Series([rows[id] for id in workers["id"].to_list()], dtype=pl.List(pl.Int64))
        return state.with_workers(workers.with_columns(minutes=minutes))


# ``{ absent = "w3", first = 4, last = 9 }``: one worker is away for some periods.


class Absent(Change):
    """Let one worker be away.

    Attributes
    ----------
    absent : str
        The worker.
    first, last : int or datetime.date
        First and last day away, both inclusive: periods, counted from 0, or dates, of which those
        before the start and after the end do not count.
    """

    verb: ClassVar[str] = "absent"

    absent: WorkerId = Field(description="The worker")
    first: Day = Field(description="First day away, a period or a date")
    last: Day = Field(description="Last day away, a period or a date")

    def words(self) -> str:
        """Return the change in one phrase."""
        if isinstance(self.first, int) and isinstance(self.last, int):
            return f"{self.absent} is away in the periods {self.first} to {self.last}"
        return f"{self.absent} is away from {self.first} to {self.last}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an unknown worker and days that do not exist."""
        yield from super().faults(state)
        calendar = state.instance.calendar
        undated = [*without_start(calendar, first=self.first, last=self.last)]
        yield from undated
        if undated:
            return
        first, last = self._periods(calendar)
        if last < first:
            yield Fault("last", f"{self.last} is before first ({self.first})")
        elif isinstance(self.last, int) and last > calendar.last:
            says = f"{last} is beyond the calendar; its last period is {calendar.last}"
            yield Fault("last", says)
        elif last < 0 or first > calendar.last:
            says = f"is outside the calendar, from {calendar.first_day} to {calendar.last_day}"
            yield Fault("last", f"{self.last} {says}")

    def applied(self, state: State) -> State:
        """Return the state with the worker away."""
        workers = state.instance.workers
        first, last = self._periods(state.instance.calendar)
        minutes = [
            [0 if first <= at <= last else one for at, one in enumerate(each)]
            if id == self.absent
            else each
            for id, each in workers.select("id", "minutes").iter_rows()
        ]
        series = pl.Series(minutes, dtype=pl.List(pl.Int64))
        return state.with_workers(workers.with_columns(minutes=series))

    def _periods(self, calendar: Calendar) -> tuple[int, int]:
        return calendar.period(self.first), calendar.period(self.last, until=True)
