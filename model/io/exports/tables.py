"""Exports and a map to an instance; what becomes nothing is told, and faults name the export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import cast

import polars as pl

from ...checks.cells import SEPARATOR, personal_column, shown
from ...checks.columns import RawTable
from ...checks.instance import Input, build
from ...checks.messages import suggestion
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from ...tables import READ_ONLY, SCHEMAS, TableName
from .mapping import Cells, ExportMap, SourceMap
from .sources import Export

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTS = {"month": "%m", "day": "%d", "year": "%Y"}
_TELLING: Mapping[TableName, tuple[str, ...]] = {
    "leaves": ("first", "last", "weekday"),
    "pairs": ("client", "worker"),
}
"""Columns without which a row of an export says nothing to a table; of pairs both are needed."""

_LIKE_A_NAME = r"^\p{Lu}[\p{L}'\x{2019}-]+,? +\p{Lu}[\p{L}'.-]*( \p{Lu}[\p{L}'.-]*)?$"
_NAMES_SHARE = 0.5


@dataclass(frozen=True)
class SourceNote:
    """What became of one export.

    Parameters
    ----------
    name : str
        Its name.
    rows : int
        Its rows in which something stands.
    gave : mapping of str to int
        Rows of each table that it gave.
    nothing : mapping of str to int
        Rows that gave none to a table it has columns for.
    left_out : mapping of str to str
        Columns that became nothing, each with the reason.
    empty_rows : int
        Rows in which nothing stands.
    """

    name: str
    rows: int
    gave: Mapping[str, int]
    nothing: Mapping[str, int]
    left_out: Mapping[str, str]
    empty_rows: int


@dataclass(frozen=True)
class Imported:
    """What exports became.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    notes : tuple of SourceNote
        What became of each export.
    former : int
        Owners who are no workers, and so count as having left.
    """

    instance: Instance
    policy: Policy
    notes: tuple[SourceNote, ...]
    former: int


@dataclass(frozen=True)
class _Part:
    """The rows of a table that one export gave."""

    export: Export
    columns: Mapping[str, Cells]
    frame: pl.DataFrame
    numbers: pl.Series


def import_exports(exports: Sequence[Export], made: ExportMap, policy: object = None) -> Imported:
    """Turn exports into tables and check them.

    Parameters
    ----------
    exports : sequence of Export
        The exports.
    made : ExportMap
        What becomes of their columns.
    policy : object
        Plain data of the policy; None for the default.

    Returns
    -------
    Imported
        A valid instance, and what became of every export.

    Raises
    ------
    InputError
        If the map does not fit the exports, or the tables are wrong; faults of cells name the
        export, its row and its column.
    """
    problems = [*_map_faults(exports, made)]
    if problems:
        raise InputError(problems)
    parts: dict[TableName, list[_Part]] = {name: [] for name in SCHEMAS}
    for export in exports:
        for table, columns in made.sources[export.name].tables():
            parts[table].append(_part(export, table, columns))
    frames: dict[TableName, pl.DataFrame] = {
        table: _stacked(some) for table, some in parts.items() if some
    }
    former = _unknown_owners(frames) if made.unknown_owners == "former" else []
    if former:
        known = frames.get("former", pl.DataFrame(schema={"id": pl.String}))
        frames["former"] = pl.concat([known, pl.DataFrame({"id": former})], how="diagonal")
    tables: dict[TableName, RawTable] = {
        table: RawTable(frame.to_dict(), frame.height) for table, frame in frames.items()
    }
    names = [*_name_faults(parts)]
    try:
        calendar = made.calendar.model_dump(mode="json")
        instance, rules = build(Input(tables, calendar, policy, tuple(names)))
    except InputError as error:
        found = [_placed(problem, parts) for problem in error.problems]
        raise InputError(found) from None
    notes = tuple(_note(export, made.sources[export.name], parts) for export in exports)
    return Imported(instance, rules, notes, len(former))


def _map_faults(exports: Sequence[Export], made: ExportMap) -> Iterator[InputFault]:
    given = {export.name for export in exports}
    for name in made.sources:
        if name not in given:
            says = f"no such export is given{suggestion(name, given)}"
            yield InputFault("map", None, None, f"sources.{name}", says)
    for export in exports:
        if export.name not in made.sources:
            says = f"the map does not have it{suggestion(export.name, made.sources)}"
            yield InputFault("file", None, None, export.name, says)
            continue
        source = made.sources[export.name]
        yield from _column_faults(export, source)
        for table, columns in source.tables():
            for field, cells in columns.items():
                place = f"sources.{export.name}.{table}.{field}"
                yield from (
                    InputFault("map", None, None, place, says)
                    for says in _cells_faults(table, field, cells)
                )


def _column_faults(export: Export, source: SourceMap) -> Iterator[InputFault]:
    used = {
        cells.column for _, columns in source.tables() for cells in columns.values() if cells.column
    }
    for column in (*used, *source.left_out):
        if column not in export.columns:
            says = f"there is no column {shown(column)}{suggestion(column, export.columns)}"
            yield InputFault("file", None, None, export.name, says)
    for column in export.columns:
        place = export.place(column)
        if column in used and personal_column(column):
            says = (
                f"{place} looks like personal data; map a column with pseudonyms, and leave it out"
            )
            yield InputFault("file", None, None, export.name, says)
        if column in used and column in source.left_out:
            says = f"{place} is both mapped and left out; take it out of one"
            yield InputFault("file", None, None, export.name, says)
        if column not in used and column not in source.left_out:
            says = f"{place} is neither mapped nor left out; name it under left_out with the reason"
            yield InputFault("file", None, None, export.name, says)


def _cells_faults(table: TableName, field: str, cells: Cells) -> Iterator[str]:
    known = (*SCHEMAS[table], *READ_ONLY.get(table, ()))
    if field not in known:
        yield f"{table} has no such column{suggestion(field, known)} it has {', '.join(known)}"
    if (cells.column is None) == (cells.value is None):
        yield "needs either a column or a value"
    if cells.date is not None and not all(part in cells.date for part in _PARTS):
        yield f"{shown(cells.date)} is no form of a date; write e.g. month/day/year"


# Rows.


def _part(export: Export, table: TableName, columns: Mapping[str, Cells]) -> _Part:
    frame = pl.DataFrame(
        {field: _cells(export, field, cells) for field, cells in columns.items()},
        schema={field: pl.String for field in columns},
    )
    mapped = [field for field, cells in columns.items() if cells.column is not None]
    telling = [field for field in _TELLING.get(table, tuple(mapped)) if field in columns]
    some = [pl.col(field).is_not_null() for field in telling] or [pl.lit(True)]
    says = pl.all_horizontal(some) if table == "pairs" else pl.any_horizontal(some)
    frame = frame.insert_column(0, export.numbers.alias("row number")).filter(says)
    return _Part(export, columns, frame.drop("row number"), frame["row number"])


def _stacked(parts: Sequence[_Part]) -> pl.DataFrame:
    return pl.concat([part.frame for part in parts], how="diagonal")


def _cells(export: Export, field: str, cells: Cells) -> pl.Series:
    if cells.column is None:
        return pl.Series([cells.value] * export.height, dtype=pl.String)
    known: dict[str, str] = {
        text: _text(text, cells) for text in export.columns[cells.column].drop_nulls().unique()
    }
    return export.columns[cells.column].replace(known)


def _text(text: str, cells: Cells) -> str:
    """Return a cell as the tables have it; as it is, where it cannot be read so."""
    if cells.separator:
        parts = (part.strip() for part in text.split(cells.separator))
        return SEPARATOR.join(dict.fromkeys(cells.values.get(part, part) for part in parts if part))
    text = cells.values.get(text, text)
    if cells.date is not None and not _ISO.fullmatch(text):
        return _day(text, cells.date)
    if cells.hours or cells.share != 1:
        return _minutes(text, cells)
    return text


def _day(text: str, form: str) -> str:
    found = parse_day(text, form)
    return text if found is None else found.isoformat()


def parse_day(text: str, form: str) -> date | None:
    """Return a day that is written in a form such as month/day/year; None if it is not."""
    for part, directive in _PARTS.items():
        form = form.replace(part, directive)
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _minutes(text: str, cells: Cells) -> str:
    plain = text.replace(",", ".") if re.fullmatch("[0-9]+,[0-9]+", text) else text
    try:
        number = Decimal(plain) * (60 if cells.hours else 1) * Decimal(repr(cells.share))
        return str(number.to_integral_value(rounding=ROUND_HALF_UP))
    except InvalidOperation:
        return text


def _unknown_owners(frames: Mapping[TableName, pl.DataFrame]) -> list[str]:
    """Return the owners who are neither workers nor known to have left."""
    owners = _column(frames, "clients", "worker")
    known = {*_column(frames, "workers", "id"), *_column(frames, "former", "id")}
    return sorted({*owners} - known)


def _column(frames: Mapping[TableName, pl.DataFrame], table: TableName, field: str) -> list[str]:
    frame = frames.get(table)
    if frame is None or field not in frame.columns:
        return []
    column: list[str] = frame[field].drop_nulls().to_list()
    return column


# Faults and notes.


def _name_faults(parts: Mapping[TableName, Sequence[_Part]]) -> Iterator[InputFault]:
    """Yield the columns of identifiers that hold what looks like names of people."""
    for table in ("clients", "workers"):
        for part in parts[table]:
            cells = part.columns.get("id")
            ids = part.frame["id"].drop_nulls() if "id" in part.frame.columns else None
            if cells is None or cells.column is None or ids is None or ids.is_empty():
                continue
            share = ids.str.contains(_LIKE_A_NAME).sum() / len(ids)
            if share > _NAMES_SHARE:
                says = "looks like names of people (not repeated here); map a column of pseudonyms"
                where = part.export.place(cells.column)
                yield InputFault(part.export.name, None, None, where, says)


def _placed(problem: InputFault, parts: Mapping[TableName, Sequence[_Part]]) -> InputFault:
    """Return a fault of a table with its place in the export."""
    if problem.row is None:
        return problem
    row = problem.row - 1
    for part in parts.get(cast("TableName", problem.table), ()):
        if row < part.frame.height:
            cells = part.columns.get(problem.field or "")
            column = None if cells is None else cells.column
            where = problem.field if column is None else part.export.place(column)
            name, number = part.export.name, part.numbers[row]
            return replace(problem, table=name, row=number, field=where)
        row -= part.frame.height
    return problem


def _note(
    export: Export, source: SourceMap, parts: Mapping[TableName, Sequence[_Part]]
) -> SourceNote:
    gave: dict[str, int] = {
        table: sum(part.frame.height for part in parts[table] if part.export is export)
        for table, _ in source.tables()
    }
    nothing = {table: export.height - rows for table, rows in gave.items() if rows < export.height}
    return SourceNote(export.name, export.height, gave, nothing, source.left_out, export.empty_rows)
