"""A document on a terminal, where a chart is its table; long tables are for the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import singledispatch

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from .charts import Chart
from .document import Block, Commands, Document, Listing, Paragraph, Section
from .tables import Column, Table

_STYLES = {"plain": "", "lead": "", "note": "dim", "warning": "red"}
_MOST_COLUMNS = 7
_NUMBER = re.compile(r"[+-]?\d[\d,.]*( %)?|n/a|")
_LEFT_OUT = "Some points are left out here; --json and --report have them all."


def console_parts(document: Document) -> Iterator[RenderableType]:
    """Yield the parts of a document: what stands before the first section, then the sections.

    Parameters
    ----------
    document : Document
        The document.
    """
    yield from _blocks(document.lead)
    for part in document.parts("terminal"):
        blocks = list(_section(part))
        # What has only folded tables is for the page; what has nothing at all is said by its title.
        if blocks or not part.blocks:
            yield Group(Text(), Text(part.title, style="bold"), *blocks)


def _section(part: Section) -> Iterator[RenderableType]:
    for block in part.blocks:
        # A table that shows what the section is about needs no second heading.
        table = block.table if isinstance(block, Chart) else block
        if isinstance(table, Table) and table.caption == part.title:
            yield from _table(table, with_caption=False)
        else:
            yield from _block(block)


def _blocks(blocks: Sequence[Block]) -> Iterator[RenderableType]:
    for block in blocks:
        yield from _block(block)


@singledispatch
def _block(block: Block) -> Iterator[RenderableType]:
    raise TypeError(f"no way to show a {type(block).__name__}")


@_block.register
def _paragraph(block: Paragraph) -> Iterator[RenderableType]:
    if block.words():
        yield Text(block.words(), style=_STYLES[block.tone])


@_block.register
def _listing(block: Listing) -> Iterator[RenderableType]:
    yield from (Padding(Text(item), (0, 0, 0, 2)) for item in block.items)


@_block.register
def _commands(block: Commands) -> Iterator[RenderableType]:
    yield from (Padding(Text(line), (0, 0, 0, 2)) for line in block.lines)


@_block.register
def _chart(block: Chart) -> Iterator[RenderableType]:
    yield from _table(block.table)


@_block.register
def _table(block: Table, with_caption: bool = True) -> Iterator[RenderableType]:
    if block.folded:
        return
    if with_caption:
        yield Text(block.caption, style="italic")
    rows = block.texts()
    shown = rows if block.most is None else rows[: block.most]
    places = _columns(block)
    yield _grid(block, places, shown)
    if len(shown) < len(rows):
        text = f"and {len(rows) - len(shown):,} more; --json and --report have them all"
        yield Text(text, style="dim")
    if len(places) < len(block.columns):
        yield Text(_LEFT_OUT, style="dim")
    if block.note:
        yield Text(block.note, style="dim")


def _columns(block: Table) -> list[int]:
    """Return the columns that are shown: all, or evenly spaced ones after the heads."""
    last = len(block.columns) - 1
    if not block.sampled or last - block.heads < _MOST_COLUMNS:
        return list(range(last + 1))
    step = (last - block.heads) / (_MOST_COLUMNS - 1)
    points = {block.heads + round(at * step) for at in range(_MOST_COLUMNS)}
    return [*range(block.heads), *sorted(points)]


def _grid(block: Table, places: Sequence[int], rows: Sequence[Sequence[str]]) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    indent = "  " if block.chapters else ""
    for place in places:
        words = [row[place] for row in rows]
        first = indent if place == places[0] else ""
        _add_column(grid, block.columns[place], [f"{first}{text}" for text in words])
    for number, row in enumerate(rows):
        if number in block.chapters:
            grid.add_row(Text(block.chapters[number]), style="italic")
        texts = [Text(row[place]) for place in places]
        texts[0] = Text(f"{indent}{row[places[0]]}")
        grid.add_row(*texts, style="bold" if number in block.strong else "")
    return grid


def _add_column(grid: Grid, column: Column, cells: Sequence[str]) -> None:
    text = column.kind == "text" and not _are_differences(cells)
    # Heads may be broken between words, and so may texts; numbers may not.
    needed = max(map(len, [*column.head.split(), *cells, ""]))
    grid.add_column(
        Text(column.head),
        justify="left" if text else "right",
        overflow="fold",
        no_wrap=False,
        width=None if text else needed,
        min_width=None if text else needed,
    )


def _are_differences(cells: Sequence[str]) -> bool:
    """Whether the texts of a column are numbers, some of them with a sign."""
    are_signed = any(cell.startswith(("+", "-")) for cell in cells)
    return are_signed and all(_NUMBER.fullmatch(cell) for cell in cells)
