"""A race of standards over months: replications, intervals, and when to stop."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from functools import partial
from numbers import Real
from typing import TypeVar, cast

import numpy as np

from ..changes import Change, RaiseAbsence, Turnover, apply
from ..model.checks.cells import shown
from ..model.checks.messages import load
from ..model.errors import (
    InputError,
    InputFault,
    NoPlanError,
    UnsupportedError,
    typed_arguments,
)
from ..model.instance import Instance
from ..model.io.plain import instance_sha256
from ..model.policy import Policy
from ..planning.options import argument_fault
from ..planning.parallel import WorkerProcesses
from ..planning.written import size_up
from ..scenarios import Scenarios
from .agency import only_served, read_agency
from .answer import Difference, Figure, Month, Simulation, StandardRun
from .figures import SERIES, Key, Replication
from .intervals import Estimate, estimate, estimate_difference
from .parameters import SimulationParameters
from .replicate import Case, replicate
from .standards import parse_standards

GROWTH = 0.01
"""Growth of open work per month, as a share of a month's minutes, above which it has no end."""

_LEAST = 5
"""Replications before precision may stop a run."""

_NO_MEAN = ("wait_", "backlog")
"""How figures begin that grow with the queue."""

_MOST_MONTHS, _MOST_REPLICATIONS = 600, 10_000

_LOOK = 0.1
"""Seconds between two looks at whether to stop."""

_T = TypeVar("_T")

_Work = Callable[..., list[Replication] | None]
"""Does the replication of a number, and may be given an event to stop by."""

Told = Callable[[int, int], object]
"""Called with the replications done and those asked for."""


@typed_arguments(
    instance=Instance,
    policy=Policy,
    standards=(str, Sequence),
    parameters=(SimulationParameters, Mapping),
    scenarios=Scenarios,
    half_width=Real,
    time_limit=Real,
    cancel=threading.Event,
    on_replication=cast(type, Callable),
)
def simulate(
    instance: Instance,
    policy: Policy,
    standards: str | Sequence[str] = ("client-based", "task-based"),
    *,
    months: int = 12,
    replications: int = 20,
    seed: int = 0,
    parameters: SimulationParameters | Mapping[str, object] | None = None,
    scenarios: Scenarios | None = None,
    half_width: float | None = None,
    time_limit: float | None = None,
    jobs: int | None = 1,
    cancel: threading.Event | None = None,
    on_replication: Told | None = None,
) -> Simulation:
    """Let months of an agency go by under several standards that meet the same world.

    Parameters
    ----------
    instance : Instance
        The agency at the beginning, and the tasks from which rates and minutes are taken.
    policy : Policy
        What it says of interpreters, hand-offs, specialists, overtime and same-day kinds.
    standards : str or sequence of str
        Names, e.g. ``client-based,client-based+backup,team-2,hybrid,task-based,by-kind``; the
        others are compared with the first. One with owners may end in ``+planned``: then the
        engines plan owners each month, and the intake desk places clients in between.
    months : int
        Months that are measured.
    replications : int
        How often, each with other draws; at most, and 5 at least, if ``half_width`` is given.
    seed : int
        Seed of all draws.
    parameters : SimulationParameters or mapping
        All other figures, or those that differ from the defaults.
    scenarios : Scenarios or None
        Reforms that are run beside the agency as it is. Turnover and absences of all workers are
        those of the months, in place of the parameters.
    half_width : float or None
        Stop once the share on time of every standard is known to within this, e.g. 0.005.
    time_limit : float or None
        Seconds for the plans of the whole call, divided evenly; another run may then find others.
        None lets each plan end by itself, so that the same seed gives the same answer.
    jobs : int or None
        Processes; None for one per processor. The answer does not depend on it.
    cancel : threading.Event or None
        Set it to stop within days of the months; replications that were done are told.
    on_replication : callable or None
        Called with the replications done and those asked for.

    Returns
    -------
    Simulation
        Figures with intervals, paired differences and time series.

    Raises
    ------
    InputError
        If anything is out of range; every fault is listed.
    NoPlanError
        If it was stopped before the first replication was done.
    """
    faults: list[InputFault] = []
    chosen = _attempt(faults, lambda: parse_standards(_names(standards)))
    figures = _attempt(faults, lambda: _parameters(parameters, instance))
    faults += _range_faults(months, replications, seed, half_width, time_limit, jobs)
    if faults or chosen is None or figures is None:
        raise InputError(faults)
    cases = _cases(instance, policy, scenarios, figures, seed)
    plans = len(cases) * sum(standard.planned for standard in chosen)
    plans *= (months + figures.warm_up_months) * replications
    width = _width(jobs, replications)
    seconds = time_limit * width / plans if time_limit is not None and plans else None
    work = partial(replicate, cases, chosen, months, seed, seconds)
    done: list[list[Replication]] = []
    stopped = "replications"
    for found in _replications(work, replications, width, cancel):
        done.append(found)
        if on_replication is not None:
            on_replication(len(done), replications)
        if half_width is not None and _is_precise(done, half_width):
            stopped = "precision"
            break
    if not done:
        raise NoPlanError("stopped before the first replication was done: there is nothing to tell")
    if stopped == "replications" and len(done) < replications:
        stopped = "interrupted"
    keys = [(case.scenario, standard.name) for case in cases for standard in chosen]
    return Simulation(
        instance=size_up(instance),
        instance_sha256=instance_sha256(instance),
        left_out=instance.clients.height - only_served(instance).clients.height,
        months=months,
        replications=len(done),
        seed=seed,
        plan="monthly" if plans else "none",
        time_limit=time_limit if plans else None,
        stopped_by=stopped,
        parameters=figures,
        runs=tuple(_run(key, [each[at] for each in done]) for at, key in enumerate(keys)),
        differences=tuple(_differences(keys, len(chosen), done)),
    )


