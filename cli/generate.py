"""``samehands generate``: a synthetic agency of documented or assumed figures."""

from __future__ import annotations

from typing import Annotated

import typer

from ..generator import SIZES
from ..generator import generate as draw
from ..model.io.write import write
from ..planning.comparison import summarise_instance
from ..report.sections import instance_words
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, OutFolder, Seed
from .output import show_json, show_line


def generate(
    size: Annotated[str, typer.Argument(metavar="SIZE", help=f"One of {', '.join(SIZES)}.")],
    out: OutFolder,
    seed: Seed = 0,
    months: Annotated[
        int, typer.Option("--months", metavar="N", help="Months of 21 business days.")
    ] = 1,
    as_json: AsJson = False,
) -> int:
    """Draw an agency and write its tables; the same seed gives the same files."""
    errors = ErrorCollector()
    errors.check_folder(out)
    drawn = errors.attempt(lambda: draw(size, seed, months))
    errors.finish()
    if drawn is not None:
        write(out, *drawn)
        if as_json:
            data = {"out": str(out), "size": size, "seed": seed, "months": months}
            show_json({**data, **summarise_instance(drawn[0])})
        else:
            show_line(f"{out}: {instance_words(drawn[0])}")
    return DONE
