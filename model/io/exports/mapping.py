"""The map of columns: which column of which export becomes which column of which table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, cast

import tomli_w
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ...calendar import Calendar
from ...checks.messages import load
from ...errors import InputError, InputFault
from ...tables import TableName
from ..files import parse_toml, read_text


class Cells(BaseModel):
    """Where the cells of a column come from, and how they are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str | None = Field(default=None, description="Column of the export")
    value: str | None = Field(default=None, description="Instead of a column: the same in each row")
    separator: str | None = Field(
        default=None, description="What separates the elements of a list, e.g. a comma"
    )
    date: str | None = Field(
        default=None,
        description="How days are written, e.g. month/day/year or day.month.year; dates as in "
        "2026-11-02 and the date cells of workbooks are always read",
    )
    hours: bool = Field(default=False, description="Whether the numbers are hours, not minutes")
    share: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1.0,
        description="Share of the minutes that counts, e.g. what a day has for casework",
    )
    values: dict[str, str] = Field(
        default_factory=dict[str, str],
        description="What a value becomes; any other stays as it is",
    )


def _whole_column(given: object) -> object:
    return {"column": given} if isinstance(given, str) else given


Columns = dict[str, Annotated[Cells, BeforeValidator(_whole_column)]]


class SourceMap(BaseModel):
    """What becomes of one export: rows of tables, and columns that are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clients: Columns = Field(default_factory=dict[str, Cells], description="Columns of clients")
    workers: Columns = Field(default_factory=dict[str, Cells], description="Columns of workers")
    tasks: Columns = Field(default_factory=dict[str, Cells], description="Columns of tasks")
    leaves: Columns = Field(default_factory=dict[str, Cells], description="Columns of leaves")
    pairs: Columns = Field(default_factory=dict[str, Cells], description="Columns of pairs")
    former: Columns = Field(default_factory=dict[str, Cells], description="Columns of former")
    left_out: dict[str, str] = Field(
        default_factory=dict[str, str],
        description="Columns that become nothing, each with the reason",
    )

    def tables(self) -> Iterator[tuple[TableName, Mapping[str, Cells]]]:
        """Yield the tables that the export has rows for, with their columns."""
        every: tuple[tuple[TableName, Mapping[str, Cells]], ...] = (
            ("clients", self.clients),
            ("workers", self.workers),
            ("tasks", self.tasks),
            ("leaves", self.leaves),
            ("pairs", self.pairs),
            ("former", self.former),
        )
        for name, columns in every:
            if columns:
                yield name, columns


class ExportMap(BaseModel):
    """How exports become tables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unknown_owners: Literal["refused", "former"] = Field(
        default="refused",
        description="former: an owner who is no worker has left; refused: is a fault",
    )
    calendar: Calendar = Field(default_factory=Calendar, description="The days of the tables")
    sources: dict[str, SourceMap] = Field(
        default_factory=dict[str, SourceMap], description="What becomes of each export, by its name"
    )


def read_map(file: Path) -> ExportMap:
    """Read a map of columns.

    Parameters
    ----------
    file : Path
        A TOML file.

    Raises
    ------
    InputError
        If it cannot be read, or anything in it is wrong; all faults are listed.
    """
    problems: list[InputFault] = []
    text = read_text(file, "map", problems)
    data = None if text is None else parse_toml(text, "map", problems)
    if data is None:
        raise InputError(problems)
    loaded = load(ExportMap, data, "map")
    if loaded.problems:
        raise InputError(loaded.problems)
    return loaded.model


def format_map(made: ExportMap, remarks: tuple[str, ...] = ()) -> str:
    """Return a map as TOML text, one line per column, with remarks as comments before it."""
    data = made.model_dump(exclude_defaults=True, exclude_none=True)
    sources: Mapping[str, Mapping[str, Mapping[str, object]]] = data.pop("sources", {})
    if made.calendar.start is not None:
        data["calendar"] = {**data["calendar"], "periods": made.calendar.periods}
    lines = [f"# {remark}" for remark in remarks]
    lines += ["", tomli_w.dumps(data).rstrip()] if data else []
    for name, source in sources.items():
        for table, columns in source.items():
            lines += ["", f"[sources.{_text(name)}.{table}]"]
            lines += [f"{_key(each)} = {_value(cells)}" for each, cells in columns.items()]
    return "\n".join(lines).strip() + "\n"


def _text(text: str) -> str:
    return tomli_w.dumps({"text": text}).removeprefix("text = ").rstrip("\n")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _value(cells: object) -> str:
    """Return a column of the map, or a part of it, on one line."""
    if isinstance(cells, Mapping):
        parts = dict(cast("Mapping[str, object]", cells))
        if {*parts} == {"column"}:
            return _value(parts["column"])
        inner = ", ".join(f"{_key(each)} = {_value(part)}" for each, part in parts.items())
        return f"{{ {inner} }}"
    if isinstance(cells, str):
        return _text(cells)
    return str(cells).lower()
