"""What the caller asks of a suite, checked before anything is run."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault
from ..model.policy import Policy
from ..solver import AUTOMATIC, engine_names, find_engine
from .record import RunOptions, RunSpec
from .run.plugins import plugged
from .store import COMMANDS, LOCK, RESULTS
from .suites import SUITES, Suite, Wanted

_LEAST_MEMORY_MB = 256


@dataclass(frozen=True)
class BenchOptions:
    """A suite as the caller wants it.

    Parameters
    ----------
    suite : str
        Name of the suite.
    out : Path
        Folder of the results.
    instances : Path or None
        Folder of instances, for suites that read them.
    formulations, engines : sequence of str or None
        Names; those of the suite, and all engines that can run here, by default.
    time_limit : float or None
        Seconds for each run; that of the suite by default.
    seeds : int
        Runs of each engine, with the seeds from 0 on.
    jobs : int
        Runs at a time.
    memory_mb : int or None
        Most memory of a run; that of the suite by default.
    threads : int
        Threads of an engine.
    plugins : sequence of str
        Further engines: ``module:function`` or Python files, see ``plugged``.
    """

    suite: str
    out: Path
    instances: Path | None = None
    formulations: Sequence[str] | None = None
    engines: Sequence[str] | None = None
    time_limit: float | None = None
    seeds: int = 1
    jobs: int = 1
    memory_mb: int | None = None
    threads: int = 1
    plugins: Sequence[str] = ()

    @property
    def command(self) -> str:
        """What is typed to ask it."""
        lists = {"formulations": self.formulations, "engines": self.engines}
        given: dict[str, object] = {
            "instances": self.instances,
            **{name: None if each is None else ",".join(each) for name, each in lists.items()},
            "time-limit": None if self.time_limit is None else f"{self.time_limit:g}",
            "seeds": self.seeds,
            "jobs": self.jobs,
            "out": self.out,
            "memory-mb": self.memory_mb or SUITES[self.suite].memory_mb,
            "threads": self.threads,
        }
        words = ["samehands", "bench", "run", self.suite]
        for name, value in given.items():
            words += [] if value is None else [f"--{name}", str(value)]
        for plugin in self.plugins:
            words += ["--plugin", plugin]
        return shlex.join(words)


def runs_of(ask: BenchOptions) -> list[RunSpec]:
    """Return the runs that are asked for.

    Parameters
    ----------
    ask : BenchOptions
        What is asked.

    Returns
    -------
    list of RunSpec
        At least one.

    Raises
    ------
    InputError
        If anything is unknown, missing or out of range; it names every fault.
    """
    faults: list[InputFault] = []
    suite = SUITES.get(ask.suite)
    if suite is None:
        says = f"there is no suite {ask.suite!r}{suggestion(ask.suite, SUITES)}"
        faults.append(_fault("suite", f"{says}; choose one of {', '.join(SUITES)}"))
    else:
        _check_suite(ask, suite, faults)
    _check_engines(ask.engines or (), ask.plugins, faults)
    _check_numbers(ask, faults)
    _check_out(ask.out, faults)
    if suite is None or faults:
        raise InputError(faults)
    options = RunOptions(
        time_limit=ask.time_limit or suite.time_limit,
        memory_mb=ask.memory_mb or suite.memory_mb,
        threads=ask.threads,
    )
    engines = available(suite.engines, ask.plugins) if ask.engines is None else ask.engines
    standards = suite.formulations if ask.formulations is None else ask.formulations
    runs = suite.make(Wanted(engines, options, ask.seeds, standards, ask.instances))
    if ask.time_limit:
        return runs
    return [timed for run in runs for timed in _timed(run, suite)]


def _timed(run: RunSpec, suite: Suite) -> list[RunSpec]:
    limits = [{"time_limit": seconds} for seconds in suite.seconds(run.formulation)]
    return [replace(run, options=run.options.model_copy(update=limit)) for limit in limits]


def available(wished: Sequence[str] = (), plugins: Sequence[str] = ()) -> list[str]:
    """Return the names of the engines that can run here.

    Parameters
    ----------
    wished : sequence of str
        Those to choose from; by default all but the ones of the benchmarks alone.
    plugins : sequence of str
        Where further engines come from; they are always among them.
    """
    names = wished or engine_names()
    with plugged(plugins) as further:
        names = list(dict.fromkeys([*names, *further]))
        found = [(name, find_engine(name)) for name in names]
    return [
        name
        for name, engine in found
        if name == AUTOMATIC or (engine is not None and engine.missing() is None)
    ]


def _check_suite(ask: BenchOptions, suite: Suite, faults: list[InputFault]) -> None:
    if suite.needs_folder and ask.instances is None:
        faults.append(
            _fault("instances", f"the suite {suite.name} needs instances: a folder or a file")
        )
    elif not (suite.needs_folder or suite.takes_folder) and ask.instances is not None:
        faults.append(_fault("instances", f"the suite {suite.name} makes its instances itself"))
    elif ask.instances is not None and not ask.instances.exists():
        faults.append(_fault("instances", f"{ask.instances} is not there"))
    if ask.formulations is None:
        return
    if not suite.formulations:
        says = f"the suite {suite.name} has no agency, so no workload standard"
        faults.append(_fault("formulations", says))
    _check_names("formulations", ask.formulations, faults)
    for name in ask.formulations:
        try:
            Policy().as_formulation(name)
        except InputError as error:
            faults += error.problems


def _check_engines(names: Sequence[str], plugins: Sequence[str], faults: list[InputFault]) -> None:
    _check_names("engines", names, faults)
    try:
        with plugged(plugins):
            known = {name: find_engine(name) for name in (*engine_names(), *names)}
    except InputError as error:
        faults += error.problems
        return
    for name in names:
        if name == AUTOMATIC:
            continue
        engine = known[name]
        if engine is None:
            there = [AUTOMATIC, *(each for each, found in known.items() if found is not None)]
            says = f"there is no engine {name!r}{suggestion(name, there)}"
            faults.append(_fault("engines", f"{says}; choose from {', '.join(there)}"))
        elif (missing := engine.missing()) is not None:
            faults.append(_fault("engines", f"{name} cannot run here: {missing}"))


def _check_names(field: str, names: Sequence[str], faults: list[InputFault]) -> None:
    if len(set(names)) < len(names):
        faults.append(_fault(field, f"{','.join(names)!r} has a name twice; name each once"))


def _check_numbers(ask: BenchOptions, faults: list[InputFault]) -> None:
    limit = ask.time_limit
    if limit is not None and not (math.isfinite(limit) and limit > 0):
        faults.append(_fault("time_limit", f"{limit:g} is no time limit; give seconds above 0"))
    least = partial(_check_least, faults)
    least("seeds", ask.seeds, 1)
    least("jobs", ask.jobs, 1)
    least("threads", ask.threads, 1)
    if ask.memory_mb is not None:
        least("memory_mb", ask.memory_mb, _LEAST_MEMORY_MB)


def _check_least(faults: list[InputFault], field: str, number: int, least: int) -> None:
    if number < least:
        faults.append(_fault(field, f"{number} is too small; give at least {least}"))


def _check_out(out: Path, faults: list[InputFault]) -> None:
    if out.exists() and not out.is_dir():
        faults.append(_fault("out", f"{out} is a file; name a folder"))
    elif out.is_dir() and not (out / RESULTS).exists() and _others(out):
        says = f"{out} holds other things and no {RESULTS}; name a new folder, or one to go on with"
        faults.append(_fault("out", says))


def _others(folder: Path) -> bool:
    # A runner that was killed at once leaves its lock and nothing else.
    return any(path.name not in (LOCK, COMMANDS) for path in folder.iterdir())


def _fault(field: str, message: str) -> InputFault:
    return InputFault("argument", None, None, field, message)
