"""What follows from reforms: each is planned on the same instance and set beside the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import replace
from typing import Unpack

from ..changes import apply
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning.many_solves import Stage
from ..planning.options import OptionFields, checked_options
from ..solver import SolveOptions
from .difference import WhatIf, outcome_of
from .doubted import doubted
from .file import Reform, Scenarios
from .many_solves import Job, Study, processes, processors
from .metric_ranges import ranged
from .monotonicity import Question


def what_if(
    instance: Instance,
    policy: Policy,
    scenarios: Scenarios | Sequence[Reform],
    options: SolveOptions | None = None,
    *,
    start: Plan | None = None,
    with_ranges: bool = False,
    with_sensitivity: bool = False,
    executor: Executor | None = None,
    jobs: int | None = None,
    on_stage: Stage | None = None,
    **overrides: Unpack[OptionFields],
) -> WhatIf:
    """Plan every reform and say what it changes against the baseline.

    All solves try equally hard with the same seed; each reform starts from the baseline's plan.

    Parameters
    ----------
    instance, policy : Instance and Policy
        Things as they are.
    scenarios : Scenarios or sequence of Reform
        ``samehands.scenarios.read_scenarios`` reads them from a file.
    options : SolveOptions or None
        Engine, limits and seed of each solve; the seed is also that of whatever changes draw. By
        default the processors are shared by the solves at work.
    start : Plan or None
        A plan for the baseline to begin from.
    with_ranges : bool
        Whether to compute the least and the greatest value of the metrics that add up, at the
        cost of each plan. Takes up to four more solves of full length for each side.
    with_sensitivity : bool
        Whether to halve and double each assumed price and minute on both sides and to solve again.
    executor : concurrent.futures.Executor or None
        Who does the solves, e.g. Dask's ``Client.get_executor()``; the caller shuts it down.
    jobs : int or None
        Without an executor: processes of this machine, by default one a processor; 1 solves in
        this process.
    on_stage : callable or None
        Called with the name of each solve in this process; returns who listens to its events.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    WhatIf
        The baseline and one outcome a reform.

    Raises
    ------
    InputError
        If an option or a change is wrong; every fault is listed.
    UnsupportedError, EngineUnavailableError, InternalError
        As ``solve`` does.
    """
    asked = _as_scenarios(scenarios)
    faults: list[InputFault] = []
    if not asked.reforms:
        faults.append(
            InputFault("argument", None, None, "scenarios", "no reforms; give one or more")
        )
    if jobs is not None and jobs < 1:
        says = f"{jobs} is not a number of processes; it must be 1 or more"
        faults.append(InputFault("argument", None, None, "jobs", says))
    ask = checked_options(options, overrides, faults)
    base, questions = _questions(instance, policy, asked, ask.seed)
    many = min(jobs or processors(), max(len(asked.reforms), 1))
    share = 1 if executor is not None else max(processors() // many, 1)
    each = replace(ask, threads=ask.threads or share, on_event=None, cancel=None)
    owned = nullcontext(executor) if executor is not None else processes(many)
    with owned as pool:
        study = Study(each, pool, on_stage, ask.cancel)
        baseline, results = study.solved(
            Job(asked.name, *base, start),
            [
                Job(one.name, *question)
                for one, question in zip(asked.reforms, questions, strict=True)
            ],
        )
        outcomes = [
            outcome_of(reform, (base, question), (baseline, result))
            for reform, question, result in zip(asked.reforms, questions, results, strict=True)
        ]
        if with_ranges:
            outcomes = ranged(study, base, baseline, outcomes)
        if with_sensitivity:
            outcomes = doubted(study, base, baseline, outcomes)
    return WhatIf(asked.name, *base, baseline, tuple(outcomes), ask.seed)


def _as_scenarios(scenarios: Scenarios | Sequence[Reform]) -> Scenarios:
    return scenarios if isinstance(scenarios, Scenarios) else Scenarios(tuple(scenarios))


def _questions(
    instance: Instance, policy: Policy, asked: Scenarios, seed: int
) -> tuple[Question, list[Question]]:
    """Make all changes, and raise what is wrong with any of them at once."""
    problems: list[InputFault] = []
    base = (instance, policy)
    try:
        base = apply(asked.baseline, instance, policy, seed=seed)
    except InputError as error:
        problems += [replace(problem, id=asked.name) for problem in error.problems]
    questions: list[Question] = []
    for reform in asked.reforms:
        try:
            questions.append(apply(reform.changes, *base, seed=seed))
        except InputError as error:
            problems += [replace(problem, id=reform.name) for problem in error.problems]
    if problems:
        raise InputError(problems)
    return base, questions
