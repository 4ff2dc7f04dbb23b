"""What the desk answers: who should have a new client, what it costs there, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from ..model.policy import MILLI
from .arrival import Arrival


@dataclass(frozen=True)
class Candidate:
    """A worker and what it costs that the worker has a new client.

    Parameters
    ----------
    worker : str
        Id of the worker.
    rule : str or None
        The rule that keeps the worker from the client; None where the worker may have it.
    why : str
        In a sentence.
    cost : float or None
        Minutes by which the plan gets dearer, all of it together; None where the worker may not.
    parts : mapping of str to float
        What it is made of, in minutes: ``owner`` (language, skills, change of owner, pairs),
        ``work`` (interpreted minutes, backlog on arrival, pairs), ``undone``, ``late``,
        ``overtime``, ``utilisation``, ``caseload``; what is 0 is left out.
    minutes : int
        Minutes of work that the worker gets, the interpreter's and a transfer's included.
    interpreted : int
        Of them contact minutes through an interpreter.
    transfer : int
        Of them minutes of taking the client over.
    undone : tuple of str
        Tasks that would stay undone.
    time_price : float
        What the minutes are worth at the prices of the last plan, in minutes.
    free : int
        Regular minutes that the worker has left up to the last due of the client's work.
    standing : int
        Standing minutes that the worker owns, without the client.
    fair_share : int or None
        The fair share of them, from which on more has a price; None where no price is set.
    """

    worker: str
    rule: str | None
    why: str
    cost: float | None
    parts: Mapping[str, float]
    minutes: int
    interpreted: int
    transfer: int
    undone: tuple[str, ...]
    time_price: float
    free: int
    standing: int
    fair_share: int | None

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**plain, "parts": dict(self.parts), "undone": list(self.undone)}


class Quoted(Protocol):
    """What a placement was found by."""

    def three_best(self) -> tuple[Candidate, ...]:
        """Return the three cheapest workers, the best first."""
        ...

    def excluded(self) -> Mapping[str, int]:
        """Return how many workers each rule keeps from the client."""
        ...

    def unplaced(self) -> float | None:
        """Return what it costs to place the client nowhere, in minutes."""
        ...

    def row(self, worker: str) -> int:
        """Return the row of a worker."""
        ...

    def candidate(self, row: int) -> Candidate:
        """Return what was found for a worker."""
        ...


@dataclass(frozen=True, eq=False)
class Placement:
    """Who should have a new client.

    Parameters
    ----------
    arrival : Arrival
        The client and its tasks.
    worker : str or None
        The worker where it costs least; None where nobody may have the client.
    changes : int
        How often the desk had changed when it answered.
    _quote : Quoted
        What it was found by; the reasons are put into words when they are read.
    """

    arrival: Arrival
    worker: str | None
    changes: int
    _quote: Quoted

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The three cheapest, the first of them ``worker``."""
        return self._quote.three_best()

    @cached_property
    def excluded(self) -> Mapping[str, int]:
        """By rule, how many workers it keeps from the client.

        Those without time (``deadlines``) count as far as they might have been cheapest otherwise.
        """
        return self._quote.excluded()

    @cached_property
    def unplaced(self) -> float | None:
        """Minutes that it costs to leave the client without an owner; None where it may not be."""
        return self._quote.unplaced()

    @property
    def client(self) -> str:
        """Id of the client."""
        return self.arrival.client.id

    def of(self, worker: str) -> Candidate:
        """Return what holds for any worker; who is none of the three best is asked at this moment.

        Raises
        ------
        InputError
            If there is no worker of that id.
        """
        return self._quote.candidate(self._quote.row(worker))

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data, without the client's own."""
        return {
            "client": self.client,
            "worker": self.worker,
            "candidates": [each.as_dict() for each in self.candidates],
            "excluded": dict(self.excluded),
            "unplaced": self.unplaced,
            "changes": self.changes,
        }

    def __str__(self) -> str:
        if self.worker is None:
            kept = ", ".join(f"{count} by {rule}" for rule, count in self.excluded.items())
            return f"{self.client}: nobody may have the client ({kept})"
        lines = [f"{self.client}: {self.worker}"]
        lines += [f"  {each.worker}: {each.why}" for each in self.candidates]
        return "\n".join(lines)


@dataclass(frozen=True)
class Commitment:
    """A client that a worker has got.

    Parameters
    ----------
    client, worker : str
        Who has whom.
    cost : float
        Minutes by which the plan got dearer.
    undone : tuple of str
        Tasks that stay undone.
    changes : int
        How often the desk has changed, this included.
    """

    client: str
    worker: str
    cost: float
    undone: tuple[str, ...]
    changes: int

    def as_dict(self) -> dict[str, object]:
        """Return it as plain data."""
        return {
            "client": self.client,
            "worker": self.worker,
            "cost": self.cost,
            "undone": list(self.undone),
            "changes": self.changes,
        }


def in_minutes(thousandths: int) -> float:
    """Return an amount in minutes."""
    return thousandths / MILLI
