"""Tables as data, and how numbers and states are written for people.

Each column knows how its cells are written, and each table its CSV twin.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ..disclosure import Sum
from ..model.checks.cells import guarded

UNKNOWN = "unknown"
"""What stands for a number that nobody knows; a bound that is not there is not 0."""

NOT_APPLICABLE = "n/a"
"""What stands for a metric that is not defined."""

_LIMITS = {
    "time": "stopped by the time limit",
    "gap": "stopped within the gap asked for",
    "work": "stopped by the work limit",
    "memory": "stopped by the memory",
    "interrupted": "interrupted",
    "none": "ended by itself",
}


def minutes(amount: float | None) -> str:
    """Return an amount of minutes with two decimals; ``unknown`` for None."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share in per cent; ``unknown`` for None."""
    return UNKNOWN if share is None else f"{share * 100:,.{decimals}f} %"


def state(status: str, limit: str) -> str:
    """Return what is known about a plan and what ended the solve, e.g. ``feasible``."""
    return f"{status.replace('_', ' ')}, {_LIMITS[limit]}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, e.g. ``1 task`` or ``1,200 tasks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names and how many more there are."""
    rest = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def metric(value: float | None, unit: str) -> str:
    """Return the value of a metric as its unit asks; ``n/a`` where it is not defined."""
    if value is None:
        return NOT_APPLICABLE
    if unit == "share":
        return percent(value)
    if unit == "index":
        return f"{value:.3f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


Kind = Literal[
    "text",
    "count",
    "amount",
    "minutes",
    "exact",
    "percent",
    "seconds",
    "ratio",
    "p",
    "share",
    "index",
    "metric",
    "signed",
]
"""What the cells of a column are. ``minutes`` have two decimals, ``exact`` ones three, ``signed``
ones a sign. ``percent`` are fractions for which small differences count, ``share`` are fractions
for which they do not. Shares, indices and metrics that are None are not defined, everything else
that is None is unknown, a text that is None is empty."""

_UNDEFINED = ("share", "index", "metric")


@dataclass(frozen=True)
class People:
    """A number of people, or of their tasks: a small one must not leave the agency.

    Parameters
    ----------
    key : str
        What is counted; the same key means the same count wherever it stands in a document.
    number : int or None
        How many; None where nobody knows.
    noun : str
        What is counted, in the singular: written with the number where it stands in a sentence.
    known : bool
        Whether everybody may know it, however small it is, like the number of all workers.
    """

    key: str
    number: int | None
    noun: str = ""
    known: bool = False

    def words(self) -> str:
        """Return the number as it stands in a sentence, e.g. ``1 task``."""
        if self.number is None or not self.noun:
            return format_cell(self, "text")
        return count(self.number, self.noun)


@dataclass(frozen=True)
class Value:
    """A number that is written in another way than the others of its column.

    Parameters
    ----------
    number : float, str or None
        The number, or what is said of it.
    kind : str
        What it is.
    rests_on : sequence of str or People
        The counts of people that it would give away: what it is a share, a mean, a difference or
        an amount of. Where one of them is hidden, it is hidden too. The key is enough for a count
        that stands in the document itself.
    """

    number: float | str | None
    kind: Kind
    rests_on: Sequence[str | People] = ()


Cell = str | int | float | Value | People | None


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
        Name of its CSV file, without the ending; once in a document.
    caption : str
        What it shows.
    columns : sequence of Column
        Its columns.
    rows : sequence of sequence of Cell
        One cell per column.
    heads : int
        Columns on the left that name a row.
    note : str
        What a reader must know to read it; may be empty.
    folded : bool
        Whether it is long, and shown on demand.
    strong : collection of int
        The rows that matter most.
    chapters : mapping of int to str
        Titles of groups of rows, by the first row of each.
    most : int or None
        The rows that a terminal shows; None for all.
    sampled : bool
        Whether a terminal shows only some of the columns after the heads where there are many.
    sums : sequence of Sum
        Which counts of people a reader knows to be sums of others; what of them stands nowhere is
        what can be worked out.
    internal : bool
        Whether it is left out of a public page, although its section is public.
    bars : mapping of int to int
        Rows whose numbers have bars on a page, and the row whose greatest number is a full bar.
    quiet : collection of int
        Rows in which nothing is shown to differ; their last cell says so in words.
    """

    slug: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    heads: int = 1
    note: str = ""
    folded: bool = False
    strong: Collection[int] = ()
    chapters: Mapping[int, str] = field(default_factory=dict[int, str])
    most: int | None = None
    sampled: bool = False
    sums: Sequence[Sum] = ()
    internal: bool = False
    bars: Mapping[int, int] = field(default_factory=dict[int, int])
    quiet: Collection[int] = ()

    def csv(self) -> str:
        """Return the table as CSV: numbers in full, fractions as fractions, None empty."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.head for column in self.columns])
        writer.writerows([_written(cell) for cell in row] for row in self.rows)
        return text.getvalue()

    def texts(self) -> list[list[str]]:
        """Return the cells as people read them."""
        return [
            [format_cell(cell, column.kind) for cell, column in zip(row, self.columns, strict=True)]
            for row in self.rows
        ]


def _plain(cell: Cell) -> str | float | None:
    return cell.number if isinstance(cell, Value | People) else cell


def _written(cell: Cell) -> str | float | None:
    """Return a cell as CSV has it: a whole number is the same whether it was read or counted.

    A text that a spreadsheet program would take for a formula has an apostrophe before it.
    """
    plain = _plain(cell)
    if isinstance(plain, str):
        return guarded(plain)
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def number_of(cell: Cell) -> float | None:
    """Return the number of a cell; None for a text and for what is unknown."""
    plain = _plain(cell)
    return None if isinstance(plain, str) else plain


def metric_kind(unit: str) -> Kind:
    """Return how a metric of a unit is written."""
    return "share" if unit == "share" else "index" if unit == "index" else "metric"


def format_cell(cell: Cell, kind: Kind) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, Value):
        return format_cell(cell.number, cell.kind)
    if isinstance(cell, People):
        return format_cell(cell.number, "count")
    if cell is None:
        return "" if kind == "text" else NOT_APPLICABLE if kind in _UNDEFINED else UNKNOWN
    return cell if isinstance(cell, str) else _format_number(cell, kind)


def _format_number(value: float, kind: Kind) -> str:
    match kind:
        case "percent":
            return _format_small_share(value)
        case "share":
            return percent(value)
        case "p":
            return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
        case "ratio" | "index":
            return f"{value:.3f}"
        case "exact":
            return f"{value:,.3f}"
        case "minutes" | "seconds":
            return f"{value:,.2f}"
        case "signed":
            sign = "+" if value > 0 else ""
            return f"{sign}{_format_number(value, 'count')}"
        case _:
            return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _format_small_share(share: float) -> str:
    """Return a fraction in per cent; what is not 0 is never written as 0."""
    if not share:
        return "0 %"
    if abs(share) < 0.000005:
        return "< 0.001 %" if share > 0 else "> -0.001 %"
    return percent(share, 3 if abs(share) < 0.01 else 2)
