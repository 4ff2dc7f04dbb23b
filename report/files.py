"""Documents as files: one page of HTML, or Markdown with a folder of charts and tables."""

from __future__ import annotations

from pathlib import Path

from ..model.io.files import write_files
from .document import Document
from .html import format_html
from .markdown import format_markdown
from .svg import draw_svg, xml_text

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
        files[folder / f"{chart.slug}.svg"] = xml_text(draw_svg(chart)) + "\n"
        files[folder / f"{chart.slug}-points.csv"] = chart.csv()
    return files
