"""The errors that the library raises, from the general to the particular.

SamehandsError
|- InputError              the input is wrong; ``problems`` lists every fault
|- UnsupportedError        a rule, formulation or engine cannot do what was asked
|- EngineUnavailableError  the engine is known, but cannot run here
|- NoPlanError             a plan was asked of a result that has none
`- InternalError           a bug: the audit or the evaluation disagrees with the answer
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

# What is wrong with an input: one record per fault, and the report of all of them.


@dataclass(frozen=True)
class InputFault:
    """One fault of an input.

    Parameters
    ----------
    table : str
        ``clients``, ``workers``, ``tasks``, ``calendar``, ``policy``, ``plan``, ``argument`` or
        ``file``.
    row : int or None
        Row of the table as a person sees it: the header of a folder's table is row 1; rows of JSON
        and of frames are counted from 1. None where no row is meant.
    id : str or None
        Identifier of the row, or None. Withheld where it may be personal data.
    field : str or None
        Column, policy field (``section.field``), option or file name.
    message : str
        What is wrong, and what would be right.
    """

    table: str
    row: int | None
    id: str | None
    field: str | None
    message: str

    def __str__(self) -> str:
        place = self.table
        if self.row is not None:
            place += f" row {self.row}"
        if self.id is not None:
            place += f" ({self.id})"
        if self.field is not None:
            place += f", {self.field}"
        return f"{place}: {self.message}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the fault as plain values, for JSON."""
        return asdict(self)


def report(problems: Sequence[InputFault]) -> str:
    """Return all faults as text, one per line under a count."""
    count = len(problems)
    head = "1 problem in the input" if count == 1 else f"{count} problems in the input"
    return "\n".join([head, *(f"  {problem}" for problem in problems)])


class SamehandsError(Exception):
    """Base of every error that the library raises on purpose."""


class InputError(SamehandsError):
    """The input is wrong.

    Parameters
    ----------
    problems : sequence of InputFault
        Every fault found, in the order of the tables.
    """

    def __init__(self, problems: Sequence[InputFault]) -> None:
        self.problems: tuple[InputFault, ...] = tuple(problems)
        super().__init__(report(self.problems))


class UnsupportedError(SamehandsError):
    """A rule, formulation or engine cannot do what was asked."""


class EngineUnavailableError(SamehandsError):
    """The engine is known, but cannot run here."""


class NoPlanError(SamehandsError):
    """A plan was asked of a result that has none."""


class InternalError(SamehandsError):
    """A bug in samehands: two computations that must agree do not."""
