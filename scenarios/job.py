"""Solves as work to hand out: to this process, or to the workers of an executor."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result, solve
from ..solver import AUTOMATIC, Listener

T = TypeVar("T")
Stage = Callable[[str], Listener | None]
"""Called with the name of a solve before it begins in this process; returns who listens to it."""

_PATIENCE = 0.2
"""Seconds between two looks at whether the caller wants to stop."""


@dataclass(frozen=True)
class Effort:
    """How hard every solve tries; the same on both sides of a comparison.

    Parameters
    ----------
    engine : str
        Name of an engine, or ``auto``.
    time_limit : float or None
        Seconds for each solve.
    gap : float
        Relative gap at which a solve may stop.
    seed : int
        Seed of everything random.
    threads : int or None
        Threads of each solve; None for all processors shared by the solves at work.
    work_limit : float or None
        Deterministic work of the engine for each solve.
    """

    engine: str = AUTOMATIC
    time_limit: float | None = 60.0
    gap: float = 0.0
    seed: int = 0
    threads: int | None = None
    work_limit: float | None = None


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
    effort: Effort,
    listener: Listener | None = None,
    cancel: threading.Event | None = None,
) -> Result:
    """Do one solve."""
    return solve(
        job.instance,
        job.policy,
        engine=effort.engine,
        time_limit=effort.time_limit,
        gap=effort.gap,
        seed=effort.seed,
        threads=effort.threads,
        work_limit=effort.work_limit,
        start=job.start,
        on_event=listener,
        cancel=cancel,
    )


def solve_all(
    jobs: Sequence[Job],
    effort: Effort,
    executor: Executor | None,
    on_stage: Stage | None = None,
    cancel: threading.Event | None = None,
) -> list[Result | None]:
    """Do many solves.

    Parameters
    ----------
    jobs : sequence of Job
        The solves.
    effort : Effort
        How hard each tries.
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
            [partial(_told, job, effort, on_stage, cancel) for job in jobs], None, cancel
        )
    return gathered([partial(solved, job, effort) for job in jobs], executor, cancel)


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
    job: Job, effort: Effort, on_stage: Stage | None, cancel: threading.Event | None
) -> Result:
    return solved(job, effort, None if on_stage is None else on_stage(job.name), cancel)


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
