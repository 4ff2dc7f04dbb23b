"""A workbook to an input: its sheets are the tables, the calendar and the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import polars as pl
from pydantic import BaseModel

from ...calendar import Calendar
from ...checks.cells import shown, unguarded
from ...checks.columns import RawFault, RawTable
from ...checks.instance import Input
from ...checks.messages import suggestion
from ...errors import InputError, InputFault
from ...policy import Policy
from ...tables import REQUIRED, SCHEMAS, TableName
from .archive import file_fault, open_archive
from .fields import FieldData
from .sheets import Sheet, read_sheets

SUFFIXES = (".xlsx", ".ods")
"""Endings of the workbooks that are read."""

ALL_SUFFIXES = (*SUFFIXES, ".xlsm", ".xls", ".xlsb")
"""Endings of all workbooks; some are refused, with the reason."""

MODELS: Mapping[str, type[BaseModel]] = {"calendar": Calendar, "policy": Policy}
"""What is written field by field."""

_KNOWN = (*SCHEMAS, *MODELS)
_LEFT_ALONE = ("read me", "choices", "note", "example")


def parse_workbook(data: bytes, name: str, policy: object) -> Input:
    """Return the input in a workbook.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.
    policy : object
        Plain data of a policy that replaces the sheet; None for the sheet.

    Returns
    -------
    Input
        The tables with the letters of their columns and the numbers of their rows, the calendar
        and the policy, and what is wrong with the form of the sheets.
    """
    try:
        archive = open_archive(data, name)
        sheets = read_sheets(archive)
    except InputError as error:
        return Input({}, None, policy, error.problems)
    known = {
        each.name.strip().casefold(): each
        for each in sheets
        if each.name.strip().casefold() in _KNOWN
    }
    problems = [*_wrong_sheets(sheets, known, name)]
    tables: dict[TableName, RawTable] = {}
    for table in SCHEMAS:
        if table in known:
            raw = sheet_to_raw(known[table], table, problems)
            if raw is not None:
                tables[table] = raw
    fields = {
        each: _field_data(known[each], each, problems)
        for each in MODELS
        if each in known and not (each == "policy" and policy is not None)
    }
    plain: dict[str, object] = {each: found.data for each, found in fields.items()}
    places = {
        (each, where): (row, found.letters.get("value", "A"))
        for each, found in fields.items()
        for where, row in found.rows.items()
    }
    rules = policy if policy is not None else plain.get("policy")
    return Input(tables, plain.get("calendar"), rules, tuple(problems), places)


def _wrong_sheets(
    sheets: list[Sheet], known: Mapping[str, Sheet], name: str
) -> Iterator[InputFault]:
    for sheet in sheets:
        title = sheet.name.strip().casefold()
        if title in _KNOWN or title.startswith(_LEFT_ALONE) or sheet.cells.is_empty():
            continue
        says = (
            f"unknown sheet {shown(sheet.name)}{suggestion(sheet.name, _KNOWN) or ';'} the sheets "
            f"are {', '.join(_KNOWN)}; one whose name begins with 'note' is left alone"
        )
        yield file_fault(name, says)
    for table in REQUIRED:
        if table not in known:
            says = f"the sheet {table} is missing; a workbook needs {', '.join(REQUIRED)}"
            yield file_fault(name, says)


def sheet_to_raw(sheet: Sheet, table: str, problems: list[InputFault]) -> RawTable | None:
    """Return a sheet, whose first row that is not empty is the header, as a raw table.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    table : str
        The table, as problems name it.
    problems : list of InputFault
        Where a fault goes that makes the whole sheet unreadable.
    """
    if sheet.cells.is_empty():
        named = ", ".join(SCHEMAS[cast("TableName", table)]) if table in SCHEMAS else "field"
        says = f"the sheet is empty; its first row must name the columns {named}"
        problems.append(InputFault(table, None, None, None, says))
        return None
    header = dict(zip(sheet.cells.columns, sheet.cells.row(0), strict=True))
    rows, numbers = sheet.cells.slice(1), sheet.numbers.slice(1)
    columns: dict[str, pl.Series] = {}
    letters: dict[str, str] = {}
    faults: list[RawFault] = []
    for letter, cell in header.items():
        name = None if cell is None else str(cell).strip()
        if name is None:
            if rows[letter].null_count() < rows.height:
                says = f"column {letter} has no name in row {sheet.numbers[0]}; name or empty it"
                faults.append(RawFault(None, says))
        elif name in columns:
            says = f"the header names the column twice, in {letters[name]} and {letter}; keep one"
            faults.append(RawFault(shown(name).strip("'"), says))
        else:
            columns[name] = _unguarded(rows[letter])
            letters[name] = letter
    faults += _marked(sheet, letters, numbers)
    return RawTable(columns, rows.height, tuple(faults), sheet.numbers[0] + 1, numbers, letters)


def _unguarded(column: pl.Series) -> pl.Series:
    if not column.str.starts_with("'").any():
        return column
    texts = (None if cell is None else unguarded(cell) for cell in column)
    return pl.Series(column.name, texts, dtype=pl.String)


def _marked(sheet: Sheet, letters: Mapping[str, str], numbers: pl.Series) -> Iterator[RawFault]:
    """Yield a fault for each sort of odd cell in each column, and for those in the header."""
    names = {letter: name for name, letter in letters.items()}
    places = {number: place for place, number in enumerate(numbers.to_list())}
    found: dict[tuple[str | None, str], list[int]] = {}
    for mark in sheet.marks:
        name = names.get(mark.column)
        if mark.row in places:
            found.setdefault((name, mark.says), []).append(places[mark.row])
        elif mark.row == sheet.numbers[0]:
            yield RawFault(name, f"in the header: {mark.says}")
    for (name, says), rows in found.items():
        yield RawFault(name, says, pl.Series(rows, dtype=pl.UInt32))


def _field_data(sheet: Sheet, table: str, problems: list[InputFault]) -> FieldData:
    """Return the fields that a sheet holds; its faults go to the problems."""
    raw = sheet_to_raw(sheet, table, problems)
    if raw is None:
        return FieldData(table, MODELS[table], {})
    found = FieldData(table, MODELS[table], raw.letters)
    for fault in raw.faults:
        rows = [None] if fault.rows is None else raw.row_numbers.gather(fault.rows).to_list()
        letter = raw.letters.get(fault.field or "")
        problems += [InputFault(table, row, None, fault.field, fault.says, letter) for row in rows]
    missing = [name for name in ("field", "value") if name not in raw.columns]
    for name in missing:
        says = "the column is missing; the sheet needs field, name and value"
        problems.append(InputFault(table, None, None, name, says))
    if not missing:
        nothing = pl.Series([None] * raw.height, dtype=pl.String)
        cells = [raw.columns.get(name, nothing).to_list() for name in ("field", "name", "value")]
        found.read(zip(raw.row_numbers.to_list(), *cells, strict=True))
    problems += found.faults
    return found
