"""The runner: every run in a process of its own, every run exactly one record.

A run is killed, with everything it has started, when its engine does not stop, when it takes too
much memory, and when the runner ends, however that comes about: the run asks the system to be
killed with its parent, and a cleanup kills whatever the run itself has started. The runner can be
killed at any moment and called again with the same runs: those with a record are left alone.

What is measured is the engine: a run in which code was compiled that is not on the disk yet is done
again, once, and a run that ended before its instance was there is done again by the next call.
"""

from __future__ import annotations

import secrets
import selectors
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from ...solver import count_processors
from ..record import Record, RunSpec
from ..store import COMMANDS, Store, opened
from .outcome import to_record, versions
from .plugins import plugged
from .processes import cleaned_up, memory_mb
from .running import Rules, Running

# How long the rest of a benchmark will take, judged by the runs that are done.


class Estimate:
    """Learns from records what runs of their kind take.

    Parameters
    ----------
    records : iterable of Record
        What is known before the first run.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._seen: dict[tuple[str, ...], list[float]] = {}
        for record in records:
            self.learn(record)

    def learn(self, record: Record) -> None:
        """Take note of a run."""
        for names in _likenesses(record.engine, record.formulation, record.group):
            self._seen.setdefault(names, []).append(record.seconds.get("total", 0.0))

    def expected(self, spec: RunSpec) -> float:
        """Return the seconds that a run will take: what runs like it took, else its time limit."""
        for names in _likenesses(spec.engine, spec.formulation, spec.instance.group):
            if names in self._seen:
                return fmean(self._seen[names])
        return spec.options.time_limit

    def left(
        self, waiting: Iterable[RunSpec], running: Iterable[tuple[RunSpec, float]], jobs: int
    ) -> float:
        """Return the seconds until everything is done.

        Parameters
        ----------
        waiting : iterable of RunSpec
            Runs that have not begun.
        running : iterable of (RunSpec, float)
            Runs under way, with the seconds they have taken so far.
        jobs : int
            Runs at a time.
        """
        work = sum(map(self.expected, waiting))
        work += sum(max(self.expected(spec) - taken, 0.0) for spec, taken in running)
        return work / jobs


def _likenesses(engine: str, formulation: str | None, group: str) -> list[tuple[str, ...]]:
    """Return what runs may have in common, from the most to the least telling."""
    standard = formulation or ""
    return [(engine, standard, group), (engine, standard), (engine,)]


_TICK = 0.05
"""Seconds between two looks at the runs under way."""


class Progress(NamedTuple):
    """How far the runner is.

    Parameters
    ----------
    done, total : int
        Runs with a record, and all runs.
    seconds_left : float
        Until all are done, by the time that like runs took.
    record : Record or None
        The run that has just ended; None at the beginning.
    """

    done: int
    total: int
    seconds_left: float
    record: Record | None


@dataclass(frozen=True)
class Outcome:
    """What came of a suite.

    Parameters
    ----------
    records : tuple of Record
        One a run, in the order of the runs.
    before : int
        How many of them had a record before.
    """

    records: tuple[Record, ...]
    before: int

    @property
    def failures(self) -> tuple[Record, ...]:
        """The runs that ended as no run should."""
        return tuple(record for record in self.records if record.failed)


def run(
    specs: Sequence[RunSpec],
    folder: Path,
    *,
    jobs: int = 1,
    plugins: Sequence[str | Path] = (),
    grace: float | None = None,
    command: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """Do the runs that have no record yet.

    Parameters
    ----------
    specs : sequence of RunSpec
        The runs; one that is listed twice is done once.
    folder : Path
        Where ``results.jsonl`` is; made if it is missing.
    jobs : int
        Runs at a time.
    plugins : sequence of str or Path
        Where further engines come from, for tests and for engines in the making; see ``plugged``.
    grace : float or None
        Seconds that an engine may take beyond its time limit before it is killed; 10 and half the
        limit by default.
    command : str or None
        What was typed; it is kept beside the results, for the footer of reports.
    on_progress : callable or None
        Called at the beginning, and after each run when its record is on the disk.

    Returns
    -------
    Outcome
        The records.

    Raises
    ------
    InputError
        If another runner is at work in the folder, or its results cannot be read.
    EngineUnavailableError
        If an engine is unknown.
    OSError
        If the results cannot be written.
    """
    files = tuple(map(str, plugins))
    with plugged(files), opened(folder) as store:
        numbers = {name: versions(name) for name in {spec.engine for spec in specs}}
        runner = _Runner(store, jobs, Rules(files, grace), numbers, on_progress)
        plan = {spec.key(numbers[spec.engine]): spec for spec in specs}
        before = len(plan.keys() & store.keys)
        if command is not None:
            _keep(command, folder / COMMANDS)
        runner.finish(plan)
        found = [store.get(key) for key in plan]
        return Outcome(tuple(record for record in found if record is not None), before)


def warnings(specs: Sequence[RunSpec], jobs: int) -> list[str]:
    """Return what makes the times of runs doubtful on this machine."""
    threads = max((spec.options.threads for spec in specs), default=1)
    memory = max((spec.options.memory_mb for spec in specs), default=0)
    found: list[str] = []
    if jobs * threads > count_processors():
        says = (
            f"{jobs} jobs x {threads} threads exceed the {count_processors()} cores of this machine"
        )
        found.append(f"{says}; runs will slow each other down")
    if jobs * memory > memory_mb():
        says = f"{jobs} jobs x {memory:,} MB exceed the {memory_mb():,} MB of this machine"
        found.append(f"{says}; the system may kill a run before its limit does")
    return found


def _keep(command: str, file: Path) -> None:
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    if command not in known.splitlines():
        with file.open("a", encoding="utf-8") as commands:
            commands.write(f"{command}\n")


class _Runner:
    """Keeps as many runs under way as there are jobs, and writes down how each ends."""

    def __init__(
        self,
        store: Store,
        jobs: int,
        rules: Rules,
        versions_of: Mapping[str, Mapping[str, str]],
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._rules = rules
        self._versions_of = versions_of
        self._on_progress = on_progress
        self._estimate = Estimate(store)
        self._selector = selectors.DefaultSelector()
        self._mark = secrets.token_hex(16)
        self._started = 0
        self._again: set[str] = set()

    def finish(self, plan: Mapping[str, RunSpec]) -> None:
        """Do what has no record."""
        waiting = {key: spec for key, spec in plan.items() if key not in self._store.keys}
        running: dict[str, Running] = {}
        self._tell(len(plan), waiting, running, None)
        if not waiting:
            return
        with cleaned_up(self._mark), self._selector:
            try:
                while waiting or running:
                    self._fill(waiting, running)
                    self._wait()
                    for key in [key for key, each in running.items() if each.is_over()]:
                        each = running.pop(key)
                        record = self._close(key, each)
                        if each.log.compiled and key not in self._again:
                            self._again.add(key)
                            waiting[key] = each.spec
                            continue
                        self._store.add(record)
                        self._estimate.learn(record)
                        self._tell(len(plan), waiting, running, record)
            finally:
                for each in running.values():
                    each.close()

    def _fill(self, waiting: dict[str, RunSpec], running: dict[str, Running]) -> None:
        while waiting and len(running) < self._jobs:
            key = next(iter(waiting))
            spec = waiting.pop(key)
            self._started += 1
            each = Running(spec, f"{self._mark}:{self._started}.", self._rules)
            running[key] = each
            self._selector.register(each.pipe, selectors.EVENT_READ, each)

    def _wait(self) -> None:
        for ready, _ in self._selector.select(_TICK):
            each: Running = ready.data
            if not each.receive():
                self._selector.unregister(each.pipe)

    def _close(self, key: str, each: Running) -> Record:
        with suppress(KeyError):
            self._selector.unregister(each.pipe)
        log = each.close()
        patience = self._rules.patience(each.spec.options.time_limit)
        numbers = self._versions_of[each.spec.engine]
        return to_record(each.spec, log, key, numbers, patience)

    def _tell(
        self,
        total: int,
        waiting: Mapping[str, RunSpec],
        running: Mapping[str, Running],
        record: Record | None,
    ) -> None:
        if self._on_progress is not None:
            under_way = [(each.spec, each.taken) for each in running.values()]
            left = self._estimate.left(waiting.values(), under_way, self._jobs)
            done = total - len(waiting) - len(running)
            self._on_progress(Progress(done, total, left, record))
