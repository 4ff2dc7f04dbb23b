"""The one way from a question's problem to an engine: a start, and errors in our own words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from ..formulations import Lowered, embed
from ..metrics.timeliness import list_on_time_tasks
from ..model.errors import EngineUnavailableError, InternalError, UnsupportedError
from ..model.plan import Plan
from ..problem import (
    Answer,
    AssignmentProblem,
    Bools,
    Ints,
    Prices,
    agent_loads,
    evaluate,
    order_problem,
    presence,
    sum_by,
)
from ..solver import MissingError, RefusedError, SolveOptions, SolverError, solve

MOST_ORDERED = 300_000
"""Problems of more pairs are not put into their own order: a limit ends the solve in any case."""


def answer_problem(
    problem: AssignmentProblem,
    options: SolveOptions,
    *,
    start: Ints | None = None,
    bound: int | None = None,
    began: float | None = None,
    prices: bool = False,
    first_prices: Prices | None = None,
) -> Answer:
    """Solve a problem in its own order; see ``samehands.solver.solve``.

    So the answer does not hang on the order of tables, where the engine's does not hang on the
    clock. Large problems are solved as they come.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    options : SolveOptions
        Checked options.
    start : array of shape (pairs,) or None
        An assignment to begin from.
    bound : int or None
        No assignment costs less, as is known.
    began : float or None
        ``time.monotonic()`` from which the time limit counts; None for now.
    prices : bool
        Whether prices are to be found where the engine has none of its own.
    first_prices : Prices or None
        Prices of rows to begin with; they help large problems alone.

    Returns
    -------
    Answer
        The answer.

    Raises
    ------
    UnsupportedError, EngineUnavailableError
        If the engine does not serve a part of the problem or cannot run here.
    InternalError
        If the engine's answer is wrong: a bug.
    """
    if problem.pairs <= MOST_ORDERED:
        ordering = order_problem(problem)
        hint = None if start is None else ordering.reduce(start)
        said = _solved(ordering.problem, options, hint, bound, began, prices)
        return replace(
            said,
            x=None if said.x is None else ordering.expand(said.x),
            prices=None if said.prices is None else ordering.expand_prices(said.prices),
        )
    return _solved(problem, options, start, bound, began, prices, first_prices)


def _solved(
    problem: AssignmentProblem,
    options: SolveOptions,
    start: Ints | None,
    bound: int | None,
    began: float | None,
    prices: bool,
    first_prices: Prices | None = None,
) -> Answer:
    try:
        return solve(
            problem,
            options,
            start=start,
            bound=bound,
            began=began,
            prices=prices,
            first_prices=first_prices,
        )
    except RefusedError as error:
        raise UnsupportedError(str(error)) from error
    except MissingError as error:
        raise EngineUnavailableError(str(error)) from error
    except SolverError as error:
        raise InternalError(str(error)) from error


# A start that keeps limits which the plan it comes from did not know.


_NEVER = 2**40
"""Loss of what may not be left."""


def start_from_plan(lowered: Lowered, plan: Plan) -> Ints:
    """Turn a plan into a start: legal, if leaving some of its work undone is enough for that.

    Parameters
    ----------
    lowered : Lowered
        What is asked.
    plan : Plan
        A plan for other clients, tasks, workers or under another policy, perhaps.

    Returns
    -------
    array of shape (pairs,)
        The assignment. Where nothing may be late, what is late in the plan is left out.
    """
    policy = lowered.policy
    if policy.deadlines.enabled and policy.deadlines.late == "forbidden":
        kept = pl.col("task").is_in(list(list_on_time_tasks(lowered.instance, plan)))
        assignments = plan.assignments.with_columns(worker=pl.when(kept).then("worker"))
        plan = replace(plan, assignments=assignments)
    return repair_start(lowered.problem, embed(lowered, plan))


def repair_start(problem: AssignmentProblem, x: Ints) -> Ints:
    """Return an assignment with as much left as caps and limits on the whole plan ask for.

    What costs least to leave, for what it frees, is left first: a client with all tasks, or a task
    by itself. Limits on the time of workers are not looked at.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    x : array of shape (pairs,)
        An assignment, not necessarily legal.

    Returns
    -------
    array of shape (pairs,)
        A legal assignment if this made it one, else the one given.
    """
    if evaluate(problem, x).objective is not None:
        return x
    kept = x.copy()
    first = 0 if problem.windows is None else len(problem.windows.row_start)
    for row in range(first, problem.rows.rows):
        _within_row(problem, kept, row)
    for row in range(len(problem.global_limit)):
        _within_limit(problem, kept, row)
    return x if evaluate(problem, kept).objective is None else kept


def _within_row(problem: AssignmentProblem, x: Ints, row: int) -> None:
    """Leave what exceeds a row of any agent, all slacks at their limits."""
    weight = np.zeros(problem.resources, dtype=np.int64)
    column, value = problem.rows.row(row)
    weight[column] = value
    slack, amount = problem.relief.transposed().row(row)
    most = problem.capacity[:, row] + problem.slack_limit[:, slack] @ amount
    over = agent_loads(problem, x, presence(problem, x)[0]) @ weight - most
    if (over > 0).any():
        each = problem.profiles.times(weight)[problem.pair_profile] * x
        _leave(problem, x, each, problem.pair_agent, over)


def _within_limit(problem: AssignmentProblem, x: Ints, row: int) -> None:
    """Leave what exceeds a limit on the whole assignment."""
    pairs, items = problem.global_pairs, problem.global_unassigned
    left = problem.count - sum_by(problem.pair_item, x, problem.items)
    over = pairs.times(x)[row] + items.times(left)[row] - problem.global_limit[row]
    if over <= 0:
        return
    each = np.zeros(problem.pairs, dtype=np.int64)
    column, value = pairs.row(row)
    each[column] = value
    instead = np.zeros(problem.items, dtype=np.int64)
    column, value = items.row(row)
    instead[column] = value
    freed = (each - instead[problem.pair_item]) * x
    _leave(problem, x, freed, np.zeros(problem.pairs, dtype=np.int64), np.array([over]))


def _leave(problem: AssignmentProblem, x: Ints, freed: Ints, place: Ints, over: Ints) -> None:
    """Leave the cheapest units that free enough at every place; of a group with a lead all."""
    used = np.flatnonzero(x)
    item = problem.pair_item[used]
    loss = np.where(problem.required[item], _NEVER, problem.unassigned_price[item])
    unit = _units(problem, item)
    count = int(unit.max(initial=-1)) + 1
    amount = sum_by(unit, freed[used], count)
    price = sum_by(unit, (loss - problem.pair_cost[used]) * x[used], count)
    at = np.zeros(count, dtype=np.int64)
    at[unit] = place[used]
    some = np.flatnonzero((amount > 0) & (over[at] > 0) & (price < _NEVER // 2))
    order = some[np.lexsort((price[some] / amount[some], at[some]))]
    before = np.cumsum(amount[order]) - amount[order]
    starts = np.unique(at[order], return_index=True)
    base = np.zeros(len(over), dtype=np.int64)
    base[starts[0]] = before[starts[1]]
    gone = np.zeros(count, dtype=np.bool_)
    gone[order[before - base[at[order]] < over[at[order]]]] = True
    x[used[gone[unit]]] = 0


def _units(problem: AssignmentProblem, item: Ints) -> Ints:
    """Return numbers that are the same for items that are left together."""
    group = problem.group[item]
    led: Bools = (group >= 0) & problem.bound[item]
    led &= np.append(problem.group_lead, -1)[group] >= 0
    return np.unique(np.where(led, group, problem.groups + item), return_inverse=True)[1]
