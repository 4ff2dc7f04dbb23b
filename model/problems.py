"""What is wrong with an input: one record a fault, and the report of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Problem:
    """One fault of an input.

    Parameters
    ----------
    table : str
        ``clients``, ``workers``, ``tasks``, ``calendar``, ``policy``, ``plan``, ``argument`` or
        ``file``.
    row : int or None
        Row of the table, counted from 1 without the header; None where no row is meant.
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


def report(problems: Sequence[Problem]) -> str:
    """Return all faults as text, one a line under a count."""
    count = len(problems)
    head = "1 problem in the input" if count == 1 else f"{count} problems in the input"
    return "\n".join([head, *(f"  {problem}" for problem in problems)])
