"""``{ turnover = 0.30 }``: a share of the workers leaves and is replaced by others alike."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import State
from .names import present
from .staff import free_names, gone
from .who import OfWorkers


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
        number = int(self.turnover * matching.height * self.months / 12 + 0.5)
        leavers = state.drawn(matching["id"].to_list(), "turnover")[:number]
        names = free_names(state.instance, "joined", number)
        rows = present(state.instance).filter(pl.col("id").is_in(leavers))
        joined = rows.with_columns(id=pl.Series(names, dtype=pl.String))
        return state.with_workers(pl.concat([gone(state.instance, leavers), joined]))
