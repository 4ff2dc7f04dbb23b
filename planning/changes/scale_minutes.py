"""``{ scale_minutes = 1.1, contact = true }``: work takes longer, or less long."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ...model.units import MILLI, milli
from .base import State
from .who import OfTasks


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
