"""``{ specialise = ["CalFresh", "Medi-Cal"] }``: each worker keeps one of the programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import Fault, State
from .names import listed, unknown
from .staff import fullness
from .who import OfWorkers


class Specialise(OfWorkers):
    """Leave each worker one of several programs, the one whose work needs them most.

    Workers with the fewest of the programs come first, then by id; each takes the program of
    theirs with the most task minutes for each regular minute dealt to it so far. Programs that are
    not named stay as they are.

    Attributes
    ----------
    specialise : tuple of str
        Two programs or more.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "specialise"

    specialise: Annotated[tuple[str, ...], Field(min_length=2)] = Field(description="Programs")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"each worker{self.where()} keeps one of {listed(self.specialise)}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield programs that do not occur."""
        yield from super().faults(state)
        yield from unknown(state.instance, "program", "specialise", self.specialise)

    def applied(self, state: State) -> State:
        """Return the state with specialists."""
        workers = state.instance.workers
        kept = self._dealt(state)
        programs: list[list[str]] = [
            [name for name in mine if name not in self.specialise or name == kept.get(id, name)]
            for id, mine in workers.select("id", "programs").iter_rows()
        ]
        series = pl.Series(programs, dtype=pl.List(pl.String))
        return state.with_workers(workers.with_columns(programs=series))

    def _dealt(self, state: State) -> dict[str, str]:
        work = state.instance.tasks.group_by("program").agg(pl.col("minutes").sum())
        needed: dict[str, int] = dict(work.iter_rows())
        dealt = dict.fromkeys(self.specialise, 0)
        matching = self.matching(state.instance)
        minutes = fullness(matching)
        mine = {
            id: [name for name in programs if name in self.specialise]
            for id, programs in matching.select("id", "programs").iter_rows()
        }
        kept: dict[str, str] = {}
        for id in sorted(mine, key=lambda id: (len(mine[id]), id)):
            if mine[id]:
                kept[id] = max(
                    mine[id], key=lambda name: (needed.get(name, 0) / (dealt[name] + 1), name)
                )
                dealt[kept[id]] += minutes[id]
        return kept
