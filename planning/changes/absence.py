"""``{ absence = 0.15 }``: so large a share of the workers' periods has no minutes."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import State
from .who import OfWorkers


class Absence(OfWorkers):
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
        wanted = round(self.absence * len(cells))
        here = {f"{id} {period}": (id, period) for id, period in cells if rows[id][period]}
        for name in state.drawn(here, "absence")[: max(wanted - away, 0)]:
            id, period = here[name]
            rows[id] = [*rows[id][:period], 0, *rows[id][period + 1 :]]
        minutes = pl.Series([rows[id] for id in workers["id"].to_list()], dtype=pl.List(pl.Int64))
        return state.with_workers(workers.with_columns(minutes=minutes))
