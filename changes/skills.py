"""``{ train = ["CalWORKs"], count = 2, minutes = 480 }``: workers learn a program."""

from __future__ import annotations

from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from ..model.sections import Minutes
from .base import (
    LanguageName,
    ProgramName,
    State,
    listed,
)
from .who import OfSomeWorkers, OfWorkers, fullness


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

    train: Annotated[tuple[ProgramName, ...], Field(min_length=1)] = Field(description="Programs")
    minutes: Minutes = Field(default=0, description="Minutes each worker spends on one program")

    def words(self) -> str:
        """Return the change in one phrase."""
        time = f", {self.minutes} minutes each" if self.minutes else ""
        return f"{self.many()} trained in {listed(self.train)}{time}"

    def applied(self, state: State) -> State:
        """Return the state with workers trained and their time spent."""
        for program in self.train:
            able = self.matching(state.instance).filter(~pl.col("programs").list.contains(program))
            what = f"workers trained in {program}"
            state, chosen = self.chosen(state, f"train {program}", able, what)
            learners = set(chosen)
            workers = state.instance.workers
            learns = pl.col("id").is_in(chosen)
            more = pl.col("programs").list.concat(pl.lit([program]))
            minutes = [
                _less(each, self.minutes) if id in learners else each
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


# ``{ certify = ["Armenian"], share = 0.05 }``: workers learn to speak a language.


class Certify(OfSomeWorkers):
    """Certify workers in languages.

    Attributes
    ----------
    certify : tuple of str
        Languages, each of which must occur; each is drawn for by itself.
    workers, count, share, everyone
        Who: by name, how many, which share of those that match, or all. Who speaks it already is
        passed over.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "certify"

    certify: Annotated[tuple[LanguageName, ...], Field(min_length=1)] = Field(
        description="Languages"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.many()} certified in {listed(self.certify)}"

    def applied(self, state: State) -> State:
        """Return the state with workers certified."""
        for language in self.certify:
            able = self.matching(state.instance).filter(
                ~pl.col("languages").list.contains(language)
            )
            what = f"workers certified in {language}"
            state, chosen = self.chosen(state, f"certify {language}", able, what)
            more = pl.col("languages").list.concat(pl.lit([language]))
            now = pl.when(pl.col("id").is_in(chosen)).then(more).otherwise("languages")
            state = state.with_workers(state.instance.workers.with_columns(languages=now))
        return state


# ``{ specialise = ["CalFresh", "Medi-Cal"] }``: each worker keeps one of the programs.


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

    specialise: Annotated[tuple[ProgramName, ...], Field(min_length=2)] = Field(
        description="Programs"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"each worker{self.where()} keeps one of {listed(self.specialise)}"

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


# ``{ merge_roles = ["CalFresh", "GAIN"] }``: who works in one of them works in all.


class MergeRoles(OfWorkers):
    """Let every worker in one of several programs work in all of them.

    Attributes
    ----------
    merge_roles : tuple of str
        Two programs or more.
    office, language, program : str or None
        Only workers there, who speak it, who work in it.
    """

    verb: ClassVar[str] = "merge_roles"

    merge_roles: Annotated[tuple[ProgramName, ...], Field(min_length=2)] = Field(
        description="Programs"
    )

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"who works in one of {listed(self.merge_roles)} works in all{self.where()}"

    def applied(self, state: State) -> State:
        """Return the state with the roles merged."""
        roles = list(self.merge_roles)
        meant = pl.col("id").is_in(self.matching(state.instance)["id"].to_list())
        inside = pl.col("programs").list.set_intersection(roles).list.len() > 0
        both = pl.col("programs").list.concat(pl.lit(roles)).list.unique(maintain_order=True)
        now = pl.when(meant & inside).then(both).otherwise("programs")
        return state.with_workers(state.instance.workers.with_columns(programs=now))
