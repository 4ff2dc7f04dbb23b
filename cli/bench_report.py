"""``samehands bench report`` and ``samehands bench compare``: results to conclusions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..benchmarks.analysis import report as analysis
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, Output, with_blocks
from .output import deliver, show, show_json, show_line

_RESULTS = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of results that `bench run` wrote.")
]
_OUT = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder for the report.", show_default="beside the results"
    ),
]


@with_blocks
def report_results(results: _RESULTS, *, out: _OUT = None, output: Output) -> int:
    """Analyse results and write the report, as Markdown and HTML."""
    errors = ErrorCollector()
    errors.check_output(output)
    errors.finish()
    made = analysis.report(results, out)
    deliver(made.document, made.as_dict(), output)
    if not output.as_json:
        show_line("\nWritten")
        for file in made.files[:2]:
            show_line(str(file))
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
        show(made.document)
    return DONE
