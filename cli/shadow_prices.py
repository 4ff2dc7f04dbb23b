"""``samehands shadow-prices``: what one unit more of something scarce is worth."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..planning.parallel import TimeBudget
from ..report.shadow_prices import shadow_prices_document
from ..scenarios.hiring import best_hiring
from ..scenarios.shadow_prices import shadow_prices as find_prices
from ..scenarios.worth import ShadowPrices
from .exit_codes import exit_code
from .inputs import ErrorCollector, read_inputs
from .interrupt import run_interruptibly
from .options import Formulation, Inputs, JsonFile, ManyEffort, Output, with_blocks
from .output import deliver
from .progress import Progress

_ADD = Annotated[
    int,
    typer.Option("--add", metavar="N", help="Also find where to add N full-time workers; 0: not."),
]
_TRIES = Annotated[
    int, typer.Option("--tries", metavar="N", help="With --add: candidates verified by solving.")
]


@with_blocks
def shadow_prices(
    inputs: Inputs,
    effort: ManyEffort,
    *,
    add: _ADD = 0,
    tries: _TRIES = 3,
    formulation: Formulation = None,
    out: JsonFile = None,
    output: Output,
) -> int:
    """Say what an hour, an overtime minute or a case more is worth, and where to add workers.

    The time limit is that of the solve; with --add, half of it, and the rest is divided evenly
    among the candidates.
    """
    names = () if formulation is None else (formulation,)
    errors = ErrorCollector()
    if add < 0 or tries < 1:
        errors.refuse("add", "the workers must be 0 or more, the tries 1 or more")
    errors.check_output(output, out)
    question = read_inputs(inputs, effort, errors, formulations=names)
    tables, rules = question.instance, question.policy
    standard = rules if formulation is None else rules.as_formulation(formulation)

    def work(cancel: threading.Event) -> ShadowPrices:
        options = effort.options(cancel)
        budget = TimeBudget(options.time_limit, cancel)
        first = replace(options, time_limit=budget.left(0.5 if add else 1.0))
        prices = find_prices(tables, standard, first, jobs=effort.jobs, on_stage=Progress)
        if not (add and prices.has_prices):
            return prices
        rest = replace(options, time_limit=budget.left())
        hiring = best_hiring(
            tables, standard, prices, add, tries, rest, jobs=effort.jobs, on_stage=Progress
        )
        return replace(prices, hiring=hiring)

    found = run_interruptibly(work)
    if out is not None:
        write_files({out: found.to_json(tables)})
    data = found.to_dict(tables, full=False)
    deliver(lambda: shadow_prices_document(tables, found), data, output, question.warnings)
    return exit_code(found.result.status)
