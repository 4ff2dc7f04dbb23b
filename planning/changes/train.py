"""``{ train = ["CalWORKs"], count = 2, minutes = 480 }``: workers learn a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ...model.sections import Minutes
from .base import Fault, State
from .names import listed, unknown
from .who import OfSomeWorkers


class Train(OfSomeWorkers):
    """Train workers in programs; training takes time from the first periods on.

    Attributes
    ----------
    train : tuple of str
        Programs, each of which must occur; each is drawn for by itself.
    minutes : int
        Minutes that each worker spends on learning one program.
    workers, count, share, everyone
        Who: by name, how many, which share of those that match, or all. Who works in it already
        is passed over.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "train"

    train: Annotated[tuple[str, ...], Field(min_length=1)] = Field(description="Programs")
    minutes: Minutes = Field(default=0, description="Minutes each worker spends on one program")

    def words(self) -> str:
        """Return the change in one phrase."""
        time = f", {self.minutes} minutes each" if self.minutes else ""
        return f"{self.many()} trained in {listed(self.train)}{time}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what does not occur in the instance."""
        yield from super().faults(state)
        yield from unknown(state.instance, "program", "train", self.train)

    def applied(self, state: State) -> State:
        """Return the state with workers trained and their time spent."""
        for program in self.train:
            able = self.matching(state.instance).filter(~pl.col("programs").list.contains(program))
            chosen = set(self.chosen(state, f"train {program}", able))
            workers = state.instance.workers
            learns = pl.col("id").is_in(list(chosen))
            more = pl.col("programs").list.concat(pl.lit([program]))
            minutes = [
                _less(each, self.minutes) if id in chosen else each
                for id, each in workers.select("id", "minutes").iter_rows()
            ]
            state = state.with_workers(
                workers.with_columns(
                    programs=pl.when(learns).then(more).otherwise("programs"),
                    minutes=pl.Series(minutes, dtype=pl.List(pl.Int64)),
                )
            )
        return state


def _less(minutes: list[int], spent: int) -> list[int]:
    """Return minutes by period without those spent, taken from the first periods on."""
    rest: list[int] = []
    for each in minutes:
        taken = min(each, spent)
        spent -= taken
        rest.append(each - taken)
    return rest
