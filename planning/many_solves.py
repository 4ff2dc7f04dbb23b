"""The solves of one call: in this process, in others or on an executor, inside one time limit."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast

from ..model.certificate import Certificate
from ..model.errors import InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..problem import Limit
from ..solver import SolveOptions, count_processors
from .options import Stage, argument_fault, checked_options, stage_faults
from .parallel import TimeBudget, WorkerProcesses, stop_event
from .restricted import Outcome
from .result import Result
from .solve import describe_unsolved, solve
from .time_division import Preparing

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_LOOK = 0.1
"""Seconds between two looks at whether the caller wants to stop."""

_GRACE = 2.0
"""Seconds that solves elsewhere have to end after a cancel; what takes longer is not waited for."""

_WORTH_A_PROCESS = 10.0
"""Seconds of a solve below which no process is started unless it is asked for."""


class Work(Protocol[T_co]):
    """Something to be done with solves; where it is handed to another process, it is pickled."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def run(self, many: ManySolves, start: Plan | None) -> T_co:
        """Do it by the solves that are given, beginning from a plan."""
        ...


class _Planned(Protocol):
    @property
    def plan(self) -> Plan | None: ...


F = TypeVar("F", bound=_Planned)


@dataclass(frozen=True)
class Job:
    """One solve.

    Parameters
    ----------
    name, instance, policy, certificate : str, Instance, Policy and (Certificate or None)
        What it is called, what is asked, and prices of a related question to begin with.
    """

    name: str
    instance: Instance
    policy: Policy
    certificate: Certificate | None = None

    def run(self, many: ManySolves, start: Plan | None) -> Result:
        """Solve it."""
        asked = (self.instance, self.policy, many.options_of(self.name))
        return solve(*asked, start=start, certificate=self.certificate)


