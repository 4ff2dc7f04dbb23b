"""What shadow prices say: the worth of time, overtime and cases, and where to add workers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from ..model.instance import Instance
from ..planning import Result
from ..planning.result import BoundKind
from ..planning.written import AnswerAbout, Fields, Form, LeftOut, Sizes, size_up
from ..problem import Status

HOUR = 60
"""Minutes of an hour."""

CAPTION = (
    "These hold at the margin: the first unit saves about so much, the next ones less; many units "
    "save at most the price times their number, plus the gap. Worth of an hour: one hour more of "
    "regular time, spread evenly over the periods in which the worker is there."
)
"""What must be said beside shadow prices."""


@dataclass(frozen=True)
class WorkerWorth:
    """What one worker's time is worth, in minutes of cost.

    Parameters
    ----------
    worker : str
        Id of the worker.
    office : str
        Office of the worker.
    languages, programs : tuple of str
        What the worker speaks and works in.
    hour : float
        Saved by one hour more, spread evenly over the periods in which the worker is there.
    period : int or None
        The period in which an hour more saves most; None where none does.
    best : float
        Saved by one hour more in that period.
    overtime : float
        Saved if the worker may work one minute more of overtime in every period.
    case : float
        Saved if the worker may own one case more.
    """

    worker: str
    office: str
    languages: tuple[str, ...]
    programs: tuple[str, ...]
    hour: float
    period: int | None
    best: float
    overtime: float
    case: float


Profile = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Office, languages and programs of a worker."""


@dataclass(frozen=True)
class Hiring:
    """One way to add workers.

    Parameters
    ----------
    places : tuple of Profile
        Office, languages and programs of each new worker.
    label : str
        What to call it.
    expected : float
        Saved at most by the prices alone, in minutes, before the gap is added.
    result : Result
        The solve with the new workers.
    saving : float or None
        What these plans save: cost without the new workers less cost with them.
    low, high : float or None
        Between them lies what the best plans save; never below 0, since nobody must be used.
    """

    places: tuple[Profile, ...]
    label: str
    expected: float
    result: Result
    saving: float | None
    low: float
    high: float | None


@dataclass(frozen=True)
class ShadowPrices(AnswerAbout):
    """What one unit more is worth.

    Parameters
    ----------
    result : Result
        The solve that they come from.
    workers : tuple of WorkerWorth
        One a worker, in the order of the instance; empty where there are no prices.
    limits : mapping of str to float
        Saved by one unit more of a limit on the whole plan, e.g. ``moves: limit``.
    hiring : tuple of Hiring
        Ways to add workers that were verified, if any; see ``best_hiring``.
    """

    result: Result
    workers: tuple[WorkerWorth, ...]
    limits: Mapping[str, float]
    hiring: tuple[Hiring, ...] = ()

    kind: ClassVar[str] = "shadow-prices"
    large: ClassVar[LeftOut] = {"result": True, "hiring": {"__all__": {"result"}}}

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _ShadowPricesForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written; all prices are in minutes of cost."""
        result = self.result
        return _ShadowPricesForm(
            instance=size_up(instance),
            status=result.status,
            objective=result.objective,
            bound=result.bound,
            bound_kind=result.bound_kind,
            certified_bound=result.certified_bound,
            has_prices=self.has_prices,
            caption=CAPTION,
            by_place=tuple(_Place(**row) for row in self.by_place().to_dicts()),
            workers=self.workers,
            overtime_minute=self.overtime_minute,
            case=self.case,
            limits=dict(self.limits),
            hiring=tuple(map(_way, self.hiring)),
            result=result,
        )

    @property
    def has_prices(self) -> bool:
        """Whether the solve left prices."""
        return bool(self.workers)

    @property
    def overtime_minute(self) -> float:
        """Saved if everybody may work one minute more of overtime in every period."""
        return round(sum(each.overtime for each in self.workers), 6)

    @property
    def case(self) -> float:
        """Saved if everybody may own one case more."""
        return round(sum(each.case for each in self.workers), 6)

    def by_place(self) -> pl.DataFrame:
        """Return the worth of an hour by office and language of the workers.

        Returns
        -------
        polars.DataFrame
            ``office``, ``language``, ``workers``, ``hour`` (mean over them), ``hour_most``; the
            dearest first.
        """
        rows = [
            (each.office, language, each.hour)
            for each in self.workers
            for language in each.languages
        ]
        schema = {"office": pl.String(), "language": pl.String(), "hour": pl.Float64()}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return (
            frame.group_by("office", "language")
            .agg(
                pl.len().cast(pl.Int64).alias("workers"),
                pl.col("hour").mean(),
                pl.col("hour").max().alias("hour_most"),
            )
            .sort(["hour", "office", "language"], descending=[True, False, False])
        )


class _Place(Fields):
    office: str
    language: str
    workers: int
    hour: float
    hour_most: float


class _Profile(Fields):
    office: str
    languages: tuple[str, ...]
    programs: tuple[str, ...]


class _Way(Fields):
    label: str
    places: tuple[_Profile, ...]
    at_most_by_prices: float
    saving: float | None
    low: float
    high: float | None
    status: Status
    objective: float | None
    bound: float | None
    result: Result

    def hiring(self) -> Hiring:
        """Return the way to add workers."""
        return Hiring(
            places=tuple((each.office, each.languages, each.programs) for each in self.places),
            label=self.label,
            expected=self.at_most_by_prices,
            result=self.result.narrowed(),
            saving=self.saving,
            low=self.low,
            high=self.high,
        )


def _way(each: Hiring) -> _Way:
    return _Way(
        label=each.label,
        places=tuple(
            _Profile(office=office, languages=languages, programs=programs)
            for office, languages, programs in each.places
        ),
        at_most_by_prices=each.expected,
        saving=each.saving,
        low=each.low,
        high=each.high,
        status=each.result.status,
        objective=each.result.objective,
        bound=each.result.bound,
        result=each.result,
    )


class _ShadowPricesForm(Form):
    """Shadow prices as they are written."""

    instance: Sizes
    status: Status
    objective: float | None
    bound: float | None
    bound_kind: BoundKind
    certified_bound: float | None
    has_prices: bool
    caption: str
    by_place: tuple[_Place, ...]
    workers: tuple[WorkerWorth, ...]
    overtime_minute: float
    case: float
    limits: dict[str, float]
    hiring: tuple[_Way, ...]
    result: Result

    def answer(self) -> ShadowPrices:
        """Return the shadow prices."""
        hiring = tuple(each.hiring() for each in self.hiring)
        return ShadowPrices(self.result.narrowed(), self.workers, self.limits, hiring)
