"""What happens to the staff: who leaves, joins, is absent or hands everything over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ..changes import Absent, Change, Leave, apply
from ..model.calendar import Calendar
from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.io.read import read_frames
from ..model.policy import Policy


@dataclass(frozen=True)
class Absence:
    """A worker who is away.

    Parameters
    ----------
    worker : str
        Id of the worker.
    first, last : int or datetime.date
        First and last day away: periods, or dates, of which those before the start and after the
        end of the calendar do not count.
    """

    worker: str
    first: int | date
    last: int | date

    def periods(self, calendar: Calendar) -> tuple[int, int]:
        """Return the first and the last period away; dates need a calendar with a start."""
        first, last = calendar.period(self.first), calendar.period(self.last, until=True)
        if not isinstance(self.first, int):
            first = max(first, 0)
        if not isinstance(self.last, int):
            last = min(last, calendar.last)
        return first, last


@dataclass(frozen=True, eq=False)
class Events:
    """What happens to the staff.

    Parameters
    ----------
    leaves : tuple of str
        Workers who leave; their clients need other owners.
    joins : polars.DataFrame or None
        New workers, with the columns of the workers table.
    absent : tuple of Absence
        Workers who are away for a while and may keep their clients.
    transfers : tuple of (str, str)
        Workers who leave, each with the one who takes their clients over where eligible.
    excluded : tuple of str
        Workers who take over nobody.
    """

    leaves: tuple[str, ...] = ()
    joins: pl.DataFrame | None = None
    absent: tuple[Absence, ...] = ()
    transfers: tuple[tuple[str, str], ...] = ()
    excluded: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        if not isinstance(other, Events):
            return NotImplemented
        if self.joins is None or other.joins is None:
            same = self.joins is other.joins
        else:
            same = self.joins.equals(other.joins)
        return same and self._names == other._names

    def __hash__(self) -> int:
        return hash(self._names)

    @property
    def _names(self) -> tuple[object, ...]:
        return self.leaves, self.absent, self.transfers, self.excluded

    @property
    def gone(self) -> tuple[str, ...]:
        """Everyone who leaves, with or without a successor."""
        return (*self.leaves, *(worker for worker, _ in self.transfers))

    @property
    def away(self) -> tuple[str, ...]:
        """Everyone who is away for a while."""
        return tuple(dict.fromkeys(absence.worker for absence in self.absent))


def in_periods(events: Events, instance: Instance) -> Events:
    """Return the events with periods in the place of dates.

    Parameters
    ----------
    events : Events
        What happens.
    instance : Instance
        As things are.

    Raises
    ------
    InputError
        If the events name unknown workers or days or contradict each other; all are listed.
    """
    faults = _faults(instance, events)
    if faults:
        raise InputError(faults)
    absent = (Absence(one.worker, *one.periods(instance.calendar)) for one in events.absent)
    return replace(events, absent=tuple(absent))


def apply_events(instance: Instance, policy: Policy, events: Events) -> tuple[Instance, Policy]:
    """Return the instance and the policy once the events have happened.

    Who leaves is a former worker from then on: taking over one of the clients is a forced change of
    owner, with its price and its minutes, and free of limits on moves.

    Parameters
    ----------
    instance : Instance
        As things are.
    policy : Policy
        The policy.
    events : Events
        What happens.

    Returns
    -------
    tuple of Instance and Policy
        As they are afterwards.

    Raises
    ------
    InputError
        If the events name unknown workers or periods or contradict each other; all are listed.
    """
    events = in_periods(events, instance)
    made: list[Change] = [Leave(leave=events.gone)] if events.gone else []
    made += [Absent(absent=one.worker, first=one.first, last=one.last) for one in events.absent]
    changed, rules = apply(made, instance, policy)
    if events.joins is not None:
        workers = pl.concat([changed.workers, _joining(instance, events.joins)])
        changed = replace(changed, workers=workers)
    return changed, rules


def settle_joins(instance: Instance, events: Events) -> Events:
    """Return the events with the new workers as they stand in the instance afterwards."""
    if events.joins is None:
        return events
    ids = events.joins["id"].cast(pl.String).to_list()
    joined = instance.workers.filter(pl.col("id").is_in(ids))
    return replace(events, joins=joined if joined.height else None)


def _joining(instance: Instance, joins: pl.DataFrame) -> pl.DataFrame:
    """Check the new workers by the rules of the workers table."""
    calendar = Calendar(periods=instance.calendar.periods)
    none = instance.clients.clear(), instance.tasks.clear()
    checked, _ = read_frames(none[0], joins, none[1], calendar)
    known = {*instance.workers["id"].to_list(), *instance.former["id"].to_list()}
    taken = known & set(checked.workers["id"].to_list())
    if taken:
        says = "is the id of a worker already; a new worker needs a new one"
        raise InputError([InputFault("workers", None, id, "id", says) for id in sorted(taken)])
    return checked.workers


def _faults(instance: Instance, events: Events) -> list[InputFault]:
    faults = [*_unknown(instance, events), *_contradictions(events)]
    calendar = instance.calendar
    days = f"periods from 0 to {calendar.last}"
    if calendar.start is not None:
        days += f", or open days from {calendar.first_day} to {calendar.last_day}"
    for absence in events.absent:
        try:
            first, last = absence.periods(calendar)
        except ValueError as error:
            faults.append(_fault("absent", str(error)))
            continue
        if not 0 <= first <= last <= calendar.last:
            text = f"{absence.first}-{absence.last} are not {days}, in order"
            faults.append(_fault("absent", text))
    return faults


def _unknown(instance: Instance, events: Events) -> Iterator[InputFault]:
    known: list[str] = instance.workers["id"].to_list()
    joined: list[str] = []
    if events.joins is not None and "id" in events.joins.columns:
        joined = events.joins["id"].cast(pl.String).drop_nulls().to_list()
    named: list[tuple[str, Iterable[str], list[str]]] = [
        ("leaves", events.leaves, known),
        ("absent", events.away, known),
        ("transfer", [worker for worker, _ in events.transfers], known),
        ("transfer", [successor for _, successor in events.transfers], [*known, *joined]),
        ("exclude", events.excluded, [*known, *joined]),
    ]
    for field, workers, there in named:
        for worker in dict.fromkeys(workers):
            if worker not in there:
                yield _fault(field, f"no worker {worker!r}{suggestion(worker, there)}")


def _contradictions(events: Events) -> Iterator[InputFault]:
    for worker in sorted({one for one in events.gone if events.gone.count(one) > 1}):
        yield _fault("leaves", f"{worker!r} leaves or hands over twice; name every worker once")
    for worker, successor in events.transfers:
        for others, words in ((events.gone, "leave as well"), (events.excluded, "be excluded")):
            if successor in others:
                text = f"{successor!r} cannot take over from {worker!r} and {words}"
                yield _fault("transfer", text)


def _fault(field: str, message: str) -> InputFault:
    return InputFault("argument", None, None, field, message)
