"""The solves of a what-if: each begins where others ended, the last ones where gaps are widest.

A reform begins with the baseline's plan and prices. What one side found and proved is tried on the
other, both ways; then the sides whose gaps widen the intervals most are solved on.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.tables import SCHEMAS
from ..planning import Result
from ..planning.interval import Question
from ..planning.many_solves import Job, ManySolves
from ..planning.sharing import continue_result, lend_certificates, share, value_plan
from .field_differences import list_differences

_AUDITS = 3
"""Audits of a reform after the solves: of the other side's plan, and of its prices."""

_WORTH = 4.0
"""How much longer a last solve must be able to take than what it takes to prepare."""


def solve_sides(
    many: ManySolves,
    name: str,
    base: Question,
    names: Sequence[str],
    questions: Sequence[Question],
    start: Plan | None,
    after: int,
) -> tuple[Result, list[Result | None]]:
    """Solve the baseline, then the reforms from its plan and prices, then the widest gaps on.

    Equal questions are solved once.

    Parameters
    ----------
    many : ManySolves
        How the solves are done.
    name, base : str and Question
        The baseline.
    names, questions : sequences of str and of Question
        The reforms.
    start : Plan or None
        A plan for the baseline to begin from.
    after : int
        Rounds of solves that follow, and have the same share of the time left.

    Returns
    -------
    baseline, reforms : Result and list of (Result or None)
        None for a reform whose solve never began.
    """
    is_same = [not list_differences(base, question) for question in questions]
    waiting = [
        (label, question)
        for label, question, same in zip(names, questions, is_same, strict=True)
        if not same
    ]
    rounds = many.rounds(len(waiting)) if waiting else 0
    first = many.solve(name, *base, start, after + rounds)
    jobs = [Job(label, *question, first.certificate) for label, question in waiting]
    many.reserve(len(jobs) * ((first.seconds.build or 0.0) + _AUDITS * _audit_seconds(first)))
    goes_on = bool(jobs) and _has_time(many, first, rounds + after)
    found = many.all(jobs, [first.plan] * len(jobs), after + goes_on)
    begun = [at for at, each in enumerate(found) if each is not None]
    asked = [base, *((jobs[at].instance, jobs[at].policy) for at in begun)]
    sides = exchange(asked, [first, *(each for each in found if each is not None)])
    if goes_on and len(begun) == len(jobs):
        labels = [name, *(job.name for job in jobs)]
        sides = exchange(asked, _solve_on(many, labels, asked, sides, after))
    first, *others = sides
    known = dict(zip(begun, others, strict=True))
    rest = iter(range(len(jobs)))
    return first, [first if same else known.get(next(rest)) for same in is_same]


def _audit_seconds(result: Result) -> float:
    return max(result.seconds.audit or 0.0, result.seconds.certify or 0.0)


def _has_time(many: ManySolves, first: Result, rounds: int) -> bool:
    """Whether another round of solves would be long enough to be of use."""
    left = many.budget.left()
    if left is None:
        return False
    spent = first.seconds
    prepared = (spent.build or 0.0) + (spent.lift or 0.0) + (spent.audit or 0.0)
    return left / (rounds + 1) > _WORTH * prepared


def exchange(asked: Sequence[Question], results: Sequence[Result]) -> list[Result]:
    """Let all sides know what is known of the others: plans, bounds and prices."""
    first, *others = share(asked, results)
    for question, other in zip(asked[1:], others, strict=True):
        if (
            other.plan is not None
            and first.status != "optimal"
            and _has_the_same_names(question[0], asked[0][0])
        ):
            first = value_plan(asked[0], first, other.plan)
    first, others = lend_certificates(asked, first, others)
    return [first, *others]


def _has_the_same_names(one: Instance, other: Instance) -> bool:
    """Whether two instances differ at most in what workers are like, as with one who is away.

    Other minutes make other fair shares, so that neither question is said to relax the other; a
    plan of one may serve the other all the same.
    """
    return (
        one.calendar == other.calendar
        and one.workers["id"].equals(other.workers["id"])
        and all(one.table(name).equals(other.table(name)) for name in SCHEMAS if name != "workers")
    )


def _solve_on(
    many: ManySolves,
    names: Sequence[str],
    asked: Sequence[Question],
    results: Sequence[Result],
    after: int,
) -> list[Result]:
    """Solve on, as many at a time as may be, the sides whose gaps widen the intervals most."""
    others = len(asked) - 1
    # The baseline's gap is a part of every interval.
    wide = {at: _gap(each) * (1 if at else others) for at, each in enumerate(results)}
    chosen = sorted((at for at in wide if wide[at] > 0), key=lambda at: (-wide[at], at))
    chosen = chosen[: many.width(len(asked))]
    jobs = [Job(names[at], *asked[at], results[at].certificate) for at in chosen]
    found = many.all(jobs, [results[at].plan for at in chosen], after)
    better = list(results)
    for at, result in zip(chosen, found, strict=True):
        if result is not None:
            better[at] = continue_result(results[at], result)
    return better


def _gap(result: Result) -> float:
    """Return the minutes by which a side widens its interval, 0 where no more time would help."""
    if result.objective is None or result.limit == "none" or result.status == "optimal":
        return 0.0
    bound = result.certified_bound if result.bound is None else result.bound
    return result.objective - (bound or 0.0)
