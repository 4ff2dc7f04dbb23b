"""What a change is: data that turns an instance and a policy into others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated, ClassVar, Literal, NamedTuple, cast, get_args

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, Strict

from ..model.calendar import Calendar
from ..model.checks.cells import shown
from ..model.checks.messages import suggestion
from ..model.instance import Instance
from ..model.policy import Policy
from .sampling import Draw, Frame, deal, draw_order, record


class Fault(NamedTuple):
    """What is wrong with a change.

    Parameters
    ----------
    field : str
        Field of the change.
    message : str
        What is wrong, and what would be right.
    """

    field: str
    message: str


@dataclass(frozen=True)
class State:
    """What changes are made to.

    Parameters
    ----------
    instance : Instance
        The instance so far.
    policy : Policy
        The policy so far.
    seed : int
        Seed of whatever is drawn.
    place : int
        Place of the change that is made, from 0.
    draws : tuple of Draw
        What the changes have drawn so far.
    """

    instance: Instance
    policy: Policy
    seed: int = 0
    place: int = 0
    draws: tuple[Draw, ...] = ()

    def with_workers(self, workers: pl.DataFrame) -> State:
        """Return the state with another table of workers."""
        return replace(self, instance=replace(self.instance, workers=workers))

    def without_workers(self, leavers: Iterable[str]) -> State:
        """Return the state once workers have left: former workers, whose clients stay theirs.

        So whoever takes one over is a forced change of owner.
        """
        gone = pl.DataFrame({"id": list(dict.fromkeys(leavers))}, schema={"id": pl.String()})
        changed = replace(
            self.instance,
            workers=self.instance.workers.join(gone, on="id", how="anti", maintain_order="left"),
            former=pl.concat([self.instance.former, gone]),
        )
        return replace(self, instance=changed) if gone.height else self

    def with_clients(self, clients: pl.DataFrame) -> State:
        """Return the state with another table of clients."""
        return replace(self, instance=replace(self.instance, clients=clients))

    def with_tasks(self, tasks: pl.DataFrame) -> State:
        """Return the state with another table of tasks."""
        return replace(self, instance=replace(self.instance, tasks=tasks))

    def with_pairs(self, pairs: pl.DataFrame) -> State:
        """Return the state with another table of pairs."""
        return replace(self, instance=replace(self.instance, pairs=pairs))

    def with_section(self, rule: str, **fields: object) -> State:
        """Return the state with fields of one section of the policy set."""
        section = getattr(self.policy, rule).model_copy(update=fields)
        return replace(self, policy=self.policy.model_copy(update={rule: section}))

    def order(self, frame: Frame, purpose: str) -> list[str]:
        """Return the rows of a frame in an order by lot, of which any first rows may be drawn.

        The seed, the purpose and the rows decide it, so that scenarios differ by what they say and
        not by luck, and whoever is among few is among more too.
        """
        return draw_order(frame, self.seed, purpose)

    def deal(self, frame: Frame, purpose: str, hands: int) -> list[list[str]]:
        """Return the rows of a frame dealt out evenly by lot, within every stratum too."""
        return deal(frame, self.seed, purpose, hands)

    def with_draw(self, frame: Frame, ids: Sequence[str], what: str) -> State:
        """Return the state with a record of rows drawn, none of an empty frame."""
        if not frame.rows:
            return self
        return replace(self, draws=(*self.draws, record(self.place, what, frame, ids)))


class Change(BaseModel, ABC):
    """A change, as data; its first field tells its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    verb: ClassVar[str]

    @abstractmethod
    def words(self) -> str:
        """Return the change in one phrase, as reports print it."""

    def decides(self) -> frozenset[str]:
        """Return the fields of the policy whose value the change alone decides."""
        return frozenset()

    def extends(self) -> frozenset[str]:
        """Return the fields of the policy that the change adds to."""
        return frozenset()

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what keeps the change from being made: first of all, names that do not occur."""
        for field, sort in known_fields(type(self)).items():
            value = cast("str | Iterable[str] | None", getattr(self, field))
            asked = [value] if isinstance(value, str) else value or ()
            yield from unknown(state.instance, sort, field, asked)

    @abstractmethod
    def applied(self, state: State) -> State:
        """Return the state after the change, which has no faults there."""


# The days that a change may name: periods, or dates where the calendar has a start.


Day = Annotated[int, Field(ge=0, le=1_000_000)] | Annotated[date, Strict()]
"""A period, or a date."""


def without_start(calendar: Calendar, **days: int | date | None) -> Iterator[Fault]:
    """Yield a fault for every field that has a date, where no date has a period."""
    for field, day in days.items():
        if day is not None:
            try:
                calendar.period(day)
            except ValueError as error:
                yield Fault(field, str(error))


# The names that a change may point at, and what is said of one that is not there.


Sort = Literal["client", "group", "kind", "language", "office", "program", "worker"]
"""A sort of names."""


@dataclass(frozen=True)
class Known:
    """Mark of a name, in the annotation of a field, that must occur in the instance.

    Parameters
    ----------
    sort : str
        The sort of names.
    """

    sort: Sort


ClientId = Annotated[str, Known("client")]
GroupName = Annotated[str, Known("group")]
KindName = Annotated[str, Known("kind")]
LanguageName = Annotated[str, Known("language")]
OfficeName = Annotated[str, Known("office")]
ProgramName = Annotated[str, Known("program")]
WorkerId = Annotated[str, Known("worker")]


@cache
def known_fields(kind: type[Change]) -> Mapping[str, Sort]:
    """Return the fields of a kind of change that hold names, with the sort of each."""
    fields = {
        name: next(_marks(Annotated[info.annotation, *info.metadata, None]), None)
        for name, info in kind.model_fields.items()
    }
    return {name: mark.sort for name, mark in fields.items() if mark is not None}


def _marks(annotation: object) -> Iterator[Known]:
    """Yield the marks in an annotation, those of its parts too."""
    if isinstance(annotation, Known):
        yield annotation
    for part in get_args(annotation):
        yield from _marks(part)


_MOST_NAMED = 8
_PLACES: Mapping[Sort, tuple[tuple[Literal["clients", "workers", "tasks"], str], ...]] = {
    "client": (("clients", "id"),),
    "group": (("clients", "groups"),),
    "kind": (("tasks", "kind"),),
    "language": (("clients", "language"), ("workers", "languages")),
    "office": (("clients", "office"), ("workers", "office")),
    "program": (("clients", "programs"), ("workers", "programs"), ("tasks", "program")),
    "worker": (("workers", "id"),),
}


def names(instance: Instance, sort: Sort) -> frozenset[str]:
    """Return the names of a sort that occur; workers who have left are not among them."""
    found: set[str] = set()
    for table, column in _PLACES[sort]:
        series = instance.table(table)[column]
        flat = series.explode() if isinstance(series.dtype, pl.List) else series
        found.update(flat.drop_nulls().unique().to_list())
    return frozenset(found)


def unknown(instance: Instance, sort: Sort, field: str, asked: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for every name that does not occur."""
    known = names(instance, sort)
    for name in asked:
        if name not in known:
            hint = suggestion(name, known) or ";"
            some = ", ".join(sorted(known)[:_MOST_NAMED]) or "none"
            more = ", ..." if len(known) > _MOST_NAMED else ""
            yield Fault(field, f"no {sort} {shown(name)}{hint} there are {some}{more}")


def listed(some: Iterable[str]) -> str:
    """Return names as a phrase."""
    *first, last = some
    return f"{', '.join(first)} and {last}" if first else last
