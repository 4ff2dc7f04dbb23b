"""``samehands solve``: the best plan for an instance, audited."""

from __future__ import annotations

import threading
from typing import cast

from ..planning import Result
from ..planning import solve as solve_instance
from ..planning.options import Order as PlanOrder
from ..planning.result import MARK, save_result
from ..report.solved import solved_report
from .exits import exit_code, interruptible
from .options import (
    AsJson,
    Engine,
    Formulation,
    Gap,
    InstancePath,
    Order,
    OutFile,
    PolicyFile,
    Seed,
    StartFile,
    Threads,
    TimeLimit,
)
from .output import show, show_json
from .progress import Progress
from .question import Flags, Gather, Question, put, with_reading


def solve(
    instance: InstancePath,
    policy: PolicyFile = None,
    formulation: Formulation = None,
    engine: Engine = "auto",
    time_limit: TimeLimit = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    threads: Threads = None,
    order: Order = "priced",
    start: StartFile = None,
    out: OutFile = None,
    as_json: AsJson = False,
) -> int:
    """Find the best plan for an instance and say how good it is."""
    flags = Flags(instance, policy, start, out, engine, time_limit, gap, seed, threads, order)
    names = () if formulation is None else (formulation,)
    question = put(flags, names, MARK, Gather())
    result = interruptible(lambda cancel: _solve(question, flags, formulation, cancel))
    if out is not None:
        save_result(result, out)
    if as_json:
        show_json(result.to_dict(full=False))
    else:
        show(solved_report(question.instance, result))
    return exit_code(result.status)


def _solve(
    question: Question, flags: Flags, formulation: str | None, cancel: threading.Event
) -> Result:
    policy = question.policy
    result = solve_instance(
        question.instance,
        policy if formulation is None else policy.as_formulation(formulation),
        flags.options(cancel),
        order=cast("PlanOrder", flags.order),
        start=question.start,
        on_event=Progress(),
    )
    return with_reading(result, question)
