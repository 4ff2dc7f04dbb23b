"""Solving a question with some choices taken away, which no policy can say."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..formulations import Lowered, lift
from ..metrics import Metrics, measure
from ..model.errors import InternalError
from ..model.plan import Plan
from ..model.policy import MILLI
from ..problem import AssignmentProblem, Bools, Ints, Limit, Status, evaluate, subset
from ..solver import (
    Limits,
    SolveOptions,
)
from ..solver.greedy import assign_greedily
from .answer import answer_problem
from .fix import fix_choices
from .second_stage import FOR_OWNERS, FOR_SECOND_STAGE, improve_for_clients, limit_second_stage
from .settle import settle_owners
from .solve import audited

GREEDY = "least-loaded"
"""The engine that is the clerk's rule."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a narrowed solve found; its plan has passed the audit under the whole policy.

    Parameters
    ----------
    status, limit : str
        As in ``Result``, about the narrowed question.
    plan : Plan or None
        The plan, if there is one.
    x : array of shape (pairs,) or None
        The assignment behind it, in the pairs of the whole problem.
    objective, bound : float or None
        Cost of the plan, and a cost that no plan of the narrowed question is below, in minutes;
        only the engine vouches for the bound.
    parts : mapping of str to float
        Parts of the cost, in minutes.
    metrics : Metrics or None
        What the plan is like.
    engine : str
        Who solved it.
    """

    status: Status
    limit: Limit
    plan: Plan | None
    x: Ints | None
    objective: float | None
    bound: float | None
    parts: Mapping[str, float]
    metrics: Metrics | None
    engine: str


def solve_restricted(
    lowered: Lowered,
    options: SolveOptions,
    *,
    kept: Bools | None = None,
    free: Bools | None = None,
    problem: AssignmentProblem | None = None,
    start: Ints | None = None,
) -> Outcome:
    """Solve a lowered question with fewer choices than its policy gives.

    Parameters
    ----------
    lowered : Lowered
        The whole question.
    options : SolveOptions
        Checked options.
    kept : boolean array of shape (pairs,) or None
        The pairs that may be used; None for all.
    free : boolean array of shape (items,) or None
        The items that are still to be assigned, whole groups of them; all others are as in the
        start. None for all.
    problem : AssignmentProblem or None
        A problem of the same pairs with other prices or more global rows, to solve instead.
    start : array of shape (pairs,) or None
        An assignment to begin from.

    Returns
    -------
    Outcome
        The plan is costed by the whole question; the bound is that of the solved problem.

    Raises
    ------
    UnsupportedError, EngineUnavailableError
        If the engine does not serve the question or cannot run here.
    """
    began, limits = time.monotonic(), options.limits()
    if options.time_limit is not None:
        options = replace(
            options, time_limit=options.time_limit * (1 - FOR_OWNERS - FOR_SECOND_STAGE)
        )
    asked = lowered.problem if problem is None else problem
    inside = np.ones(asked.pairs, dtype=np.bool_) if kept is None else kept
    if free is not None and start is not None:
        smaller = fix_choices(asked, inside, free, start)
        answer = answer_problem(smaller.problem, options, start=smaller.reduce(start), began=began)
        x = None if answer.x is None else smaller.expand(answer.x)
        constant = smaller.constant
    else:
        narrow = asked if kept is None else subset(asked, pairs=kept)
        hint = None if start is None else start[inside]
        answer = answer_problem(narrow, options, start=hint, began=began)
        x, constant = _widened(answer.x, inside), 0
    if x is not None and answer.engine != GREEDY:
        second = limit_second_stage(limits)
        x = improve_for_clients(lowered, x, second, problem=asked, open_pairs=inside, free=free)[0]
        x = settle_owners(lowered, x, limits.is_over, problem=asked, open_pairs=inside, free=free)[
            0
        ]
    bound = None if answer.bound is None else (answer.bound + constant) / MILLI
    return audit_assignment(lowered, x, answer.status, answer.limit, answer.engine, bound)


def _widened(x: Ints | None, inside: Bools) -> Ints | None:
    if x is None:
        return None
    whole: Ints = np.zeros(len(inside), dtype=np.int64)
    whole[inside] = x
    return whole


def assign_rest_greedily(
    lowered: Lowered, kept: Bools, free: Bools, start: Ints, cancel: threading.Event
) -> Outcome:
    """Assign the free items of a large question by the clerk's rule, after all that is fixed.

    Parameters
    ----------
    lowered : Lowered
        The whole question.
    kept : boolean array of shape (pairs,)
        The pairs that may be used.
    free : boolean array of shape (items,)
        The items to assign, whole groups of them.
    start : array of shape (pairs,)
        An assignment that says how the others are.
    cancel : threading.Event
        Set it to stop.

    Returns
    -------
    Outcome
        Without a plan where something that may not be left finds no room, and after a cancel:
        stopped half way, the rule would leave the rest undone.
    """
    smaller = fix_choices(lowered.problem, kept, free, start)
    # Not by way of ``run``: it takes single items out of their groups, and so changes their turn.
    x = smaller.expand(assign_greedily(smaller.problem, Limits(cancel=cancel)))
    if cancel.is_set():
        return audit_assignment(lowered, None, "no_plan", "interrupted", GREEDY)
    if evaluate(lowered.problem, x).objective is None:
        return audit_assignment(lowered, None, "no_plan", "none", GREEDY)
    return audit_assignment(lowered, x, "feasible", "none", GREEDY)


def audit_assignment(
    lowered: Lowered,
    x: Ints | None,
    status: Status,
    limit: Limit,
    engine: str,
    bound: float | None = None,
) -> Outcome:
    """Lift, audit and measure an assignment.

    Parameters
    ----------
    lowered : Lowered
        The whole question, whose prices count.
    x : array of shape (pairs,) or None
        The assignment.
    status, limit, engine, bound
        As in ``Outcome``.

    Returns
    -------
    Outcome
        The outcome; without a plan where the assignment is None.

    Raises
    ------
    InternalError
        If the assignment is not legal, or the audit disagrees: a bug.
    """
    if x is None:
        return Outcome(status, limit, None, None, None, bound, {}, None, engine)
    objective = evaluate(lowered.problem, x).objective
    if objective is None:
        raise InternalError("the assignment breaks the problem it was made for")
    plan = lift(lowered, x)
    costs = audited(lowered.instance, plan, objective)
    return Outcome(
        status=status,
        limit=limit,
        plan=plan,
        x=x,
        objective=objective / MILLI,
        bound=bound,
        parts={name: amount / MILLI for name, amount in costs.as_dict().items()},
        metrics=measure(lowered.instance, plan),
        engine=engine,
    )
