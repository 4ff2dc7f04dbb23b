"""Exports as they are: CSV with any separator and encoding, and the sheets of workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ...checks.cells import shown
from ...errors import InputError, InputFault
from ..files import BOM, read_bytes
from ..workbook import ALL_SUFFIXES
from ..workbook.archive import file_fault, letter, open_archive
from ..workbook.sheets import Sheet, read_sheets

_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Export:
    """One table as an agency's system gave it.

    Parameters
    ----------
    name : str
        Name of the file; of a workbook with several sheets, ``book.xlsx/sheet``.
    columns : mapping of str to polars.Series
        The cells as texts without spaces around them, null where empty, each of shape (rows,).
    numbers : polars.Series
        Number of each row as a person sees it.
    letters : mapping of str to str
        Letter of each column as a spreadsheet program shows it.
    empty_rows : int
        Rows between the first and the last in which nothing stands.
    """

    name: str
    columns: Mapping[str, pl.Series]
    numbers: pl.Series
    letters: Mapping[str, str]
    empty_rows: int

    @property
    def height(self) -> int:
        """Number of rows in which something stands."""
        return len(self.numbers)

    def place(self, column: str) -> str:
        """Return where a column is, e.g. ``column F (Due)``."""
        return f"column {self.letters[column]} ({shown(column)[1:-1]})"


def read_exports(files: Sequence[Path]) -> list[Export]:
    """Read exports.

    Parameters
    ----------
    files : sequence of Path
        CSV files, whose separator is found out, in UTF-8 or else Windows-1252; or workbooks, every
        sheet of which is an export.

    Returns
    -------
    list of Export
        In the order of the files and their sheets.

    Raises
    ------
    InputError
        If a file cannot be read, or has no header; all faults are listed.
    """
    problems: list[InputFault] = []
    found: list[Export] = []
    for file in files:
        data = read_bytes(file, problems)
        if data is None:
            continue
        try:
            if file.suffix.lower() in ALL_SUFFIXES:
                found += _sheets(data, file.name)
            else:
                found.append(_export(file.name, _csv_cells(data, file.name)))
        except InputError as error:
            problems += error.problems
    names = [each.name for each in found]
    problems += [
        file_fault(name, "given twice; exports need names of their own")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if problems:
        raise InputError(problems)
    return found


def _csv_cells(data: bytes, name: str) -> pl.DataFrame:
    """Return the cells of a CSV file by row and column, with the number of each row."""
    data = data.removeprefix(BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise InputError([file_fault(name, "is no text; export it as CSV or as a workbook")])
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        says = f"not valid CSV near line {reader.line_num}: {error}"
        raise InputError([file_fault(name, says)]) from None
    width = max((len(row) for _, row in rows), default=0)
    lines = [row + [""] * (width - len(row)) for _, row in rows]
    columns = list(zip(*lines, strict=True))
    cells = {letter(place): pl.Series(each) for place, each in enumerate(columns)}
    frame = pl.DataFrame(cells).with_row_index("row", offset=1)
    return frame.with_columns(pl.col("row").cast(pl.Int64))


def _sheets(data: bytes, name: str) -> Iterator[Export]:
    sheets = [each for each in read_sheets(open_archive(data, name)) if not each.cells.is_empty()]
    marks = [*_marked(sheets, name)]
    if marks:
        raise InputError(marks)
    for sheet in sheets:
        title = name if len(sheets) == 1 else f"{name}/{sheet.name}"
        yield _export(title, sheet.cells.insert_column(0, sheet.numbers.alias("row")))


def _marked(sheets: Sequence[Sheet], name: str) -> Iterator[InputFault]:
    for sheet in sheets:
        for mark in sheet.marks[:100]:
            yield InputFault(f"{name}/{sheet.name}", mark.row, None, None, mark.says, mark.column)


def _export(name: str, cells: pl.DataFrame) -> Export:
    """Return an export from its cells, whose first row that is not empty is the header."""
    trimmed = cells.with_columns(pl.exclude("row").str.strip_chars().replace("", None))
    some = trimmed.filter(pl.any_horizontal(pl.exclude("row").is_not_null()))
    if some.is_empty():
        raise InputError([file_fault(name, "is empty; its first row must name the columns")])
    header = some.drop("row").row(0)
    letters: dict[str, str] = {}
    problems: list[InputFault] = []
    for place, title in zip(some.columns[1:], header, strict=True):
        if title is None:
            if some[place].null_count() < some.height:
                problems.append(file_fault(name, f"column {place} has no name; give it one"))
        elif title in letters:
            says = f"two columns are called the same, {letters[title]} and {place}; rename one"
            problems.append(file_fault(name, says))
        else:
            letters[str(title)] = place
    if problems:
        raise InputError(problems)
    body = some.slice(1)
    spans = 0 if body.is_empty() else int(body["row"][-1]) - int(some["row"][0])
    columns = {title: body[place].rename(title) for title, place in letters.items()}
    return Export(name, columns, body["row"], letters, spans - body.height)
