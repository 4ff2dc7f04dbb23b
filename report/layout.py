"""Tables without lines, the way all reports are laid out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def grid(header: Sequence[str], texts: int = 1) -> Table:
    """Return an empty table.

    Parameters
    ----------
    header : sequence of str
        Column heads; all empty for a table without a head.
    texts : int
        Number of columns on the left that hold text; those after them hold numbers.
    """
    table = Table(
        box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(header), header_style="bold"
    )
    for place, head in enumerate(header):
        number = place >= texts
        table.add_column(
            Text(head), justify="right" if number else "left", overflow="fold", no_wrap=number
        )
    return table


def add(table: Table, *cells: str, style: str = "") -> None:
    """Add a row of plain text, in which no character means markup."""
    table.add_row(*(Text(cell) for cell in cells), style=style)


def section(title: str, *parts: RenderableType) -> Group:
    """Return parts under a title, with an empty line above."""
    return Group(Text(), Text(title, style="bold"), *parts)


def paragraph(text: str, style: str = "") -> Text:
    """Return a paragraph of plain text."""
    return Text(text, style=style)


def indented(text: str) -> Padding:
    """Return a paragraph whose lines all begin a little to the right."""
    return Padding(Text(text), (0, 0, 0, 2))
