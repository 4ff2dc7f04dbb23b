"""Documents as files: one page of HTML, or Markdown with charts and CSV tables beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import singledispatch
from pathlib import Path

from ..model.io.files import write_files
from .charts import Chart, draw_svg
from .document import Block, Commands, Document, Listing, Paragraph, Section
from .html import format_html
from .svg import standalone
from .tables import Table

SUFFIXES = (".html", ".md")
"""Endings of the files that a document can be written to."""


def write_report(document: Document, file: Path) -> None:
    """Write a document to a file by its ending.

    Parameters
    ----------
    document : Document
        The document.
    file : pathlib.Path
        ``.html`` for one page that needs nothing else; ``.md`` for Markdown, whose charts and CSV
        tables are put into a folder of the same name beside it.

    Raises
    ------
    ValueError
        If the name of the file has another ending.
    OSError
        If a file cannot be written.
    """
    if file.suffix == ".html":
        write_files({file: format_html(document)})
    elif file.suffix == ".md":
        write_files(_markdown_files(document, file))
    else:
        raise ValueError(f"{file} ends in neither {' nor '.join(SUFFIXES)}")


def write_document(document: Document, folder: Path, name: str = "report") -> tuple[Path, ...]:
    """Write a document as Markdown and HTML, each table as CSV, each chart as SVG.

    Parameters
    ----------
    document : Document
        The document.
    folder : pathlib.Path
        Where to; it is made if it is not there.
    name : str
        Name of the two pages, without the ending.

    Returns
    -------
    tuple of pathlib.Path
        The files, the two pages first.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    page, *beside = (files := _markdown_files(document, folder / f"{name}.md"))
    html = folder / f"{name}.html"
    write_files({page: files[page], html: format_html(document), **files})
    return (page, html, *beside)


def _markdown_files(document: Document, page: Path) -> dict[Path, str | bytes]:
    folder = page.parent / page.stem
    files: dict[Path, str | bytes] = {page: format_markdown(document, page.stem)}
    for table in document.tables():
        files[folder / f"{table.slug}.csv"] = table.csv()
    for chart in document.charts():
        files[folder / f"{chart.slug}.svg"] = standalone(draw_svg(chart)) + "\n"
        points = chart.csv()
        if points is not None:
            files[folder / f"{chart.slug}-points.csv"] = points
    return files


# Markdown.


def format_markdown(document: Document, beside: str = "report") -> str:
    """Return a document as Markdown.

    Parameters
    ----------
    document : Document
        The document.
    beside : str
        Folder, beside the page, of the charts and the CSV tables.
    """
    parts = [f"# {_plain(document.title)}"]
    for block in document.lead:
        parts += _block(block, beside)
    for part in (*document.parts("page"), document.footer):
        parts += _section(part, beside)
    return "\n\n".join(parts) + "\n"


def _section(part: Section, beside: str) -> Iterator[str]:
    yield f"## {_plain(part.title)}"
    for block in part.blocks:
        yield from _block(block, beside)


@singledispatch
def _block(block: Block, beside: str) -> Iterator[str]:
    raise TypeError(f"no way to write a {type(block).__name__}")


@_block.register
def _paragraph(block: Paragraph, beside: str) -> Iterator[str]:
    if block.words():
        text = _plain(block.words())
        head = f"**{_plain(block.head)}** " if block.head else ""
        yield f"{head}**{text}**" if block.tone == "warning" else f"{head}{text}"


@_block.register
def _listing(block: Listing, beside: str) -> Iterator[str]:
    yield "\n".join(f"- {_plain(item)}" for item in block.items)


@_block.register
def _commands(block: Commands, beside: str) -> Iterator[str]:
    code = "\n".join(["```", *block.lines, "```"])
    yield _folded(block.summary, code) if block.summary else code


@_block.register
def _chart(block: Chart, beside: str) -> Iterator[str]:
    yield f"### {_plain(block.title)}"
    yield f"![{_plain(f'{block.title}. {block.words()}')}]({beside}/{block.slug}.svg)"
    points = f"[{block.slug}-points.csv]({beside}/{block.slug}-points.csv)"
    link = "" if block.csv() is None else f" All points as CSV: {points}"
    yield f"{_plain(block.how_to_read())}{link}"
    yield from _table(block.table, beside)


@_block.register
def _table(block: Table, beside: str) -> Iterator[str]:
    lines = [
        _line(_plain(column.head) for column in block.columns),
        _line("---" if column.kind == "text" else "---:" for column in block.columns),
        *_rows(block),
    ]
    if block.folded:
        yield _folded(f"Show: {block.caption}", "\n".join(lines))
    else:
        yield f"**{_plain(block.caption)}**"
        yield "\n".join(lines)
    link = f"As CSV: [{block.slug}.csv]({beside}/{block.slug}.csv)"
    yield f"{_plain(block.note)} {link}" if block.note else link


def _folded(summary: str, text: str) -> str:
    return f"<details>\n<summary>{_plain(summary)}</summary>\n\n{text}\n\n</details>"


def _rows(block: Table) -> Iterator[str]:
    for number, texts in enumerate(block.texts()):
        if number in block.chapters:
            title = f"*{_plain(block.chapters[number])}*"
            yield _line([title, *[""] * (len(block.columns) - 1)])
        cells = [_plain(text.strip()) for text in texts]
        yield _line(f"**{cell}**" if cell and number in block.strong else cell for cell in cells)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Return a text in which no character means anything to Markdown."""
    return re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", text.replace("\n", " "))
