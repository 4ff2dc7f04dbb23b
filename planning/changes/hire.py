"""``{ hire = "w9", office = "o", languages = [...], programs = [...] }``: one worker joins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from ...model.privacy import shown
from ...model.sections import Minutes
from .base import Change, Fault, State
from .names import unknown
from .staff import FTE_MINUTES_A_PERIOD, added


class Hire(Change):
    """Add one worker.

    Attributes
    ----------
    hire : str
        Identifier, which no worker has.
    office : str
        Office, which must occur.
    languages, programs : tuple of str
        What the worker speaks and works in; each must occur.
    minutes : int or tuple of int
        Regular minutes in every period, or in each.
    unit : str
        Unit within the office.
    """

    verb: ClassVar[str] = "hire"

    hire: str = Field(min_length=1, description="Identifier of the new worker")
    office: str = Field(description="Office the worker joins")
    languages: tuple[str, ...] = Field(description="Languages the worker speaks")
    programs: tuple[str, ...] = Field(description="Programs the worker works in")
    minutes: Minutes | tuple[Minutes, ...] = Field(
        default=FTE_MINUTES_A_PERIOD, description="Regular minutes in every period, or in each"
    )
    unit: str = Field(default="", description="Unit within the office")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.hire} joins {self.office}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield a name that is taken, what does not occur, and a wrong number of periods."""
        yield from super().faults(state)
        instance = state.instance
        if self.hire in set(instance.workers["id"].to_list()):
            yield Fault("hire", f"there is a worker {shown(self.hire)} already; take a new name")
        yield from unknown(instance, "office", "office", [self.office])
        yield from unknown(instance, "language", "languages", self.languages)
        yield from unknown(instance, "program", "programs", self.programs)
        periods = instance.calendar.periods
        if isinstance(self.minutes, tuple) and len(self.minutes) != periods:
            says = f"{len(self.minutes)} numbers; give one, or one for each of {periods} periods"
            yield Fault("minutes", says)

    def applied(self, state: State) -> State:
        """Return the state with one worker more."""
        one = self.minutes
        each = [*one] if isinstance(one, tuple) else [one] * state.instance.calendar.periods
        row: dict[str, object] = {
            "id": self.hire,
            "office": self.office,
            "unit": self.unit,
            "languages": list(dict.fromkeys(self.languages)),
            "programs": list(dict.fromkeys(self.programs)),
            "minutes": each,
        }
        return state.with_workers(added(state.instance.workers, [row]))
