"""The periods of an instance: on which days they fall, and until when a statute lets work wait."""

from __future__ import annotations

import calendar as months
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from .checks.messages import CheckedModel

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
"""A day of the week."""

WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""The days of the week, in order."""

BUSINESS_WEEK: tuple[Weekday, ...] = WEEKDAYS[:5]
"""The days of the week on which an agency works unless the calendar says otherwise."""

# How long a statute lets work wait, in words.

_COUNTED = r"([0-9]{1,4}) (calendar|business) days?"
_MONTH = r"end of month(?:, at least ([0-9]{1,4}) business days?)?"
_STATUTE = rf"(?:{_COUNTED}|same business day|{_MONTH})"
_STATUTE_FORMS = (
    "'30 calendar days', '3 business days', 'same business day', 'end of month' or "
    "'end of month, at least 3 business days'"
)


def _known_statute(text: object) -> object:
    if isinstance(text, str) and re.fullmatch(_STATUTE, text) is None:
        raise ValueError(f"is no statute as it is read here; write e.g. {_STATUTE_FORMS}")
    return text


Statute = Annotated[
    str, Field(json_schema_extra={"pattern": f"^{_STATUTE}$"}), BeforeValidator(_known_statute)
]
"""Until when work may wait, counted from the day on which it is opened."""


class Calendar(CheckedModel):
    """The planning horizon, counted in periods from 0.

    With a ``start``, every period is a day on which the agency is open, and every day has a period:
    what comes while the agency is closed can be done from the next open day on, and what is due
    while it is closed has to be done by the open day before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    periods: int = Field(default=21, ge=1, le=2000, description="Number of periods (business days)")
    start: Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))] | None = Field(
        default=None,
        description="Day of period 0, if known; where the agency is closed on it, period 0 is the "
        "next day on which it is open",
    )
    weekdays: tuple[Weekday, ...] = Field(
        default=BUSINESS_WEEK,
        min_length=1,
        description="Days of the week on which the agency is open",
    )
    holidays: tuple[date, ...] = Field(
        default=(), description="Days on which the agency is closed all the same"
    )
    statutes: dict[str, Statute] = Field(
        default_factory=dict[str, str],
        description="Until when work may wait that has no due of its own, counted from the day on "
        "which it is opened; by kind of task, or by program/kind where programs differ. One of "
        f"{_STATUTE_FORMS}, with any numbers",
    )

    @model_serializer(mode="wrap")
    def _without_defaults(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # A calendar that says no more than how many periods there are, and when they start, keeps
        # the form and the fingerprint that it always had.
        filled = cast("dict[str, Any]", handler(self))
        plain: dict[str, object] = {"weekdays": BUSINESS_WEEK, "holidays": (), "statutes": {}}
        return {
            name: value
            for name, value in filled.items()
            if name not in plain or getattr(self, name) != plain[name]
        }

    def __hash__(self) -> int:
        return hash((self.periods, self.start, self.weekdays, self.holidays))

    @property
    def last(self) -> int:
        """Last period of the horizon (H)."""
        return self.periods - 1

    @property
    def first_day(self) -> date | None:
        """Day of period 0, or None where the calendar has no start."""
        return self.day(0)

    @property
    def last_day(self) -> date | None:
        """Day of the last period, or None where the calendar has no start."""
        return self.day(self.last)

    def day(self, period: int) -> date | None:
        """Return the day of a period.

        Parameters
        ----------
        period : int
            The period; those before 0 and beyond the horizon have days too.

        Returns
        -------
        datetime.date or None
            The day; None where the calendar has no start, or beyond the year 9999.
        """
        if self.start is None:
            return None
        found = np.busday_offset(
            np.datetime64(self.start), period, roll="forward", busdaycal=self._open_days
        )
        day = cast("object", found.item())
        return day if isinstance(day, date) else None

    def period(self, day: int | date, *, until: bool = False) -> int:
        """Return the period of a day.

        Parameters
        ----------
        day : int or datetime.date
            A period, which is returned as it is, or a date.
        until : bool
            Whether a date on which the agency is closed means its open day before, not the next.

        Returns
        -------
        int
            Below 0 before the start, above ``last`` after the end.

        Raises
        ------
        ValueError
            If it is a date and the calendar has no start.
        """
        if isinstance(day, int):
            return day
        if self.start is None:
            raise ValueError(
                f"{day} is a date, and the calendar has no start; set one, or count periods from 0"
            )
        days = np.array([day], dtype="datetime64[D]")
        return int((self.periods_until(days) if until else self.periods_from(days))[0])

    def is_open(self, day: date) -> bool:
        """Return whether the agency is open on a day."""
        return bool(np.is_busday(np.datetime64(day), busdaycal=self._open_days))

    def periods_from(self, days: Days) -> Ints:
        """Return the first period that is not before each day; needs a start.

        Parameters
        ----------
        days : array of datetime64[D], any shape
            The days.

        Returns
        -------
        array of int64, same shape
            Below 0 before the start, above ``last`` after the end.
        """
        return self._numbers(np.busday_offset(days, 0, roll="forward", busdaycal=self._open_days))

    def periods_until(self, days: Days) -> Ints:
        """Return the last period that is not after each day; as ``periods_from``."""
        return self._numbers(np.busday_offset(days, 0, roll="backward", busdaycal=self._open_days))

    def due_day(self, opened: date, statute: str) -> date:
        """Return the last day that a statute allows.

        Parameters
        ----------
        opened : datetime.date
            The day on which the work came. Business days are counted from the first day from it
            on on which the agency is open, for what comes while it is closed counts as come then.
        statute : str
            As in ``statutes``.

        Returns
        -------
        datetime.date
            The day, which may be one on which the agency is closed.

        Raises
        ------
        ValueError
            If the statute is written in another way.
        """
        _known_statute(statute)
        if (counted := re.fullmatch(_COUNTED, statute)) and counted[2] == "calendar":
            return opened + timedelta(days=int(counted[1]))
        month = re.fullmatch(_MONTH, statute)
        number = month[1] if month else counted[1] if counted else None
        enough = self._later(opened, int(number or 0))
        if month is None:
            return enough
        end = opened.replace(day=months.monthrange(opened.year, opened.month)[1])
        return end if number is None else max(end, enough)

    def statute_of(self, program: str, kind: str) -> str | None:
        """Return the statute of a kind of task in a program, or None."""
        return self.statutes.get(f"{program}/{kind}", self.statutes.get(kind))

    def _later(self, opened: date, number: int) -> date:
        found = np.busday_offset(
            np.datetime64(opened), number, roll="forward", busdaycal=self._open_days
        )
        return cast("date", found.item())

    def _numbers(self, days: Days) -> Ints:
        first = np.datetime64(cast("date", self.first_day), "D")
        later = np.busday_count(first, np.maximum(days, first), busdaycal=self._open_days)
        earlier = np.busday_count(np.minimum(days, first), first, busdaycal=self._open_days)
        return (later - earlier).astype(np.int64)

    @property
    def _open_days(self) -> np.busdaycalendar:
        return _open_days(self.weekdays, self.holidays)


@lru_cache(maxsize=64)
def _open_days(weekdays: tuple[Weekday, ...], holidays: tuple[date, ...]) -> np.busdaycalendar:
    return np.busdaycalendar(
        [each in weekdays for each in WEEKDAYS], [np.datetime64(day, "D") for day in holidays]
    )


def day_words(calendar: Calendar, period: int) -> str:
    """Return a period as people read it: with its day where the calendar has a start."""
    day = calendar.day(period)
    return f"{period}" if day is None else f"{period} ({day.isoformat()})"
