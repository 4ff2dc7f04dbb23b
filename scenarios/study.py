"""The solves of a comparison: the baseline first, the reforms from its plan."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from ..model.errors import InternalError
from ..model.plan import Plan
from ..planning import Result
from .dearness import Question, never_dearer
from .differ import differences
from .job import Effort, Job, Stage, solve_all
from .lent import with_lent_prices


@dataclass(frozen=True)
class Study:
    """How the solves of a comparison are done.

    Parameters
    ----------
    effort : Effort
        How hard each tries.
    executor : concurrent.futures.Executor or None
        Who does them; None for this thread.
    on_stage : callable or None
        Told of solves in this thread.
    cancel : threading.Event or None
        Once it is set, no further solve begins.
    """

    effort: Effort
    executor: Executor | None
    on_stage: Stage | None = None
    cancel: threading.Event | None = None

    def solved(self, base: Job, jobs: Sequence[Job]) -> tuple[Result, list[Result | None]]:
        """Solve a baseline, then the others from its plan; equal questions are solved once.

        Where one question allows every plan of another at no higher cost, and that one's plan turns
        out cheaper, it is solved once more from that plan, so that what is printed keeps the law.
        The prices behind the certified bound of either side are tried on the other.

        Parameters
        ----------
        base : Job
            The baseline.
        jobs : sequence of Job
            The others, without starts.

        Returns
        -------
        tuple of Result and list of Result or None
            The baseline's, and the others' in their order; None for what never began.
        """
        first = self._one(base)
        question = (base.instance, base.policy)
        same = [not differences(question, (job.instance, job.policy)) for job in jobs]
        started = [replace(job, start=first.found) for job in jobs]
        asked = [job for job, equal in zip(started, same, strict=True) if not equal]
        found = self._lawful([base, *asked], [first, *self.all(asked)])
        first, others = _with_shared_prices(question, found[0] or first, asked, found[1:])
        rest = iter(others)
        return first, [first if equal else next(rest) for equal in same]

    def _lawful(self, jobs: Sequence[Job], results: Sequence[Result | None]) -> list[Result | None]:
        """Solve again whatever a stricter question beat, from the plan that beat it."""
        better = {
            place: plan
            for place in range(len(jobs))
            if (plan := _cheaper_plan(place, jobs, results)) is not None
        }
        again = iter(self.all([replace(jobs[at], start=plan) for at, plan in better.items()]))
        return [
            _with_plan_of(result, next(again)) if place in better else result
            for place, result in enumerate(results)
        ]

    def all(self, jobs: Sequence[Job]) -> list[Result | None]:
        """Solve many."""
        return solve_all(jobs, self.effort, self.executor, self.on_stage, self.cancel)

    def _one(self, job: Job) -> Result:
        # The baseline must be there, even if the caller has had enough already.
        (result,) = solve_all([job], self.effort, self.executor, self.on_stage)
        if result is None:
            raise InternalError("the solve of the baseline never began")
        return result


def _with_shared_prices(
    question: Question, first: Result, jobs: Sequence[Job], results: Sequence[Result | None]
) -> tuple[Result, list[Result | None]]:
    """Try the prices of the baseline on all others, and those of better bounds on the baseline."""
    made = [
        None if result is None else with_lent_prices((job.instance, job.policy), result, first)
        for job, result in zip(jobs, results, strict=True)
    ]
    for result in made:
        bound = None if result is None else result.certified_bound
        if result is not None and bound is not None and bound > (first.certified_bound or 0.0):
            first = with_lent_prices(question, first, result)
    return first, made


def _cheaper_plan(place: int, jobs: Sequence[Job], results: Sequence[Result | None]) -> Plan | None:
    """Return the cheapest plan of a stricter question that beats the one found for a question."""
    mine = results[place]
    if mine is None or mine.objective is None:
        return None
    question = (jobs[place].instance, jobs[place].policy)
    beaten = [
        (its.objective, at)
        for at, its in enumerate(results)
        if its is not None
        and its.objective is not None
        and its.objective < mine.objective
        and never_dearer(question, (jobs[at].instance, jobs[at].policy))
    ]
    best = results[min(beaten)[1]] if beaten else None
    return None if best is None else best.found


def _with_plan_of(first: Result | None, again: Result | None) -> Result | None:
    """Return the first result with the plan of another of the same question, if it is cheaper."""
    if first is None or again is None or again.objective is None or first.objective is None:
        return first
    if again.objective >= first.objective:
        return first
    if first.bound is None or (again.bound is not None and again.bound >= first.bound):
        return again
    update = {
        name: getattr(again, name) for name in ("found", "objective", "objective_parts", "metrics")
    }
    if first.bound >= again.objective:
        update |= {"status": "optimal", "limit": "none"}
    return first.model_copy(update=update)
