"""Tables as data: each column knows how its cells are written, and each table its CSV twin."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .words import NOT_APPLICABLE, UNKNOWN, percent

Cell = str | int | float | None
Kind = Literal["text", "count", "amount", "percent", "seconds", "ratio", "p", "share", "index"]
"""What the cells of a column are. ``percent`` are fractions for which small differences count,
``share`` are fractions for which they do not; shares and indices that are None are not defined,
everything else that is None is unknown, a text that is None is empty."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    head : str
        What it is called.
    kind : str
        What its cells are.
    """

    head: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Table:
    """A table.

    Parameters
    ----------
    slug : str
        Name of its CSV file, without the ending.
    caption : str
        What it shows.
    columns : sequence of Column
        Its columns.
    rows : sequence of sequence of Cell
        One cell a column.
    heads : int
        Columns on the left that name a row.
    note : str
        What a reader must know to read it; may be empty.
    folded : bool
        Whether it is long, and shown on demand.
    """

    slug: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    heads: int = 1
    note: str = ""
    folded: bool = False

    def csv(self) -> str:
        """Return the table as CSV: numbers in full, fractions as fractions, None empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.head for column in self.columns])
        writer.writerows(self.rows)
        return text.getvalue()

    def texts(self) -> list[list[str]]:
        """Return the cells as people read them."""
        return [
            [shown(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def shown(cell: Cell, kind: Kind) -> str:
    """Return a cell as people read it."""
    if cell is None:
        return {"text": "", "share": NOT_APPLICABLE, "index": NOT_APPLICABLE}.get(kind, UNKNOWN)
    return cell if isinstance(cell, str) else _number(cell, kind)


def _number(value: float, kind: Kind) -> str:
    if kind == "percent":
        return _small_percent(value)
    if kind == "share":
        return percent(value)
    if kind == "p":
        return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
    if kind in ("ratio", "index"):
        return f"{value:.3f}"
    if kind == "seconds":
        return f"{value:,.2f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _small_percent(share: float) -> str:
    """Return a fraction in per cent; what is not 0 is never written as 0."""
    if not share:
        return "0 %"
    if abs(share) < 0.000005:
        return "< 0.001 %" if share > 0 else "> -0.001 %"
    return percent(share, 3 if abs(share) < 0.01 else 2)
