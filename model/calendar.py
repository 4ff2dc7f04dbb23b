"""The periods of an instance: how many there are and on which day they start."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Calendar(BaseModel):
    """The planning horizon, counted in periods from 0."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    periods: int = Field(default=21, ge=1, le=2000, description="Number of periods (business days)")
    start: date | None = Field(default=None, description="Day of period 0, if known")

    @property
    def last(self) -> int:
        """Last period of the horizon (H)."""
        return self.periods - 1
