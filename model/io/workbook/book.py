"""Sheets of plain values to the bytes of an Excel workbook: the one place that knows XlsxWriter.

The same sheets give the same bytes. No cell is ever a formula: a text that a spreadsheet program
would take for one, once the sheet is saved as CSV, has an apostrophe before it (see ``guarded``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from ...checks.cells import guarded
from ...errors import InputError, InputFault
from .archive import letter

Look = Literal["text", "whole", "number", "percent", "day", "prose"]
"""How the cells of a column are shown; a day is a date or a number; prose is wrapped."""


@dataclass(frozen=True)
class Shown:
    """A value that is shown in another way than the others of its column.

    Parameters
    ----------
    value : str, float or None
        The value.
    look : Look
        How it is shown.
    """

    value: str | float | None
    look: Look


Cell: TypeAlias = str | int | float | bool | date | Shown | None
"""What a cell may hold."""

MOST_ROWS = 1_048_575
"""Most rows under the header of a sheet."""

LONGEST_CELL = 32_767
"""Most characters of a cell."""

_FORMATS: Mapping[Look, Mapping[str, object]] = {
    "text": {"num_format": "@"},
    "whole": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.0##"},
    "percent": {"num_format": "0.0%"},
    "day": {},
    "prose": {"text_wrap": True, "valign": "top"},
}
_WIDTHS: Mapping[Look, int] = {
    "text": 16,
    "whole": 10,
    "number": 12,
    "percent": 10,
    "day": 12,
    "prose": 60,
}
_MADE = datetime(2026, 1, 1)
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SPARE = 5000
"""Rows below the last that have drop-downs."""
_OFFERED = 200_000
"""Rows of another sheet whose values a drop-down offers."""


@dataclass(frozen=True)
class Choice:
    """What may be put into the cells of a column.

    Parameters
    ----------
    values : sequence of str or str
        What is offered; or where it stands, e.g. ``workers!A``: a column under its header.
    least : int or None
        Instead, the least number.
    is_strict : bool
        Whether nothing else may be put in; else the program only asks back.
    """

    values: Sequence[str] | str = ()
    least: int | None = None
    is_strict: bool = True


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Parameters
    ----------
    name : str
        Its header.
    look : Look
        How its cells are shown.
    note : str
        What is said when the pointer is on the header.
    choice : Choice or None
        What may be put in; None for anything.
    width : int or None
        Its width in characters; None for one that fits the look.
    """

    name: str
    look: Look = "text"
    note: str = ""
    choice: Choice | None = None
    width: int | None = None


@dataclass(frozen=True)
class SheetPage:
    """A sheet to be written.

    Parameters
    ----------
    name : str
        Its name, of at most 31 characters.
    columns : sequence of SheetColumn
        Its columns.
    rows : iterable of sequence of Cell
        Its rows, one value per column.
    choices : mapping of int to Choice
        What may be put into the last column that has a choice of its own in some row, by row.
    """

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Cell]] = ()
    choices: Mapping[tuple[int, int], Choice] | None = None


def format_book(pages: Sequence[SheetPage], title: str) -> bytes:
    """Return an Excel workbook; the same bytes for the same pages.

    Parameters
    ----------
    pages : sequence of SheetPage
        The sheets, in order.
    title : str
        Title in the properties of the file.

    Raises
    ------
    InputError
        If a sheet has more rows, or a cell more or other characters, than a workbook can hold.
    """
    out = io.BytesIO()
    opened: Any = xlsxwriter.Workbook(out, {"in_memory": True, **_PLAIN})
    with opened as book:
        book.set_properties({"title": title, "created": _MADE})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        date_form = book.add_format({"num_format": "yyyy-mm-dd"})
        looks: dict[Look, Any] = {
            look: book.add_format(dict(form)) for look, form in _FORMATS.items()
        }
        for page in pages:
            _write_page(book.add_worksheet(page.name), page, head, date_form, looks)
    return out.getvalue()


def _write_page(
    sheet: Any, page: SheetPage, head: Any, date_form: Any, looks: Mapping[Look, Any]
) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(page.columns):
        width = column.width or max(_WIDTHS[column.look], min(len(column.name) + 2, 30))
        sheet.set_column(place, place, width, looks[column.look])
        sheet.write_string(0, place, column.name, head)
        if column.note:
            sheet.write_comment(0, place, column.note, {"x_scale": 2, "y_scale": 1.5})
    for (row, place), choice in (page.choices or {}).items():
        sheet.data_validation(row + 1, place, row + 1, place, _validation(choice))
    last = _write_rows(sheet, page, looks, date_form)
    for place, column in enumerate(page.columns):
        if column.choice is not None:
            sheet.data_validation(
                1, place, min(last + _SPARE, MOST_ROWS), place, _validation(column.choice)
            )
    sheet.autofilter(0, 0, max(last, 1), len(page.columns) - 1)


def _write_rows(sheet: Any, page: SheetPage, looks: Mapping[Look, Any], date_form: Any) -> int:
    """Write the rows and return the number of the last."""
    number = 0
    usual = [looks[column.look] for column in page.columns]
    for number, row in enumerate(page.rows, start=1):
        if number > MOST_ROWS:
            says = f"more than {MOST_ROWS:,} rows, which is the most that a sheet of a workbook has"
            raise InputError([InputFault(page.name, None, None, None, f"{says}; write .parquet")])
        for place, cell in enumerate(row):
            form = usual[place]
            if isinstance(cell, Shown):
                form, cell = looks[cell.look], cell.value
            if isinstance(cell, str):
                if _is_too_much(cell):
                    _refuse(page, number + 1, place)
                if cell:
                    sheet.write_string(number, place, guarded(cell), form)
            elif cell is not None:
                _write_value(sheet, (number, place), cell, form, date_form)
    return number


def _is_too_much(text: str) -> bool:
    return len(text) >= LONGEST_CELL or "\ufffe" in text or "\uffff" in text


def _write_value(
    sheet: Any, place: tuple[int, int], cell: bool | float | date, form: Any, date_form: Any
) -> None:
    if isinstance(cell, bool):
        # In a cell of text some programs make a number of it.
        sheet.write_boolean(*place, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, date_form)
    else:
        sheet.write_number(*place, cell, form)


def _refuse(page: SheetPage, row: int, place: int) -> None:
    says = (
        f"has {LONGEST_CELL:,} characters or more, or one that a workbook cannot hold; write .json "
        "or .parquet"
    )
    name = page.columns[place].name
    raise InputError([InputFault(page.name, row, None, name, says, letter(place))])


def _validation(choice: Choice) -> dict[str, object]:
    form: dict[str, object] = {"error_type": "stop" if choice.is_strict else "warning"}
    if choice.least is not None:
        least = {"validate": "decimal", "criteria": ">=", "value": choice.least}
        says = f"A number or a date, not below {choice.least}."
        return {**form, **least, "error_title": "No number", "error_message": says}
    if isinstance(choice.values, str):
        sheet, _, column = choice.values.partition("!")
        source: object = f"={sheet}!${column}$2:${column}${_OFFERED}"
        says = f"It stands not (yet) on the sheet {sheet}."
    else:
        source = list(choice.values)
        says = "Choose one from the list."
    listed = {"validate": "list", "source": source}
    return {**form, **listed, "error_title": "Not in the list", "error_message": says}