def _names(standards: str | Sequence[str]) -> str | list[str]:
    return standards if isinstance(standards, str) else [str(each) for each in standards]


def _attempt(faults: list[InputFault], check: Callable[[], _T]) -> _T | None:
    try:
        return check()
    except InputError as error:
        faults += error.problems
        return None


def _parameters(
    given: SimulationParameters | Mapping[str, object] | None, instance: Instance
) -> SimulationParameters:
    """Return the figures, with every fault of them in their own words."""
    if given is None:
        return SimulationParameters()
    if isinstance(given, SimulationParameters):
        found = given
    else:
        named = {str(name): value for name, value in given.items()}
        loaded = load(SimulationParameters, named, "parameters")
        if loaded.problems:
            raise InputError(loaded.problems)
        found = loaded.model
    faults = [InputFault("parameters", None, None, *each) for each in found.faults()]
    known = set(instance.tasks["kind"].to_list())
    unknown = [kind for shock in found.shocks for kind in shock.kinds if kind not in known]
    if unknown:
        says = (
            f"no task is of the kind {shown(unknown[0])}; the kinds are {', '.join(sorted(known))}"
        )
        faults.append(InputFault("parameters", None, None, "shocks", says))
    if faults:
        raise InputError(faults)
    return found


def _range_faults(
    months: int,
    replications: int,
    seed: int,
    half_width: float | None,
    time_limit: float | None,
    jobs: int | None,
) -> list[InputFault]:
    found: list[InputFault] = []
    ranges: tuple[tuple[str, object, int, int], ...] = (
        ("months", months, 1, _MOST_MONTHS),
        ("replications", replications, 1, _MOST_REPLICATIONS),
        ("seed", seed, 0, 2**31),
        ("jobs", 1 if jobs is None else jobs, 1, 1000),
    )
    for name, value, least, most in ranges:
        if not _is_whole(value, least, most):
            found.append(argument_fault(name, f"must be a whole number from {least} to {most:,}"))
    if half_width is not None and not 0 < half_width < 1:
        found.append(argument_fault("half_width", f"{half_width} is no share above 0 and below 1"))
    if half_width is not None and _is_whole(replications, 1, _LEAST - 1):
        says = f"must be at least {_LEAST} where half_width is asked for: fewer tell no precision"
        found.append(argument_fault("replications", says))
    if time_limit is not None and not 0 < time_limit < float("inf"):
        found.append(argument_fault("time_limit", f"{time_limit} is no number of seconds above 0"))
    return found


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _cases(
    instance: Instance,
    policy: Policy,
    scenarios: Scenarios | None,
    parameters: SimulationParameters,
    seed: int,
) -> list[Case]:
    name = "baseline" if scenarios is None else scenarios.name
    asked = [(name, instance, policy, parameters)]
    if scenarios is not None:
        changes, given = _over_time(scenarios.baseline, parameters)
        base = apply(changes, instance, policy, seed=seed)
        asked = [(name, *base, given)]
        for reform in scenarios.reforms:
            changes, changed = _over_time(reform.changes, given)
            asked.append((reform.name, *apply(changes, *base, seed=seed), changed))
    return [
        Case(each, *read_agency(tables, rules, used), rules, used)
        for each, tables, rules, used in asked
    ]


