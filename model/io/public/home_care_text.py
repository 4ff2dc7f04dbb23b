"""Home health care routing and scheduling in text files: a keyword on a line, then its numbers.

What becomes of it is said in ``home_care``. The first and the last node are the place where
everybody starts and ends, ``r`` says who needs which service, ``a`` who can do it, ``d`` are ways,
``p`` minutes by node and caregiver, ``e`` and ``l`` when windows open and close.
"""

from __future__ import annotations

import math

from ...checks.cells import shown
from ...errors import InputError, InputFault
from ...instance import Instance
from ...policy import Policy
from .home_care import MOST, HomeCare, Visit, nearest, translated

_WORDS = (
    "nbNodes",
    "nbVehi",
    "nbServi",
    "r",
    "DS",
    "a",
    "x",
    "y",
    "d",
    "p",
    "mind",
    "maxd",
    "e",
    "l",
)


def translate(text: str) -> tuple[Instance, Policy]:
    """Translate a text file of home health care routing and scheduling.

    Parameters
    ----------
    text : str
        The file, which begins with ``nbNodes``.

    Returns
    -------
    tuple of Instance and Policy
        As ``translate`` returns them.

    Raises
    ------
    InputError
        If a keyword is missing, or not followed by as many numbers as it should be.
    """
    blocks = _Blocks(text)
    nodes, vehicles, services = (blocks.count(word) for word in ("nbNodes", "nbVehi", "nbServi"))
    needs, able = blocks.table("r", nodes, services), blocks.table("a", vehicles, services)
    ways, lengths = blocks.table("d", nodes, nodes), blocks.table("p", nodes * vehicles, services)
    (opens,), (closes,) = blocks.table("e", 1, nodes), blocks.table("l", 1, nodes)
    if blocks.problems:
        raise InputError(blocks.problems)
    names = [f"service {number}" for number in range(1, services + 1)]
    # The first and the last node are the same place, where everybody starts and ends.
    inner = range(1, nodes - 1)
    patients: list[tuple[str, list[Visit]]] = []
    for node in inner:
        slowest = [max(times) for times in zip(*lengths[node * vehicles :][:vehicles], strict=True)]
        visits = [
            Visit(name, max(1, math.ceil(minutes)), int(opens[node]), int(closes[node]))
            for name, need, minutes in zip(names, needs[node], slowest, strict=True)
            if need
        ]
        patients.append((str(node), visits))
    abilities = [[name for name, can in zip(names, row, strict=True) if can] for row in able]
    return translated(
        HomeCare(
            patients,
            [(str(at), some, None) for at, some in enumerate(abilities, start=1)],
            [nearest(ways, node) for node in inner],
            together=sum(len(visits) > 1 for _, visits in patients),
            shunned=0,
        )
    )


class _Blocks:
    """The numbers after each keyword, and what is wrong with them."""

    def __init__(self, text: str) -> None:
        self._numbers = _blocks(text)
        self.problems: list[InputFault] = []

    def count(self, word: str) -> int:
        """Return the one whole number after a keyword, from 1 on."""
        found = self._numbers.get(word, [])
        if len(found) == 1 and found[0].is_integer() and 1 <= found[0] <= MOST:
            return int(found[0])
        says = "must be followed by one whole number from 1 on"
        self.problems.append(InputFault("file", None, None, word, says))
        return 1

    def table(self, word: str, rows: int, columns: int) -> list[list[float]]:
        """Return the numbers after a keyword as rows; zeros if they are not as many."""
        found = self._numbers.get(word)
        if found is None or len(found) != rows * columns:
            has = "is missing" if found is None else f"is followed by {len(found)} numbers"
            says = f"{has}; {rows} rows of {columns} numbers are needed"
            self.problems.append(InputFault("file", None, None, word, says))
            return [[0.0] * columns for _ in range(rows)]
        return [found[at * columns : (at + 1) * columns] for at in range(rows)]


def _blocks(text: str) -> dict[str, list[float]]:
    """Return the numbers after each keyword."""
    found: dict[str, list[float]] = {}
    current: list[float] = []
    problems: list[InputFault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for cell in line.split():
            if cell in _WORDS:
                current = found.setdefault(cell, [])
                continue
            try:
                value = float(cell)
            except ValueError:
                value = math.nan
            if not math.isfinite(value):
                says = f"{shown(cell)} is neither a number nor one of {', '.join(_WORDS)}"
                problems.append(InputFault("file", number, None, None, says))
            else:
                current.append(value)
    if problems:
        raise InputError(problems[:20])
    return found
