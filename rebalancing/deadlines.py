"""A rebalance that costs least may lose deadlines that are met today: plans that lose fewer.

First a plan that loses few is looked for: the clerk's, or one for which deadlines go ahead of
everything else. It is then made cheaper while no worker falls further behind than in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..formulations import Lowered
from ..model.plan import Plan
from ..planning.many_solves import ManySolves
from ..planning.restricted import Outcome, solve_restricted
from ..planning.result import require_plan
from ..problem import AssignmentProblem, Ints, evaluate
from ..solver import SolveOptions
from .moves import Room, count_unowned, find_lost

_LABEL = "deadlines first"

FIRST = 100
"""Factor on the prices of what goes first: against each other they count as before, against
changes, overtime and load far more."""


def keep_deadlines(
    lowered: Lowered,
    room: Room,
    punctual: frozenset[str],
    sides: tuple[Outcome, Outcome],
    many: ManySolves,
    urgent: Outcome | None = None,
) -> Outcome:
    """Return a plan that loses fewer deadlines than the cheapest one, if one is found.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    room : Room
        What is open.
    punctual : frozenset of str
        Tasks on time as things were.
    sides : pair of Outcome
        The cheapest plan, and the clerk's.
    many : ManySolves
        How each is solved.
    urgent : Outcome or None
        What was found already with deadlines ahead of everything else; None where it is to be
        looked for.

    Returns
    -------
    Outcome
        One with the fewest deadlines lost among those that leave no more clients without an owner
        than the cheapest; the cheapest one itself if none loses fewer.
    """
    best, greedy = sides
    few = _fewer(lowered, punctual, best, greedy)
    if _lost(lowered, punctual, few):
        first = urgent or Urgent(lowered, room, few).run(many.part(0.5), None)
        few = _fewer(lowered, punctual, few, first)
    if few is best or many.is_over:
        return few
    guarded = _guarded(lowered, few, punctual)
    cheaper = _from(lowered, room, few, many.options_of(_LABEL), guarded)
    return _fewer(lowered, punctual, few, cheaper, or_cheaper=True)


def improve_guarded(
    lowered: Lowered,
    room: Room,
    punctual: frozenset[str],
    greedy: Outcome,
    options: SolveOptions,
) -> Outcome:
    """Return the cheapest plan found in which nobody is further behind than in the clerk's.

    Parameters
    ----------
    lowered : Lowered
        The question after the events.
    room : Room
        What is open.
    punctual : frozenset of str
        Tasks on time as things were.
    greedy : Outcome
        The clerk's plan.
    options : SolveOptions
        Checked options.

    Returns
    -------
    Outcome
        It loses no more deadlines than the clerk's plan, and costs no more; that plan itself if
        none was found.
    """
    found = _from(lowered, room, greedy, options, _guarded(lowered, greedy, punctual))
    return replace(_fewer(lowered, punctual, greedy, found, or_cheaper=True), limit=found.limit)


@dataclass(frozen=True, eq=False)
class Urgent:
    """A plan for which deadlines go ahead of everything else, from one that there is."""

    lowered: Lowered
    room: Room
    begun: Outcome
    name: str = _LABEL

    def run(self, many: ManySolves, start: Plan | None) -> Outcome:
        """Look for it."""
        urgent = _urgent(self.lowered.problem)
        return _from(self.lowered, self.room, self.begun, many.options_of(_LABEL), urgent)


def _from(
    lowered: Lowered, room: Room, start: Outcome, options: SolveOptions, problem: AssignmentProblem
) -> Outcome:
    found = solve_restricted(
        lowered,
        options,
        kept=room.kept,
        free=room.free,
        problem=problem,
        start=start.x,
    )
    # Its bound is about another question; that of the question as priced still holds.
    return replace(found, bound=start.bound, status="feasible")


def _fewer(
    lowered: Lowered,
    punctual: frozenset[str],
    one: Outcome,
    other: Outcome,
    or_cheaper: bool = False,
) -> Outcome:
    """Return the other plan if it loses fewer deadlines, or costs less and loses no more."""
    if other.plan is None or (
        one.plan is not None and count_unowned(other.plan) > count_unowned(one.plan)
    ):
        return one
    keys = [_lost(lowered, punctual, each) for each in (one, other)]
    cost = [each.objective or 0.0 for each in (one, other)]
    is_better = keys[1] < keys[0] or (or_cheaper and keys[1] == keys[0] and cost[1] < cost[0])
    return replace(other, bound=one.bound, status="feasible") if is_better else one


def _lost(lowered: Lowered, punctual: frozenset[str], outcome: Outcome) -> int:
    return len(find_lost(lowered.instance, require_plan(outcome), punctual))


def _urgent(problem: AssignmentProblem) -> AssignmentProblem:
    """Return the problem with late and undone work and lacking owners far dearer than the rest."""
    slack = problem.slack_price.copy()
    late = _late(problem)
    slack[late] *= FIRST
    left = problem.unassigned_price * FIRST
    return replace(problem, slack_price=slack, unassigned_price=left)


def _guarded(lowered: Lowered, outcome: Outcome, punctual: frozenset[str]) -> AssignmentProblem:
    """Return the problem in which nobody is further behind than in a plan, in any period.

    What is on time today, and owners, are far dearer to leave than other work.
    """
    problem = lowered.problem
    left = problem.unassigned_price.copy()
    clients = lowered.view.clients
    tasks = lowered.instance.tasks["id"].is_in(list(punctual)).to_numpy()
    left[:clients] *= FIRST
    left[clients:][tasks] *= FIRST
    if outcome.x is None:
        return replace(problem, unassigned_price=left)
    slacks, late = evaluate(problem, outcome.x).slacks, _late(problem)
    most = problem.slack_limit.copy()
    most[:, late] = np.minimum(most[:, late], slacks[:, late])
    return replace(problem, unassigned_price=left, slack_limit=most)


def _late(problem: AssignmentProblem) -> Ints:
    """Return the slacks that are lateness."""
    if problem.windows is None:
        return np.zeros(0, dtype=np.int64)
    late = problem.windows.late
    return late[late >= 0]
