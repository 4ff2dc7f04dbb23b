"""``{ absent = "w3", first = 4, last = 9 }``: one worker is away for some periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import Change, Fault, State
from .names import unknown

Period = Annotated[int, Field(ge=0, le=1_000_000)]


class Absent(Change):
    """Let one worker be away.

    Attributes
    ----------
    absent : str
        The worker.
    first, last : int
        First and last period away, both inclusive, counted from 0.
    """

    verb: ClassVar[str] = "absent"

    absent: str = Field(description="The worker")
    first: Period = Field(description="First period away")
    last: Period = Field(description="Last period away")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.absent} is away in the periods {self.first} to {self.last}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield an unknown worker and periods that do not exist."""
        yield from super().faults(state)
        yield from unknown(state.instance, "worker", "absent", [self.absent])
        end = state.instance.calendar.last
        if self.last < self.first:
            yield Fault("last", f"{self.last} is before first ({self.first})")
        if self.last > end:
            yield Fault("last", f"{self.last} is beyond the calendar; its last period is {end}")

    def applied(self, state: State) -> State:
        """Return the state with the worker away."""
        workers = state.instance.workers
        minutes = [
            [0 if self.first <= at <= self.last else one for at, one in enumerate(each)]
            if id == self.absent
            else each
            for id, each in workers.select("id", "minutes").iter_rows()
        ]
        series = pl.Series(minutes, dtype=pl.List(pl.Int64))
        return state.with_workers(workers.with_columns(minutes=series))
