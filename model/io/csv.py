"""CSV text to a raw table and back; every cell is text, empty cells are null."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable

import polars as pl

from ..checks.cells import SEPARATOR, guarded, shown, unguarded
from ..checks.columns import RawFault, RawTable
from ..errors import InputFault

_RAGGED = "{} cells, but the header has "
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_EMPTY_LINE = "an empty line; remove it"


def parse_csv(
    text: str, table: str, names: Iterable[str], problems: list[InputFault]
) -> RawTable | None:
    """Return the cells of a CSV text.

    Parameters
    ----------
    text : str
        The whole text; lines may end in LF or CRLF, cells may stand in double quotes. Cells are
        separated by commas, or by semicolons or tabs where those alone give the header its columns.
    table : str
        The table, as problems name it.
    names : iterable of str
        The columns that should be there, for messages.
    problems : list of InputFault
        Where a fault goes that makes the whole text unreadable.

    Returns
    -------
    RawTable or None
        The cells, with rows of the wrong length as faults; None if the text is unreadable.
    """
    columns = [*names]
    delimiter = _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    try:
        header, *rows = list(reader) or [[]]
    except csv.Error as error:
        says = f"not valid CSV near line {reader.line_num}: {error}; check the quotes there"
        problems.append(InputFault(table, None, None, None, says))
        return None
    if not any(header):
        says = f"no header; the first line must name the columns {','.join(columns)}"
        problems.append(InputFault(table, None, None, None, says))
        return None
    while rows and _is_blank(rows[-1]):
        rows.pop()
    return _table(header, rows, delimiter)


def _is_blank(row: list[str]) -> bool:
    # The first cell decides for nearly all rows, which saves a look at each of the others.
    return not row or (not row[0].strip() and not any(map(str.strip, row)))


def _delimiter(text: str, names: list[str]) -> str:
    """Return what separates the cells: a comma, unless only something else names the columns."""
    first = text.lstrip("\r\n").partition("\n")[0]
    nothing: list[str] = []
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader([first], delimiter=delimiter), nothing)
        except csv.Error:
            continue
        if len(header) > 1 and {name.strip() for name in header} <= {*names}:
            return delimiter
    return ","


def _table(header: list[str], rows: list[list[str]], delimiter: str) -> RawTable:
    faults = _header_faults(header)
    width = len(header)
    blank = [number for number, row in enumerate(rows) if _is_blank(row)]
    if blank:
        faults.append(RawFault(None, _EMPTY_LINE, pl.Series(blank, dtype=pl.UInt32)))
        for number in blank:
            rows[number] = [""] * width
    lengths = pl.Series(list(map(len, rows)), dtype=pl.UInt32)
    if (lengths != width).any():
        ragged = (lengths != width).arg_true()
        for row in ragged:
            rows[row] = (rows[row] + [""] * width)[:width]
        word = _DELIMITERS[delimiter]
        says = f"{_RAGGED}{width}; put every cell with a {word} in quotes, and leave none out"
        faults.append(RawFault(None, says, ragged, lengths.gather(ragged)))
    cells = list(zip(*rows, strict=True)) if rows else [()] * width
    columns: dict[str, pl.Series] = {}
    for name, column in zip(header, cells, strict=True):
        if name and name not in columns:
            texts = pl.Series(name, column, dtype=pl.String)
            if texts.str.starts_with("'").any():
                texts = pl.Series(name, map(unguarded, column), dtype=pl.String)
            columns[name] = texts
    return RawTable(columns, len(rows), tuple(faults), first=2)


def _header_faults(header: list[str]) -> list[RawFault]:
    faults: list[RawFault] = []
    for name, count in Counter(header).items():
        if not name:
            place = header.index(name) + 1
            faults.append(RawFault(None, f"column {place} of the header has no name; remove it"))
        elif count > 1:
            says = f"the header names the column {count} times; keep one"
            faults.append(RawFault(shown(name).strip("'"), says))
    return faults


def format_csv(frame: pl.DataFrame) -> str:
    """Return a table as CSV text: a header, LF line ends, lists separated by semicolons.

    Parameters
    ----------
    frame : polars.DataFrame
        Texts, whole numbers, booleans, and lists of texts or numbers.

    Returns
    -------
    str
        The same for the same frame, whatever the platform; a list of one repeated number is
        written as that number, and a text that a spreadsheet program would take for a formula has
        an apostrophe before it, which ``parse_csv`` takes away.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [_guarded(_texts(frame[name])) for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def _guarded(column: pl.Series) -> list[str | None]:
    """Return cells as a spreadsheet program may open them: none begins a formula."""
    texts: list[str | None] = column.to_list()
    if not column.str.contains("^'*[=+@-]").any():
        return texts
    return [None if text is None else guarded(text) for text in texts]


def _texts(column: pl.Series) -> pl.Series:
    if not isinstance(column.dtype, pl.List):
        return column.cast(pl.String)
    if column.dtype.inner == pl.Int64:
        short = pl.col("value").list.unique().list.len() == 1
        kept = pl.when(short).then(pl.col("value").list.head(1)).otherwise("value")
        column = column.to_frame("value").select(kept.alias("value"))["value"]
    return column.cast(pl.List(pl.String)).list.join(SEPARATOR)