class ManySolves:
    """How the solves of one call are done.

    The time limit is that of the call. Each solve gets an equal share of what is left, and what
    one leaves over goes to those after it; what there is no time for does not begin. A cancel
    stops all solves, which keep their best plan, and nothing begins after it.

    Parameters
    ----------
    options : SolveOptions
        Checked options of the call.
    on_stage : callable or None
        Told of each solve in this process before it begins.
    jobs : int or None
        Solves at a time; None for one per processor.
    executor : concurrent.futures.Executor or None
        Who does them, instead of processes of this machine.
    budget : TimeBudget or None
        The time there is, from now on and by the options unless it is given.
    """

    def __init__(
        self,
        options: SolveOptions,
        on_stage: Stage | None = None,
        jobs: int | None = 1,
        executor: Executor | None = None,
        budget: TimeBudget | None = None,
    ) -> None:
        self.options = options
        self.budget = budget or TimeBudget(options.time_limit, options.cancel)
        self._on_stage = on_stage
        self._jobs = jobs
        self._executor = executor
        self._pool: WorkerProcesses | None = None
        self.preparing = Preparing()

    @classmethod
    def of(
        cls,
        options: SolveOptions | None,
        how: Mapping[str, Any],
        also: Sequence[InputFault] = (),
        own: Sequence[str] = ("on_stage", "jobs", "executor"),
    ) -> Self:
        """Check the options and keywords of a call; see ``checked_options``.

        Parameters
        ----------
        options, also
            As for ``checked_options``.
        how : mapping of str to value
            The keywords.
        own : sequence of str
            Those that are no fields of ``SolveOptions``.
        """
        jobs, faults = how.get("jobs", 1), list(also)
        if jobs is not None and not (isinstance(jobs, int) and jobs >= 1):
            says = f"{jobs!r} is not a number of processes; it must be 1 or more"
            faults.append(argument_fault("jobs", says))
        faults += stage_faults(how)
        rest = {name: value for name, value in how.items() if name not in own}
        asked = checked_options(options, rest, faults)
        return cls(asked, how.get("on_stage"), jobs, how.get("executor"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.close()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.budget.cancel.is_set()

    @property
    def limit(self) -> Limit:
        """What keeps a solve from beginning."""
        return "interrupted" if self.is_cancelled else "time"

    @property
    def is_over(self) -> bool:
        """Whether there is no time for another solve, by what the shortest one took to prepare."""
        return self.budget.is_over(self.preparing.least)

    def options_of(self, name: str, share: float = 1.0) -> SolveOptions:
        """Return the options of a solve in this process, with a share of the time left."""
        left = self.budget.left(share)
        listener = self.options.on_event if self._on_stage is None else self._on_stage(name)
        return replace(
            self.options,
            time_limit=None if left is None else max(left, 0.001),
            on_event=listener,
            cancel=self.budget.cancel,
        )

    def part(self, share: float, **options: Any) -> ManySolves:
        """Return the solves of a part of the call, one at a time, with a share of the time left."""
        asked = replace(self.options, **options) if options else self.options
        found = ManySolves(asked, self._on_stage, budget=self.budget.part(share))
        found.preparing = self.preparing
        return found

    def within(self, share: float) -> ManySolves:
        """Return the same way to solve, on the same executor, with a share of the time left."""
        found = self.part(share)
        found._jobs, found._executor = self._jobs, self._executor
        return found

    def solve(
        self,
        name: str,
        instance: Instance,
        policy: Policy,
        start: Plan | None = None,
        more: int = 0,
    ) -> Result:
        """Solve one question in this process.

        Parameters
        ----------
        name : str
            What to call the solve.
        instance, policy, start
            As for ``samehands.solve``.
        more : int
            Rounds that may follow, and have the same share of the time left.

        Returns
        -------
        Result
            The result; without a plan where there was no time left to begin.
        """
        found = self._here(job := Job(name, instance, policy), start, 1 + more)
        return self.unsolved(job) if found is None else found

    def unsolved(self, job: Job) -> Result:
        """Return the result of a solve that never began."""
        return describe_unsolved(job.instance, job.policy, self.options, self.limit)

    def no_outcome(self) -> Outcome:
        """Return the outcome of a restricted solve that never began."""
        return Outcome("no_plan", self.limit, None, None, None, None, {}, None, self.options.engine)

    def results(
        self, jobs: Sequence[Job], start: Plan | None = None, more: int = 0
    ) -> list[Result]:
        """Solve questions as a chain; those that never began have no plan."""
        found = self.chain(jobs, start, more)
        return [
            self.unsolved(job) if each is None else each
            for job, each in zip(jobs, found, strict=True)
        ]

    def all(
        self, works: Sequence[Work[T]], starts: Sequence[Plan | None] = (), more: int = 0
    ) -> list[T | None]:
        """Do several pieces of work, as many at a time as was asked for.

        Parameters
        ----------
        works : sequence of Work
            The pieces.
        starts : sequence of Plan or None
            What each begins from; empty for nothing.
        more : int
            Rounds that may follow, and have the same share of the time left.

        Returns
        -------
        list
            What each gives, in order; None for one that never began, or did not end after a cancel.
        """
        begins = list(starts) or [None] * len(works)
        if self._executor is not None or self.is_side_by_side(len(works)):
            return self._handed_out(works, begins, self.width(len(works)), more)
        rounds = range(len(works) + more, more, -1)
        return [self._here(*each) for each in zip(works, begins, rounds, strict=True)]

    def chain(
        self, works: Sequence[Work[F]], start: Plan | None = None, more: int = 0
    ) -> list[F | None]:
        """Do pieces of work in order, each beginning from the last plan found until then."""
        found: list[F | None] = []
        width = self.width(len(works))
        for at in range(0, len(works), width):
            some = works[at : at + width]
            after = math.ceil((len(works) - at - len(some)) / width) + more
            made = self.all(some, [start] * len(some), after)
            found += made
            start = next((x.plan for x in reversed(made) if x and x.plan), start)
        return found

    def rounds(self, works: int) -> int:
        """Return in how many rounds so many pieces of work are done."""
        return math.ceil(works / self.width(works))

    def is_side_by_side(self, works: int) -> bool:
        """Whether so many pieces of work are done at a time, two at least."""
        return works > 1 and self.width(works) > 1

    def share_processors(self, works: int) -> None:
        """Let every solve have as many threads, wherever it runs, as so many pieces leave it."""
        width = self.width(works)
        if self.options.threads is None and width > 1:
            self.options = replace(self.options, threads=self._threads(width))

    def reserve(self, seconds: float) -> None:
        """Keep time for what is done after the solves, a fifth of what is left at most."""
        left = self.budget.left()
        if self.budget.end is not None and left is not None:
            self.budget.end -= min(seconds, left / 5)

    def width(self, works: int) -> int:
        """Return how many of so many pieces of work run at a time."""
        if self._jobs is not None or self._executor is not None:
            return max(min(self._jobs or works, works), 1)
        width = max(min(count_processors(), works), 1)
        left = self.budget.left(width / works) if works else None
        return 1 if left is not None and left < _WORTH_A_PROCESS else width

    def _here(self, work: Work[T], start: Plan | None, rounds: int) -> T | None:
        # The first solve begins in any case: without one there is nothing to say.
        if self.preparing.is_known and self.is_over:
            return None
        share = 1 / self.preparing.rounds_in(self.budget.left(), rounds)
        return self._noted(work.run(self.part(share), start))

    def _handed_out(
        self, works: Sequence[Work[T]], starts: Sequence[Plan | None], width: int, more: int
    ) -> list[T | None]:
        executor = self._executor or self._processes(width)
        threads = self._threads(width)
        waiting = deque(range(len(works)))
        running: dict[Future[object], int] = {}
        found: list[T | None] = [None] * len(works)
        stopped: float | None = None
        while running or (waiting and not self.is_over):
            while waiting and len(running) < width and not self.is_over:
                rounds = math.ceil(len(waiting) / width) + more
                at = waiting.popleft()
                part = self._apart(rounds, threads)
                call = _Call(works[at], starts[at], part, self._executor is None)
                running[executor.submit(call)] = at
            done = wait(running, _LOOK, FIRST_COMPLETED).done
            for future in done:
                at = running.pop(future)
                if not future.cancelled():
                    found[at] = self._noted(cast("T", future.result()))
            if self.is_cancelled:
                stopped = stopped or time.monotonic()
                for future in running:
                    future.cancel()
                if self._pool is not None:
                    self._pool.stop()
                if time.monotonic() > stopped + _GRACE:
                    break
        return found

    def _threads(self, width: int) -> int:
        share = 1 if self._executor is not None else max(count_processors() // width, 1)
        return self.options.threads or share

    def _apart(self, rounds: int, threads: int) -> ManySolves:
        found = self.part(1 / self.preparing.rounds_in(self.budget.left(), rounds), threads=threads)
        found._on_stage = None
        return found

    def _processes(self, width: int) -> Executor:
        if self._pool is None:
            self._pool = WorkerProcesses(width)
        return self._pool.executor

    def _noted(self, found: T) -> T:
        if isinstance(found, Result):
            seconds = found.seconds
            after = None if seconds.lift is None else seconds.lift + (seconds.audit or 0.0)
            self.preparing.note(seconds.build or 0.0, after)
        return found


@dataclass(frozen=True)
class _Call:
    """A piece of work to hand out; pickled, it leaves behind what belongs to this process.

    On this machine the clock is the same, so that the start of a process counts as well.
    """

    work: Work[object]
    start: Plan | None
    many: ManySolves
    is_here: bool

    def __call__(self) -> object:
        return self.work.run(self.many, self.start)

    def __reduce__(self) -> tuple[object, ...]:
        options = replace(self.many.options, on_event=None, cancel=None)
        started = time.monotonic() if self.is_here else None
        return _called, (self.work, self.start, options, self.many.budget.left(), started)


def _called(
    work: Work[object],
    start: Plan | None,
    options: SolveOptions,
    seconds: float | None,
    started: float | None,
) -> _Call:
    budget = TimeBudget(seconds, stop_event(), started)
    return _Call(work, start, ManySolves(options, budget=budget), started is not None)
