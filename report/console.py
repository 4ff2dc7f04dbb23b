"""A benchmark report on a terminal; charts and long tables are for the page."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from .cells import Table
from .document import Commands, Document, Listing, Paragraph
from .layout import add, grid, indented, paragraph, section


def console_parts(document: Document) -> Iterator[RenderableType]:
    """Yield the parts of a report.

    Parameters
    ----------
    document : Document
        The report.
    """
    for part in document.sections:
        blocks = [each for block in part.blocks for each in _block(block)]
        if blocks:
            yield section(part.title, *blocks)


def _block(block: object) -> Iterator[RenderableType]:
    if isinstance(block, Paragraph):
        yield paragraph(block.text)
    elif isinstance(block, Listing):
        yield from (paragraph(item) for item in block.items)
    elif isinstance(block, Commands):
        yield from (indented(line) for line in block.lines)
    elif isinstance(block, Table) and not block.folded:
        yield from _table(block)


def _table(block: Table) -> Iterator[RenderableType]:
    yield paragraph(block.caption, "italic")
    table = grid([column.head for column in block.columns], texts=0)
    rows = block.texts()
    for place, (column, shown) in enumerate(zip(block.columns, table.columns, strict=True)):
        shown.justify = "left" if column.kind == "text" else "right"
        # Heads may be broken between words, cells may not.
        words = [*column.head.split(), *(texts[place] for texts in rows)]
        shown.no_wrap, shown.width = False, max(map(len, words))
    for texts in rows:
        add(table, *texts)
    yield table
    if block.note:
        yield paragraph(block.note, "dim")
