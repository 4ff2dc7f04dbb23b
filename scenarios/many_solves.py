"""Solves as work to hand out: to this process, or to the workers of an executor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result, solve
from ..planning.many_solves import Stage
from ..solver import Listener, SolveOptions
from .field_differences import differences
from .monotonicity import Question, never_dearer
from .shared_certificates import with_lent_prices

T = TypeVar("T")
_PATIENCE = 0.2
"""Seconds between two looks at whether the caller wants to stop."""


@dataclass(frozen=True)
class Job:
    """One solve.

    Parameters
    ----------
    name : str
        What it is called.
    instance, policy : Instance and Policy
        What is asked.
    start : Plan or None
        A plan to begin from.
    """

    name: str
    instance: Instance
    policy: Policy
    start: Plan | None = None


def solved(
    job: Job,
    options: SolveOptions,
    listener: Listener | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Do one solve."""
    own = replace(options, on_event=listener, cancel=cancel)
    return solve(job.instance, job.policy, own, start=job.start)


def solve_all(
    jobs: Sequence[Job],
    options: SolveOptions,
    executor: Executor | None,
    on_stage: Stage | None = None,
    cancel: threading.Event | None = None,
) -> list[Result | None]:
    """Do many solves.

    Parameters
    ----------
    jobs : sequence of Job
        The solves.
    options : SolveOptions
        Options of each.
    executor : concurrent.futures.Executor or None
        Who does them; None for this thread, one after the other.
    on_stage : callable or None
        Told of solves in this thread.
    cancel : threading.Event or None
        Once it is set, no further solve begins.

    Returns
    -------
    list of Result or None
        In the order of the jobs; None for one that never began.
    """
    if executor is None:
        return gathered(
            [partial(_told, job, options, on_stage, cancel) for job in jobs], None, cancel
        )
    return gathered([partial(solved, job, options) for job in jobs], executor, cancel)


def gathered(
    calls: Sequence[Callable[[], T]], executor: Executor | None, cancel: threading.Event | None
) -> list[T | None]:
    """Make calls, in this thread or by an executor, until the caller wants to stop.

    Parameters
    ----------
    calls : sequence of callable
        What is to be called; to be picklable where the executor has other processes.
    executor : concurrent.futures.Executor or None
        Who makes the calls; None for this thread, one after the other.
    cancel : threading.Event or None
        Once it is set, no further call begins.

    Returns
    -------
    list
        What each call returns, in order; None for one that never began.
    """
    if executor is None:
        stop = cancel or threading.Event()
        return [None if stop.is_set() else call() for call in calls]
    futures = [executor.submit(call) for call in calls]
    return [_awaited(future, cancel) for future in futures]


def _told(
    job: Job, options: SolveOptions, on_stage: Stage | None, cancel: threading.Event | None
) -> Result:
    return solved(job, options, None if on_stage is None else on_stage(job.name), cancel)


def _awaited(future: Future[T], cancel: threading.Event | None) -> T | None:
    while True:
        if cancel is not None and cancel.is_set() and future.cancel():
            return None
        try:
            return future.result(timeout=None if cancel is None else _PATIENCE)
        except TimeoutError:
            if future.done():
                raise


@contextmanager
def processes(number: int) -> Generator[Executor | None]:
    """Give an executor of so many processes of this machine, or None for one.

    Parameters
    ----------
    number : int
        How many solves may run at a time.
    """
    if number <= 1:
        yield None
        return
    # Engines hold threads, which a forked process would not survive.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, mp_context=spawn, initializer=_leave_interrupts) as pool:
        yield pool


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the process that asked; it says what is to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


# The solves of a comparison: the baseline first, the reforms from its plan.


@dataclass(frozen=True)
class Study:
    """How the solves of a comparison are done.

    Parameters
    ----------
    options : SolveOptions
        Options of each.
    executor : concurrent.futures.Executor or None
        Who does them; None for this thread.
    on_stage : callable or None
        Told of solves in this thread.
    cancel : threading.Event or None
        Once it is set, no further solve begins.
    """

    options: SolveOptions
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
        return solve_all(jobs, self.options, self.executor, self.on_stage, self.cancel)

    def _one(self, job: Job) -> Result:
        # The baseline must be there, even if the caller has had enough already.
        (result,) = solve_all([job], self.options, self.executor, self.on_stage)
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
