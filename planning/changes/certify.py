"""``{ certify = ["Armenian"], share = 0.05 }``: workers learn to speak a language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import Fault, State
from .names import listed, unknown
from .who import OfSomeWorkers


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

    certify: Annotated[tuple[str, ...], Field(min_length=1)] = Field(description="Languages")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"{self.many()} certified in {listed(self.certify)}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield what does not occur in the instance."""
        yield from super().faults(state)
        yield from unknown(state.instance, "language", "certify", self.certify)

    def applied(self, state: State) -> State:
        """Return the state with workers certified."""
        for language in self.certify:
            able = self.matching(state.instance).filter(
                ~pl.col("languages").list.contains(language)
            )
            chosen = self.chosen(state, f"certify {language}", able)
            more = pl.col("languages").list.concat(pl.lit([language]))
            now = pl.when(pl.col("id").is_in(chosen)).then(more).otherwise("languages")
            state = state.with_workers(state.instance.workers.with_columns(languages=now))
        return state
