"""``{ add_fte = 1.5, office = "o", language = "Armenian" }``: more workers."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import (
    Change,
    Fault,
    LanguageName,
    OfficeName,
    ProgramName,
    State,
    WorkerId,
)
from .sampling import frame_workers
from .who import (
    FTE_MINUTES_A_PERIOD,
    OfWorkers,
    Row,
    added,
    emptiest_office,
    free_names,
    fullness,
    usual,
)


class AddFte(Change):
    """Add full-time equivalents: whole workers, and a part-time one for the rest.

    A new worker has 331 minutes per period (part-timers their share), speaks and works in what at
    least half of the office's workers do, and in the language and program named.

    Attributes
    ----------
    add_fte : float
        How many, above 0.
    office : str or None
        Where; without it each goes where the most task minutes meet a regular minute.
    language, program : str or None
        What they must speak and work in.
    """

    verb: ClassVar[str] = "add_fte"

    add_fte: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] = Field(
        description="Full-time equivalents to add"
    )
    office: OfficeName | None = Field(default=None, description="Where; else where work is densest")
    language: LanguageName | None = Field(default=None, description="A language they speak")
    program: ProgramName | None = Field(default=None, description="A program they work in")

    def words(self) -> str:
        """Return the change in one phrase."""
        tail = "".join(
            f" {word} {name}"
            for word, name in (
                ("in", self.office),
                ("speaking", self.language),
                ("working in", self.program),
            )
            if name
        )
        return f"{self.add_fte:g} full-time equivalents more{tail}"

    def applied(self, state: State) -> State:
        """Return the state with new workers at the end of the table."""
        instance = state.instance
        whole = ceil(self.add_fte)
        where = emptiest_office(instance)
        rows: list[Row] = []
        for place, id in enumerate(free_names(instance, "new", whole)):
            office = self.office or next(where)
            share = min(self.add_fte - place, 1.0)
            minutes = max(round(FTE_MINUTES_A_PERIOD * share), 1)
            rows.append(
                {
                    "id": id,
                    "office": office,
                    "unit": "",
                    **self._abilities(state, office),
                    "minutes": [minutes] * instance.calendar.periods,
                }
            )
        return state.with_workers(added(instance.workers, rows))

    def _abilities(self, state: State, office: str) -> Row:
        there = state.instance.workers
        mates = there.filter(pl.col("office") == office)
        mates = mates if mates.height else there
        languages = {*usual(mates, "languages"), *([self.language] if self.language else [])}
        programs = {*usual(mates, "programs"), *([self.program] if self.program else [])}
        return {"languages": sorted(languages), "programs": sorted(programs)}


# ``{ remove_fte = 1.5, program = "CalFresh" }``: fewer workers.


class RemoveFte(OfWorkers):
    """Take full-time equivalents away: workers drawn by the seed leave, the last one in part.

    One full-time equivalent is 331 minutes in every period. Who leaves is a former worker, so that
    taking over a client is a forced change of owner.

    Attributes
    ----------
    remove_fte : float
        How many, above 0.
    office, language, program : str or None
        Only among workers there, who speak it, who work in it.
    workers : tuple of str
        Only among these, in this order and not by lot.
    """

    verb: ClassVar[str] = "remove_fte"

    remove_fte: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)] = Field(
        description="Full-time equivalents to take away"
    )
    workers: tuple[WorkerId, ...] = Field(default=(), description="Only among these, in this order")

    def words(self) -> str:
        """Return the change in one phrase."""
        among = f" among {', '.join(self.workers)}" if self.workers else ""
        return f"{self.remove_fte:g} full-time equivalents fewer{self.where()}{among}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what does not occur, and more than there is to take away."""
        known = [*super().faults(state)]
        yield from known
        there = sum(fullness(self._among(state)).values())
        if not known and self._minutes(state) > there:
            most = there / (FTE_MINUTES_A_PERIOD * state.instance.calendar.periods)
            says = f"{self.remove_fte:g} is more than there are{self.where()}; at most {most:.2f}"
            yield Fault("remove_fte", says)

    def applied(self, state: State) -> State:
        """Return the state with workers gone, and one of them in part."""
        left = self._minutes(state)
        minutes = fullness(self._among(state))
        named = [id for id in self.workers if id in minutes]
        frame = frame_workers(self._among(state))
        order = named if self.workers else state.order(frame, "remove_fte")
        leavers: list[str] = []
        drawn = leavers
        for id in order:
            if minutes[id] > left:
                state = self._cut(state, id, left, minutes[id])
                drawn = [*leavers, id]
                break
            leavers.append(id)
            left -= minutes[id]
            if left == 0:
                break
        if not self.workers:
            state = state.with_draw(frame, drawn, "workers who leave, the last one in part")
        return state.without_workers(leavers)

    def _among(self, state: State) -> pl.DataFrame:
        matching = self.matching(state.instance)
        return matching.filter(pl.col("id").is_in(self.workers)) if self.workers else matching

    def _minutes(self, state: State) -> int:
        return round(self.remove_fte * FTE_MINUTES_A_PERIOD * state.instance.calendar.periods)

    def _cut(self, state: State, id: str, less: int, whole: int) -> State:
        workers = state.instance.workers
        kept = pl.col("minutes").list.eval(pl.element() * (whole - less) // whole)
        part = pl.when(pl.col("id") == id).then(kept).otherwise("minutes")
        return state.with_workers(workers.with_columns(minutes=part))
