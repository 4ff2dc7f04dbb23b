"""Workbooks made cell by cell, good and bad ones, for tests of reading them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import fastexcel
import polars as pl
import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

Cells = Sequence[Sequence[object]]
Touch = Callable[[Any, Any], None]

CLIENTS: Cells = (
    ("id", "office", "language", "programs", "worker"),
    ("c1", "north", "English", "CalFresh", "w1"),
    ("00123", "north", "Spanish", "CalFresh", "w1"),
)
WORKERS: Cells = (
    ("id", "office", "languages", "programs", "minutes"),
    ("w1", "north", "English;Spanish", "CalFresh", 400),
)
TASKS: Cells = (
    ("id", "client", "program", "kind", "minutes", "release", "due", "contact"),
    ("t1", "c1", "CalFresh", "intake", 30, 0, 3, True),
    ("t2", "00123", "CalFresh", "call", 15, date(2026, 3, 3), date(2026, 3, 4), False),
)
CALENDAR: Cells = (
    ("field", "name", "value"),
    ("periods", None, 5),
    ("start", None, date(2026, 3, 2)),
)
SHEETS: Mapping[str, Cells] = {
    "clients": CLIENTS,
    "workers": WORKERS,
    "tasks": TASKS,
    "calendar": CALENDAR,
}
"""A small valid workbook, as its cells."""


def make(
    path: Path,
    touch: Mapping[str, Touch] | None = None,
    without: str = "",
    **sheets: Cells,
) -> Path:
    """Write a workbook, the small one but for what is named; return its path.

    Parameters
    ----------
    path : Path
        The file.
    touch : mapping of str to callable
        What else is done to a sheet, with the workbook and the sheet.
    without : str
        A sheet that is left out.
    **sheets : sequence of rows
        Other cells for sheets, or other sheets.
    """
    book: Any = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    )
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, cells in {**SHEETS, **sheets}.items():
        if name == without:
            continue
        sheet = book.add_worksheet(name)
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, days)
                elif value is not None:
                    sheet.write(row, column, value)
        if touch and name in touch:
            touch[name](book, sheet)
    book.close()
    return path


def sheets_of(source: Path | bytes) -> dict[str, pl.DataFrame]:
    """Return the sheets of a workbook as texts, in their order, with the first row as header."""
    book: Any = fastexcel.read_excel(source)
    return {name: book.load_sheet(name, dtypes="string").to_polars() for name in book.sheet_names}


def with_part(path: Path, name: str, data: bytes) -> Path:
    """Put another part into a workbook that is there; return its path."""
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path


def with_changed_part(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a part of a workbook that is there; return its path."""
    out = io.BytesIO()
    with ZipFile(path) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, change(data) if part == name else data)
    path.write_bytes(out.getvalue())
    return path
