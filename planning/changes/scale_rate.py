"""``{ scale_rate = 2.0, kinds = ["renewal"] }``: work comes more or less often."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import State
from .who import OfTasks


class ScaleRate(OfTasks):
    """Multiply how often work comes: whole copies of tasks, and by lot for the fraction.

    A factor of 2.3 makes each task two, and three of them in so many of ten as the seed decides;
    0.7 leaves out three of ten. Copies come for the same client at the same time, and are named
    after the task.

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
        tasks = state.instance.tasks
        ids: list[str] = tasks["id"].to_list()
        taken = set(ids)
        whole, fraction = int(self.scale_rate), self.scale_rate % 1
        rows: list[int] = []
        names: list[str] = []
        for row, meant in enumerate(self.meant(state.instance).to_list()):
            lucky = meant and state.chance(ids[row], "scale_rate") < fraction
            for copy in range(whole + lucky if meant else 1):
                name = ids[row] if copy == 0 else _free(f"{ids[row]}-{copy + 1}", taken)
                taken.add(name)
                rows.append(row)
                names.append(name)
        picked = tasks[rows] if rows else tasks.clear()
        return state.with_tasks(picked.with_columns(id=pl.Series(names, dtype=pl.String)))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-2"
    return name
