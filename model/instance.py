"""The instance: who is to be served, by whom, with what work, over which periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from .calendar import WEEKDAYS, Calendar
from .errors import InputError, InputFault
from .policy import MILLI
from .tables import REQUIRED, SCHEMAS, UNFILLED, Client, TableName, Task, Worker, empty


@dataclass(frozen=True, eq=False)
class Instance:
    """Tables of fixed schema and a calendar; valid by construction.

    Make one with ``samehands.read`` (files, or the data themselves) or ``samehands.read_frames``
    (frames in memory); both check every cell and report all faults at once. Two are equal if their
    tables and calendars are.

    Parameters
    ----------
    clients, workers, tasks : polars.DataFrame
        Columns and types as in ``samehands.model.tables.SCHEMAS``; ``workers.minutes`` has one
        number per period. Columns of ``UNFILLED`` may be missing.
    calendar : Calendar
        The periods.
    warnings : tuple of InputFault
        What is odd but legal, e.g. a program that no worker has.
    leaves : polars.DataFrame
        Days on which workers are away; without rows where nobody is.
    pairs : polars.DataFrame
        Clients and workers who must not meet, or meet at a price or with a gain.
    former : polars.DataFrame
        Workers who have left; whoever they own today needs another owner.

    Raises
    ------
    InputError
        If a table is no frame with the columns and types of its schema.
    """

    clients: pl.DataFrame
    workers: pl.DataFrame
    tasks: pl.DataFrame
    calendar: Calendar = field(default_factory=Calendar)
    warnings: tuple[InputFault, ...] = ()
    leaves: pl.DataFrame = field(default_factory=lambda: empty("leaves"))
    pairs: pl.DataFrame = field(default_factory=lambda: empty("pairs"))
    former: pl.DataFrame = field(default_factory=lambda: empty("former"))

    def __post_init__(self) -> None:
        for name in SCHEMAS:
            object.__setattr__(self, name, _with_unfilled(self.table(name), name))
        wrong = [name for name in SCHEMAS if not _has_schema(self.table(name), name)]
        if wrong:
            says = "not a polars frame with the columns and types of the schema; use read_frames"
            raise InputError([InputFault(name, None, None, None, says) for name in wrong])

    def __eq__(self, other: object) -> bool:
        """Whether both have the same tables and the same calendar."""
        if not isinstance(other, Instance):
            return NotImplemented
        return self is other or (
            self.calendar == other.calendar
            and all(self.table(name).equals(other.table(name)) for name in SCHEMAS)
        )

    def __hash__(self) -> int:
        return hash((*(self.table(name).height for name in SCHEMAS), self.calendar))

    def to_dict(self) -> dict[str, object]:
        """Return the instance as plain data, which ``samehands.read`` takes back."""
        tables: dict[str, object] = {name: self.table(name).to_dicts() for name in self.filled}
        return {**tables, "calendar": self.calendar.model_dump(mode="json")}

    @property
    def filled(self) -> tuple[TableName, ...]:
        """The tables that are required, and those of the others that have rows."""
        return tuple(name for name in SCHEMAS if name in REQUIRED or self.table(name).height)

    def without_leaves(self) -> Instance:
        """Return the same instance with the minutes of leaves taken from the workers' own."""
        if not self.leaves.height:
            return self
        minutes = pl.Series(self.capacity.tolist(), dtype=pl.List(pl.Int64))
        return replace(
            self, workers=self.workers.with_columns(minutes=minutes), leaves=empty("leaves")
        )

    @cached_property
    def capacity(self) -> npt.NDArray[np.int64]:
        """Regular minutes without those of leaves, rounded down, of shape (workers, periods)."""
        if not self.leaves.height:
            return self._minutes
        left: npt.NDArray[np.int64] = np.maximum(MILLI - self._away, 0)
        return self._minutes * left // MILLI

    @property
    def _away(self) -> npt.NDArray[np.int64]:
        """Thousandths of their minutes that workers are away, of shape (workers, periods)."""
        away = np.zeros((self.workers.height, self.calendar.periods), dtype=np.int64)
        days = [self.calendar.day(period) for period in range(self.calendar.periods)]
        weekdays = np.array(["" if day is None else WEEKDAYS[day.weekday()] for day in days])
        rows = self._rows["workers"]
        for worker, first, last, weekday, share in self.leaves.iter_rows():
            if worker in rows:
                span = slice(first, None if last is None else last + 1)
                meant = (weekdays[span] == weekday) | (weekday is None)
                away[rows[worker], span] += meant * round(share * MILLI)
        return away

    @property
    def _minutes(self) -> npt.NDArray[np.int64]:
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
        """Return one of the tables by its name."""
        tables: Mapping[TableName, pl.DataFrame] = {
            "clients": self.clients,
            "workers": self.workers,
            "tasks": self.tasks,
            "leaves": self.leaves,
            "pairs": self.pairs,
            "former": self.former,
        }
        return tables[name]

    @cached_property
    def _rows(self) -> dict[TableName, dict[str, int]]:
        return {
            name: {id: row for row, id in enumerate(self.table(name)["id"].to_list())}
            for name in REQUIRED
        }

    def _row(self, name: TableName, id: str) -> dict[str, object]:
        row = self._rows[name].get(id)
        if row is None:
            raise InputError([InputFault(name, None, id, "id", f"no such row in {name}")])
        return self.table(name).row(row, named=True)


def _with_unfilled(frame: object, name: TableName) -> object:
    """Return a frame with the columns that may be left out, empty where they were."""
    if not isinstance(frame, pl.DataFrame):
        return frame
    missing = [column for column in UNFILLED.get(name, ()) if column not in frame.columns]
    return frame.with_columns(
        pl.lit(None, dtype=SCHEMAS[name][column]).alias(column) for column in missing
    )


def _has_schema(frame: object, name: TableName) -> bool:
    return isinstance(frame, pl.DataFrame) and dict(frame.schema) == dict(SCHEMAS[name])
