"""Points of a curve as files: a CSV table and an HTML page."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ..model.instance import Instance
from ..model.io.files import write_files
from ..report.curve_document import curve_document
from ..report.curves import metric_rows
from ..report.html import html
from ..scenarios.point import Point

CSV_MARK = b"value,status"
"""How a CSV table of points begins."""

PAGE_MARK = b"<!DOCTYPE html>"
"""How a page begins."""


def write_points(
    instance: Instance,
    name: str,
    points: Sequence[Point],
    remarks: Sequence[str],
    table: Path | None,
    page: Path | None,
) -> None:
    """Write points as the files that were asked for.

    Parameters
    ----------
    instance : Instance
        The instance.
    name : str
        What was varied.
    points : sequence of Point
        The points.
    remarks : sequence of str
        What must be said beside the chart.
    table, page : Path or None
        CSV table and HTML page; None for none.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    files: dict[Path, str | bytes] = {}
    if table is not None:
        rows = metric_rows(points)
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        files[table] = text.getvalue()
    if page is not None:
        files[page] = html(curve_document(instance, name, points, remarks))
    if files:
        write_files(files)
