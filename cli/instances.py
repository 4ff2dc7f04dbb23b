"""``samehands describe``, ``generate``, ``convert``, ``template``: an instance before any plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..generator import SIZES, compute_figures
from ..generator import generate as draw
from ..metrics.hardness import measure_hardness
from ..model.errors import InternalError
from ..model.io.public import convert as translate
from ..model.io.write import write, write_template
from ..planning.written import summarise_instance
from ..report.described import described_document
from ..report.document import instance_words
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import AsJson, Force, Inputs, OutFolder, Output, Seed, with_blocks
from .output import deliver, show_json, show_line, tell_warnings

_BESIDE = Annotated[
    bool,
    typer.Option(
        "--los-angeles", help="Set the figures beside those documented for Los Angeles County."
    ),
]


@with_blocks
def describe(inputs: Inputs, *, los_angeles: _BESIDE = False, output: Output) -> int:
    """Describe an instance: sizes, figures, what makes it hard."""
    errors = ErrorCollector()
    errors.check_output(output)
    tables = errors.attempt(inputs.read)
    errors.finish()
    if tables is None:
        raise InternalError("reading failed without a fault")
    instance, policy = tables
    compared, hard = compute_figures(instance), measure_hardness(instance, policy)
    data = {
        "instance": summarise_instance(instance),
        "figures": [figure.as_dict() for figure in compared],
        "hard": hard.as_dict(),
    }
    deliver(
        lambda: described_document(instance, compared, hard, beside=los_angeles),
        data,
        output,
        instance.warnings,
    )
    return DONE


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
    errors.check_instance(out)
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


def convert(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A file of another problem or tool; or an instance in any form."
        ),
    ],
    out: OutFolder,
    as_json: AsJson = False,
) -> int:
    """Read a public instance of another problem or tool, or one of ours, and write its tables.

    An instance is a folder, a workbook or a JSON file: so a workbook becomes a folder, and back.
    Which format it has is told by what it holds: task assigning and employee scheduling of
    Timefold, home health care (HHCRSP), IHTC 2024, machine reassignment of ROADEF/EURO 2012.
    """
    errors = ErrorCollector()
    errors.check_instance(out)
    converted = errors.attempt(lambda: translate(file))
    errors.finish()
    if converted is not None:
        instance, policy = converted
        write(out, instance, policy)
        if as_json:
            told = [warning.as_dict() for warning in instance.warnings]
            data = {"out": str(out), "source": str(file), **summarise_instance(instance)}
            show_json({**data, "warnings": told})
        else:
            tell_warnings(instance.warnings)
            show_line(f"{out}: {instance_words(instance)}")
    return DONE


def template(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Workbook to write, which ends in .xlsx.")
    ],
    force: Force = False,
) -> int:
    """Write a workbook to fill in: every table, the calendar and the policy as sheets.

    Its headers have notes, its cells drop-downs; filled in, it is an instance like any other:
    `samehands solve FILE`.
    """
    errors = ErrorCollector()
    errors.check_file("file", file, (".xlsx",), force=force)
    errors.finish()
    write_template(file)
    show_line(f"{file}: fill in the sheets clients, workers and tasks; read me says how")
    return DONE
