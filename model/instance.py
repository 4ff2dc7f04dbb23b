"""The instance: who is to be served, by whom, with what work, over which periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from .errors import InputError, InputFault
from .tables import SCHEMAS, Client, TableName, Task, Worker

# The periods of an instance: how many there are and on which day they start.


class Calendar(BaseModel):
    """The planning horizon, counted in periods from 0."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    periods: int = Field(default=21, ge=1, le=2000, description="Number of periods (business days)")
    start: date | None = Field(default=None, description="Day of period 0, if known")

    @property
    def last(self) -> int:
        """Last period of the horizon (H)."""
        return self.periods - 1


@dataclass(frozen=True, eq=False)
class Instance:
    """Three tables of fixed schema and a calendar; valid by construction.

    Make one with ``samehands.read`` (files) or ``samehands.model.read_frames`` (frames in memory);
    both report every fault of the input at once.

    Parameters
    ----------
    clients, workers, tasks : polars.DataFrame
        Columns and types as in ``samehands.model.tables.SCHEMAS``; ``workers.minutes`` has one
        number per period.
    calendar : Calendar
        The periods.
    warnings : tuple of InputFault
        What is odd but legal, e.g. a program that no worker has.
    """

    clients: pl.DataFrame
    workers: pl.DataFrame
    tasks: pl.DataFrame
    calendar: Calendar = field(default_factory=Calendar)
    warnings: tuple[InputFault, ...] = ()

    @cached_property
    def capacity(self) -> npt.NDArray[np.int64]:
        """Regular minutes, of shape (workers, periods)."""
        shape = (self.workers.height, self.calendar.periods)
        flat = self.workers["minutes"].explode().drop_nulls().to_numpy().astype(np.int64)
        return flat.reshape(shape) if flat.size else np.zeros(shape, dtype=np.int64)

    @property
    def task_minutes(self) -> int:
        """Standard minutes of all tasks."""
        return int(self.tasks["minutes"].sum())

    def client(self, id: str) -> Client:
        """Return one client.

        Raises
        ------
        InputError
            If there is no client of that id.
        """
        return Client.model_validate(self._row("clients", id))

    def worker(self, id: str) -> Worker:
        """Return one worker.

        Raises
        ------
        InputError
            If there is no worker of that id.
        """
        return Worker.model_validate(self._row("workers", id))

    def task(self, id: str) -> Task:
        """Return one task.

        Raises
        ------
        InputError
            If there is no task of that id.
        """
        return Task.model_validate(self._row("tasks", id))

    def table(self, name: TableName) -> pl.DataFrame:
        """Return one of the three tables by its name."""
        tables: Mapping[TableName, pl.DataFrame] = {
            "clients": self.clients,
            "workers": self.workers,
            "tasks": self.tasks,
        }
        return tables[name]

    @cached_property
    def _rows(self) -> dict[TableName, dict[str, int]]:
        return {
            name: {id: row for row, id in enumerate(self.table(name)["id"].to_list())}
            for name in SCHEMAS
        }

    def _row(self, name: TableName, id: str) -> dict[str, object]:
        row = self._rows[name].get(id)
        if row is None:
            raise InputError([InputFault(name, None, id, "id", f"no such row in {name}")])
        return self.table(name).row(row, named=True)
