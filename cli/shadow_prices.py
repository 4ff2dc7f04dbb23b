"""``samehands shadow-prices``: what one unit more of something scarce is worth."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from ..model.io.files import write_files
from ..model.io.json import format_json
from ..report.worths import worths_report, worths_to_dict
from ..scenarios.hiring import Hiring, best_hiring
from ..scenarios.shadow_prices import ShadowPrices
from ..scenarios.shadow_prices import shadow_prices as find_prices
from .exits import exit_code, interruptible
from .options import (
    AsJson,
    Engine,
    Formulation,
    Gap,
    InstancePath,
    OutFile,
    PolicyFile,
    Seed,
    Threads,
    TimeLimit,
)
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, put

_MARK = b'{\n"instance"'
_ADD = Annotated[
    int,
    typer.Option("--add", metavar="N", help="Also find where to add N full-time workers; 0: not."),
]
_TRIES = Annotated[
    int, typer.Option("--tries", metavar="N", help="With --add: candidates verified by solving.")
]


def shadow_prices(
    instance: InstancePath,
    add: _ADD = 0,
    tries: _TRIES = 3,
    policy: PolicyFile = None,
    formulation: Formulation = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    out: OutFile = None,
    as_json: AsJson = False,
) -> int:
    """Say what an hour, an overtime minute or a case more is worth, and where to add workers."""
    flags = Flags(instance, policy, None, out, engine, time_limit, gap, seed, threads)
    names = () if formulation is None else (formulation,)
    gather = Gather()
    if add < 0 or tries < 1:
        gather.refuse("add", "the workers must be 0 or more, the tries 1 or more")
    question = put(flags, names, _MARK, gather)
    tables, rules = question.instance, question.policy
    standard = rules if formulation is None else rules.as_formulation(formulation)

    def work(cancel: threading.Event) -> tuple[ShadowPrices, tuple[Hiring, ...]]:
        options = flags.options(cancel)
        prices = find_prices(tables, standard, options, on_stage=Progress)
        if not (add and prices.has_prices):
            return prices, ()
        hired = best_hiring(tables, standard, prices, add, tries, options, on_stage=Progress)
        return prices, hired

    found, hiring = interruptible(work)
    data = worths_to_dict(tables, found, hiring)
    if out is not None:
        write_files({out: format_json(data)})
    if as_json:
        show_json(data)
    else:
        show(worths_report(tables, found, hiring))
    return exit_code(found.result.status)
