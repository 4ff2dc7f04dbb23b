"""``{ add_fte = 1.5, office = "o", language = "Armenian" }``: more workers."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import Change, Fault, State
from .names import Sort, present, unknown
from .staff import FTE_MINUTES_A_PERIOD, Row, added, emptiest_office, free_names, usual


class AddFte(Change):
    """Add full-time equivalents: whole workers, and a part-time one for the rest.

    A new worker has 331 minutes a period (part-timers their share), speaks and works in what at
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
    office: str | None = Field(default=None, description="Where; else where work is densest")
    language: str | None = Field(default=None, description="A language they speak")
    program: str | None = Field(default=None, description="A program they work in")

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

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what does not occur in the instance."""
        yield from super().faults(state)
        asked: tuple[tuple[Sort, str | None], ...] = (
            ("office", self.office),
            ("language", self.language),
            ("program", self.program),
        )
        for sort, name in asked:
            if name is not None:
                yield from unknown(state.instance, sort, sort, [name])

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
        there = present(state.instance)
        mates = there.filter(pl.col("office") == office)
        mates = mates if mates.height else there
        languages = {*usual(mates, "languages"), *([self.language] if self.language else [])}
        programs = {*usual(mates, "programs"), *([self.program] if self.program else [])}
        return {"languages": sorted(languages), "programs": sorted(programs)}