def _width(jobs: int | None, number: int) -> int:
    """Return how many processes replications are done by."""
    return min(os.cpu_count() or 1 if jobs is None else jobs, number)


def _over_time(
    changes: Sequence[Change], parameters: SimulationParameters
) -> tuple[list[Change], SimulationParameters]:
    """Take what has a rate over months out of changes: turnover and absences, into the figures."""
    rest: list[Change] = []
    figures: dict[str, object] = {}
    for change in changes:
        if not isinstance(change, Turnover | RaiseAbsence):
            rest.append(change)
            continue
        if change.where():
            says = f"over months {change.words()} is not known; only that of all workers is"
            raise UnsupportedError(says)
        if isinstance(change, Turnover):
            figures["turnover"] = change.turnover
        else:
            figures["absence_share"] = max(change.absence, parameters.absence_share)
    return rest, parameters.model_copy(update=figures)


def _replications(
    work: _Work,
    number: int,
    width: int,
    cancel: threading.Event | None,
) -> Iterator[list[Replication]]:
    """Yield replications in their order, done here or by processes, until all or a cancel."""
    cancel = cancel or threading.Event()
    if width == 1:
        for at in range(number):
            found = None if cancel.is_set() else work(at, cancel)
            if found is None:
                return
            yield found
        return
    processes = WorkerProcesses(width)
    try:
        waiting: deque[Future[list[Replication] | None]] = deque()
        asked = 0
        while asked < number or waiting:
            while asked < number and len(waiting) <= 2 * width:
                waiting.append(processes.executor.submit(work, asked))
                asked += 1
            while not waiting[0].done():
                if cancel.is_set():
                    return
                wait([waiting[0]], _LOOK)
            found = waiting.popleft().result()
            # Workers end with the call and are told of no cancel.
            assert found is not None
            yield found
    finally:
        processes.close()


def _is_precise(done: Sequence[Sequence[Replication]], half_width: float) -> bool:
    if len(done) < _LEAST:
        return False
    halves = [
        estimate([each[at].figures["on_time", ""] for each in done]).half_width
        for at in range(len(done[0]))
    ]
    return all(half is not None and half <= half_width for half in halves)


def _run(key: tuple[str, str], done: Sequence[Replication]) -> StandardRun:
    growth = estimate([each.figures["growth", ""] for each in done])
    least = growth.mean if growth.low is None else growth.low
    grows = least is not None and least > GROWTH
    figures = [
        Figure(
            figure=name,
            of=of,
            estimate=_told(name, estimate([each.figures.get((name, of)) for each in done]), grows),
        )
        for name, of in _keys(done)
    ]
    series = np.array([each.series for each in done])
    months = [
        Month(
            month=at + 1,
            figure=name,
            estimate=estimate([None if np.isnan(x) else float(x) for x in series[:, at, column]]),
        )
        for at in range(series.shape[1])
        for column, name in enumerate(SERIES)
    ]
    return StandardRun(
        scenario=key[0], standard=key[1], grows=grows, figures=tuple(figures), months=tuple(months)
    )


def _told(name: str, found: Estimate, grows: bool) -> Estimate:
    if grows and name.startswith(_NO_MEAN):
        return Estimate(mean=None, half_width=None, replications=found.replications)
    return found


def _keys(done: Sequence[Replication]) -> list[Key]:
    return list(dict.fromkeys(key for each in done for key in each.figures))


def _differences(
    keys: Sequence[tuple[str, str]], standards: int, done: Sequence[Sequence[Replication]]
) -> Iterator[Difference]:
    for at, (scenario, standard) in enumerate(keys):
        base = at - at % standards
        if at == base:
            continue
        for name, of in _keys([each[at] for each in done]):
            found = estimate_difference(
                [each[at].figures.get((name, of)) for each in done],
                [each[base].figures.get((name, of)) for each in done],
            )
            yield Difference(
                scenario=scenario, standard=standard, than=keys[base][1], figure=name, of=of,
                estimate=found,
            )  # fmt: skip
