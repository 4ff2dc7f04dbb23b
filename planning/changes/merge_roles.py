"""``{ merge_roles = ["CalFresh", "GAIN"] }``: who works in one of them works in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

import polars as pl
from pydantic import Field

from .base import Fault, State
from .names import listed, unknown
from .who import OfWorkers


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

    merge_roles: Annotated[tuple[str, ...], Field(min_length=2)] = Field(description="Programs")

    def words(self) -> str:
        """Return the change in one phrase."""
        return f"who works in one of {listed(self.merge_roles)} works in all{self.where()}"

    def faults(self, state: State) -> Iterator[Fault]:
        """Yield programs that do not occur."""
        yield from super().faults(state)
        yield from unknown(state.instance, "program", "merge_roles", self.merge_roles)

    def applied(self, state: State) -> State:
        """Return the state with the roles merged."""
        roles = list(self.merge_roles)
        meant = pl.col("id").is_in(self.matching(state.instance)["id"].to_list())
        inside = pl.col("programs").list.set_intersection(roles).list.len() > 0
        both = pl.col("programs").list.concat(pl.lit(roles)).list.unique(maintain_order=True)
        now = pl.when(meant & inside).then(both).otherwise("programs")
        return state.with_workers(state.instance.workers.with_columns(programs=now))
