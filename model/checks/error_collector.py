"""The collector of faults while one table is checked: at most one fault a cell, capped lists."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ..errors import InputFault
from .cells import shown

MOST_LISTED = 100
"""Rows named for one kind of fault; a last record counts the others."""


class ErrorCollector:
    """The faults of one table.

    Parameters
    ----------
    table : str
        Name of the table, as problems show it.
    ids : polars.Series
        Identifier of each row as problems may show it, null where it may not be shown; of shape
        (rows,).
    numbers : polars.Series
        Number of each row as a person sees it, of shape (rows,).
    prefix : str
        Put before every field, e.g. ``owners.``.
    letters : mapping of str to str or None
        Letter of each column, where the table is a sheet of a workbook.
    """

    def __init__(
        self,
        table: str,
        ids: pl.Series,
        numbers: pl.Series,
        prefix: str = "",
        letters: Mapping[str, str] | None = None,
    ) -> None:
        self.table = table
        self.numbers = numbers
        self._letters = letters or {}
        self.problems: list[InputFault] = []
        self._ids = ids
        self._prefix = prefix
        self._bad: dict[str | None, pl.Series] = {}
        self._lost: set[str] = set()

    def about_table(self, field: str | None, says: str) -> None:
        """Record a fault of the header, of a whole column or of the whole table."""
        self.problems.append(self._problem(None, field, says))

    def about_column(self, field: str, says: str) -> None:
        """Record a fault that makes all cells of a column unreadable."""
        self._lost.add(field)
        self.about_table(field, says)

    def add(
        self,
        field: str | None,
        rows: pl.Series,
        says: str,
        values: pl.Series | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        """Record the same fault in several rows.

        Parameters
        ----------
        field : str or None
            The column; None if the whole row is at fault.
        rows : polars.Series
            Positions of the rows, from 0; a cell that has a fault already is left out.
        says : str
            What is wrong and what would be right; ``{}`` stands for the value.
        values : polars.Series or None
            What to show for ``{}``, one per position.
        hints : mapping of str to str or None
            What was probably meant by some of the values.
        """
        if rows.is_empty():
            return
        cells = pl.DataFrame({"row": rows, "value": rows if values is None else values})
        cells = cells.filter(self.good(field, cells["row"])).unique("row", keep="first").sort("row")
        self._bad[field] = pl.concat([*self._known(field), cells["row"].cast(pl.UInt32)])
        for row, value in cells.head(MOST_LISTED).iter_rows():
            meant = (hints or {}).get(value)
            hint = "" if meant is None else f" (did you mean {shown(meant)}?)"
            self.problems.append(self._problem(row, field, says.format(shown(value) + hint)))
        more = cells.height - MOST_LISTED
        if more > 0:
            text = f"{more} more rows like the {MOST_LISTED} above: {says.format('...')}"
            self.problems.append(self._problem(None, field, text))

    def good(self, field: str | None, rows: pl.Series) -> pl.Series:
        """Return, for each position, whether that cell of the column has no fault so far."""
        if field in self._lost:
            return rows.is_null()
        known = [*self._known(None), *(self._known(field) if field is not None else [])]
        if not known:
            return rows.is_not_null()
        return ~rows.cast(pl.UInt32).is_in(pl.concat(known).implode())

    def _known(self, field: str | None) -> list[pl.Series]:
        return [self._bad[field]] if field in self._bad else []

    def _problem(self, row: int | None, field: str | None, says: str) -> InputFault:
        place = self._prefix.rstrip(".") or None if field is None else self._prefix + field
        letter = None if field is None else self._letters.get(field)
        if row is None:
            return InputFault(self.table, None, None, place, says, letter)
        return InputFault(self.table, self.numbers[row], self._ids[row], place, says, letter)
