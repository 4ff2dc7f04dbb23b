"""Documents as workbooks: a sheet with what is said, one for each table, and further sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ..model.io.files import write_files
from ..model.io.workbook.book import Cell as SheetCell
from ..model.io.workbook.book import Look, SheetColumn, SheetPage, Shown, format_book
from .document import Commands, Document, Listing, Paragraph
from .tables import Cell, Kind, People, Table, Value, format_cell

_LOOKS: Mapping[Kind, Look] = {
    "text": "text",
    "count": "whole",
    "percent": "percent",
    "share": "percent",
}
"""How the cells of a kind are shown; those that are not named have decimals."""

_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans("[]:*?/\\", "-------")


def format_document(document: Document, more: Sequence[SheetPage] = ()) -> bytes:
    """Return a document as an Excel workbook.

    Parameters
    ----------
    document : Document
        The document: its words stand on the first sheet, each of its tables on one of its own.
    more : sequence of SheetPage
        Further sheets, which follow.

    Raises
    ------
    InputError
        If a sheet has more rows than a workbook can hold.
    """
    pages = [_words_page(document)]
    names = {pages[0].name, *(page.name for page in more)}
    for table in document.tables():
        name = _free_name(table.slug, names)
        names.add(name)
        pages.append(_table_page(table, name))
    return format_book([*pages, *more], document.title)


def write_workbook(document: Document, file: Path, more: Sequence[SheetPage] = ()) -> None:
    """Write a document as an Excel workbook.

    Parameters
    ----------
    document : Document
        The document, as ``format_document`` has it.
    file : pathlib.Path
        The file, which ends in .xlsx.
    more : sequence of SheetPage
        Further sheets, which follow.

    Raises
    ------
    InputError
        If a sheet has more rows than a workbook can hold.
    OSError
        If the file cannot be written.
    """
    write_files({file: format_document(document, more)})


def _free_name(slug: str, taken: set[str]) -> str:
    name = slug.translate(_FORBIDDEN)[:_LONGEST_NAME]
    number = 2
    while name in taken:
        name = f"{slug.translate(_FORBIDDEN)[: _LONGEST_NAME - 4]} {number}"
        number += 1
    return name


def _words_page(document: Document) -> SheetPage:
    columns = [SheetColumn("part", width=30), SheetColumn("what is said", "prose", width=120)]
    return SheetPage("answer", columns, list(_words(document)))


def _words(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the parts with what is said in them; the numbers of tables have their own sheets."""
    yield "question", document.title
    parts = [("", document.lead), *((part.title, part.blocks) for part in document.sections)]
    for title, blocks in (*parts, (document.footer.title, document.footer.blocks)):
        for block in blocks:
            if isinstance(block, Paragraph) and block.words():
                yield title, block.words()
            elif isinstance(block, Listing):
                yield from ((title, item) for item in block.items)
            elif isinstance(block, Commands):
                yield from ((title, line) for line in block.lines)
            elif isinstance(block, Table) and block.note:
                yield block.caption, block.note


def _table_page(table: Table, name: str) -> SheetPage:
    has_chapters = bool(table.chapters)
    chapter = [SheetColumn("chapter")] if has_chapters else []
    columns = [SheetColumn(each.head or "what", _look(each.kind)) for each in table.columns]
    rows: list[list[SheetCell]] = []
    said = ""
    for number, row in enumerate(table.rows):
        said = table.chapters.get(number, said)
        cells = [_cell(cell, column.kind) for cell, column in zip(row, table.columns, strict=True)]
        rows.append([said, *cells] if has_chapters else cells)
    return SheetPage(name, [*chapter, *columns], rows)


def _look(kind: Kind) -> Look:
    return _LOOKS.get(kind, "number")


def _cell(cell: Cell, kind: Kind) -> SheetCell:
    """Return a number as a number, and in words what is unknown or not defined."""
    if isinstance(cell, Value):
        number = cell.number if cell.number is not None else format_cell(cell, kind)
        return Shown(number, "text" if isinstance(number, str) else _look(cell.kind))
    plain = cell.number if isinstance(cell, People) else cell
    if plain is None:
        return Shown(format_cell(cell, kind), "text")
    return Shown(plain.strip(), "text") if isinstance(plain, str) else plain
