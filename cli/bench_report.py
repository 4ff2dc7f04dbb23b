"""``samehands bench report`` and ``samehands bench compare``: results to conclusions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..benchmarks.analysis import report as analysis
from ..report.console import console_parts
from ..report.layout import paragraph, section
from .exits import DONE
from .options import AsJson
from .output import show, show_json

_RESULTS = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of results that `bench run` wrote.")
]
_OUT = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for the report.  [default: beside the results]"
    ),
]


def report_results(results: _RESULTS, out: _OUT = None, as_json: AsJson = False) -> int:
    """Analyse results and write the report, as Markdown and HTML."""
    made = analysis.report(results, out)
    if as_json:
        show_json(made.as_dict())
    else:
        written = section("Written", *(paragraph(str(file)) for file in made.files[:2]))
        show([*console_parts(made.document), written])
    return DONE


def compare_results(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="Folder of earlier results.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of later results.")],
    as_json: AsJson = False,
) -> int:
    """Compare results with earlier ones, pair by pair."""
    made = analysis.compare(base, new)
    if as_json:
        show_json(made.as_dict())
    else:
        show(console_parts(made.document))
    return DONE
