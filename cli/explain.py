"""``samehands explain``: why everything cannot be done on time, and what would help."""

from __future__ import annotations

import sys

from ..explanation import explain as explain_instance
from ..explanation.explain import STEPS, Step
from ..model.io.files import write_files
from ..report.explained import explained_document
from .exit_codes import DONE
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import Inputs, JsonFile, ManyEffort, Output, with_blocks
from .output import deliver


@with_blocks
def explain(inputs: Inputs, effort: ManyEffort, *, out: JsonFile = None, output: Output) -> int:
    """Say why not everything can be done on time, which rules clash, and what would help.

    Deciding whether everything can be done gets three fifths of the time limit at most, the rules
    that clash two fifths of the rest, the best plan a quarter of what is left then, and the ways
    out the rest; of a large agency the ways out come first, and get seven tenths of it.
    """
    errors = ErrorCollector()
    errors.check_output(output, out)
    question = read_inputs(inputs, effort, errors)
    found = run_interruptibly(
        lambda cancel: explain_instance(
            question.instance,
            question.policy,
            effort.options(cancel),
            jobs=effort.jobs,
            on_step=_tell,
        )
    )
    if out is not None:
        write_files({out: found.to_json()})
    deliver(
        lambda: explained_document(question.instance, found),
        found.to_dict(full=False),
        output,
        question.warnings,
    )
    return DONE


def _tell(step: Step) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"{STEPS[step]} ...\n")
