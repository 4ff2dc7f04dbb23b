"""The sheets of a workbook as cells of text, with the rows and columns that a person sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

import fastexcel
import polars as pl

from ...errors import InputError, InputFault
from .archive import Archive, file_fault, letter, wrong_corner, wrong_extent


@dataclass(frozen=True)
class Mark:
    """Something that is odd about one cell.

    Parameters
    ----------
    row : int
        Number of its row.
    column : str
        Letter of its column.
    says : str
        What is wrong with it, and what would be right.
    """

    row: int
    column: str
    says: str


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name : str
        Its name.
    cells : polars.DataFrame
        The rows in which something stands, as texts, null where a cell is empty; columns are named
        by their letters.
    numbers : polars.Series
        Number of each row, of shape (rows,).
    marks : tuple of Mark
        What is odd about some cells.
    """

    name: str
    cells: pl.DataFrame
    numbers: pl.Series
    marks: tuple[Mark, ...] = ()


_UNREADABLE = "cannot be read as a workbook; open it in a spreadsheet program and save it again"


def read_sheets(archive: Archive) -> list[Sheet]:
    """Return the sheets of a workbook, in their order.

    Parameters
    ----------
    archive : Archive
        The workbook, whose sizes have been checked.

    Raises
    ------
    InputError
        If it cannot be read, or a sheet is too wide or too long.
    """
    parts = {} if archive.is_open_document else _sheet_parts(archive)
    faults = [*_extent_faults(archive, parts)]
    if faults:
        raise InputError(faults)
    try:
        book = fastexcel.read_excel(archive.data)
        return [_sheet(archive, book, name, parts.get(name)) for name in book.sheet_names]
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        # The reader's own words may repeat what the file holds, so they are not passed on.
        raise InputError([file_fault(archive.name, _UNREADABLE)]) from None


def _extent_faults(archive: Archive, parts: Mapping[str, str]) -> Iterator[InputFault]:
    if archive.is_open_document:
        says = wrong_extent(archive.part("content.xml"))
        if says is not None:
            yield file_fault(archive.name, says)
    for name, path in parts.items():
        says = wrong_corner(archive.part(path))
        if says is not None:
            yield InputFault(name, None, None, None, says)


def _sheet(archive: Archive, book: fastexcel.ExcelReader, name: str, part: str | None) -> Sheet:
    # Without a header and without skipping, no row and no column loses its place.
    reader: Any = book
    loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    letters = [letter(column.absolute_index) for column in loaded.available_columns()]
    cells = loaded.to_polars() if letters else pl.DataFrame()
    cells = pl.DataFrame(dict(zip(letters, map(_texts, cells.get_columns()), strict=True)))
    cells = cells.with_row_index("row", offset=1)
    some = pl.any_horizontal(pl.exclude("row").is_not_null()) if letters else pl.lit(True)
    cells = cells.filter(some)
    marks = () if part is None else tuple(_marks(archive.part(part)))
    return Sheet(name, cells.drop("row"), cells["row"].cast(pl.Int64), marks)


def _texts(column: pl.Series) -> pl.Series:
    """Return cells as texts: a date without the hour that every date cell has, blanks as null."""
    texts = column.cast(pl.String).to_frame("value")
    value = pl.col("value").str.replace("^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00$", "$1")
    blank = value.str.strip_chars() == ""
    return texts.select(pl.when(~blank).then(value).alias("value"))["value"]


_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """Return the part of each sheet of an Excel workbook, by the name of the sheet."""
    try:
        relations = ElementTree.fromstring(archive.part(_RELATIONS) or b"<none/>")
        book = ElementTree.fromstring(archive.part(_WORKBOOK))
    except ElementTree.ParseError:
        raise InputError([file_fault(archive.name, _UNREADABLE)]) from None
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    parts: dict[str, str] = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            known = next((value for key, value in sheet.items() if key.endswith("}id")), None)
            target = targets.get(known, "")
            path = PurePosixPath("/xl") / target
            parts[sheet.get("name", "")] = str(path).lstrip("/")
    return parts


# What a reader of values does not see: merged cells, formulas that nobody computed, errors.

_MERGED = re.compile(
    rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"'
)
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})([0-9]{1,7})"(?![^>]*\st="str")[^>]*>\s*'
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(rb'<(?:\w+:)?c\s+r="([A-Z]{1,3})([0-9]{1,7})"[^>]*\st="e"[^>]*>')


def _marks(xml: bytes) -> Iterator[Mark]:
    for found in _MERGED.finditer(xml):
        column, row = found[1].decode(), int(found[2])
        says = f"merged with the cells down to {found[3].decode()}; take the merged cells apart"
        yield Mark(row, column, says)
    for found in _FORMULA.finditer(xml):
        says = (
            "a formula whose value is not stored; open the workbook in a spreadsheet program and "
            "save it, or put the value in its place"
        )
        yield Mark(int(found[2]), found[1].decode(), says)
    for found in _ERROR.finditer(xml):
        says = "an error of a formula, such as #DIV/0!; put the value in its place"
        yield Mark(int(found[2]), found[1].decode(), says)
