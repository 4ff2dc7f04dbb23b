"""The tables of a report as frames of polars."""

from __future__ import annotations

from collections import Counter

import polars as pl

from ..model.instance import Instance
from ..planning.written import WrittenAnswer
from .documents import document_of
from .tables import Cell, Column, Kind, Table, Value, format_cell, number_of


def report_tables(
    answer: WrittenAnswer, instance: Instance | None = None
) -> dict[str, pl.DataFrame]:
    """Return every table of the report on an answer, by the name that its CSV file has.

    Parameters
    ----------
    answer : WrittenAnswer
        A result, comparison, curve or any other answer; ids and small counts are in its tables.
    instance : Instance or None
        The tables that it is about; not needed where the answer holds them.

    Returns
    -------
    dict of str to polars.DataFrame
        Numbers in full, shares as fractions, unknown as null; a column with texts among its numbers
        is all texts, as people read them.

    Raises
    ------
    InputError
        If the tables are needed and not given.
    """
    return {table.slug: frame_of(table) for table in document_of(answer, instance).tables()}


def frame_of(table: Table) -> pl.DataFrame:
    """Return a table as a frame; of columns with the same head the later ones are numbered."""
    seen: Counter[str] = Counter()
    columns: list[pl.Series] = []
    for place, column in enumerate(table.columns):
        seen[column.head] += 1
        again = seen[column.head]
        name = column.head if again == 1 else f"{column.head} {again}"
        columns.append(_series(name, column, [row[place] for row in table.rows]))
    return pl.DataFrame(columns)


def _series(name: str, column: Column, cells: list[Cell]) -> pl.Series:
    kind: Kind = column.kind
    if any(_is_text(cell) for cell in cells) or kind == "text":
        texts = [None if cell is None else format_cell(cell, kind) for cell in cells]
        return pl.Series(name, texts, dtype=pl.String)
    numbers = [number_of(cell) for cell in cells]
    whole = all(each is None or float(each).is_integer() for each in numbers)
    return pl.Series(name, numbers, dtype=pl.Int64 if kind == "count" and whole else pl.Float64)


def _is_text(cell: Cell) -> bool:
    """Return whether a cell says something in words; an empty one does not."""
    plain = cell.number if isinstance(cell, Value) else cell
    return isinstance(plain, str) and plain != ""
