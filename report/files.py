"""The files of a benchmark report: two pages, and a folder of charts and tables."""

from __future__ import annotations

from pathlib import Path

from ..model.io.files import write_files
from .document import Document
from .elements import xml_text
from .html import html
from .markdown import BESIDE, markdown
from .svg import svg


def write_document(document: Document, folder: Path, name: str = "report") -> tuple[Path, ...]:
    """Write a report as Markdown and HTML, each table as CSV, each chart as SVG.

    Parameters
    ----------
    document : Document
        The report.
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
    files: dict[Path, str | bytes] = {
        folder / f"{name}.md": markdown(document),
        folder / f"{name}.html": html(document),
    }
    for table in document.tables():
        files[folder / BESIDE / f"{table.slug}.csv"] = table.csv()
    for chart in document.charts():
        files[folder / BESIDE / f"{chart.slug}.svg"] = xml_text(svg(chart)) + "\n"
        files[folder / BESIDE / f"{chart.slug}-points.csv"] = chart.csv()
    write_files(files)
    return tuple(files)
