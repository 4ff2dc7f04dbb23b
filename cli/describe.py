"""``samehands describe``: an instance, its figures, and what makes it hard."""

from __future__ import annotations

from ..generator import compute_figures
from ..metrics.hardness import measure_hardness
from ..model.errors import InternalError
from ..model.io.read import read
from ..planning.comparison import summarise_instance
from ..report.described import described_document
from .exit_codes import DONE
from .inputs import ErrorCollector
from .options import Inputs, Output, with_blocks
from .output import deliver


@with_blocks
def describe(inputs: Inputs, *, output: Output) -> int:
    """Describe an instance: sizes, figures beside documented ones, what makes it hard."""
    errors = ErrorCollector()
    errors.check_output(output)
    tables = errors.attempt(lambda: read(inputs.instance, inputs.policy))
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
    deliver(described_document(instance, compared, hard), data, output, instance.warnings)
    return DONE
