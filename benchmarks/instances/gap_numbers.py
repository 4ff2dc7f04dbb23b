"""Text files of whole numbers, read with the line of every number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...model.io.files import read_text
from ...model.privacy import shown
from ...model.problems import Problem
from ...problem import Ints

DIGITS = 12
"""Most digits of a number; sums over any instance that fits in memory stay exact."""

_NUMBER = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}")
_MOST_REPORTED = 20


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers of a file in their order.

    Parameters
    ----------
    file : str
        Name of the file.
    value : array of shape (numbers,)
        The numbers.
    line : array of shape (numbers,)
        Line of each, from 1 on.
    """

    file: str
    value: Ints
    line: Ints

    def fault(self, index: int, message: str) -> Problem:
        """Return a fault at one of the numbers."""
        return Problem("file", int(self.line[index]), None, self.file, message)


def read_numbers(path: Path, problems: list[Problem]) -> Numbers | None:
    """Read the whole numbers of a file, separated by blanks and line ends.

    Parameters
    ----------
    path : Path
        The file.
    problems : list of Problem
        Where every fault goes; its row is the line.

    Returns
    -------
    Numbers or None
        None if the file cannot be read or holds anything else.
    """
    text = read_text(path, "file", problems)
    if text is None:
        return None
    values: list[int] = []
    lines: list[int] = []
    faults: list[Problem] = []
    for line, row in enumerate(text.splitlines(), start=1):
        for word in row.split():
            if _NUMBER.fullmatch(word):
                values.append(int(word))
                lines.append(line)
            else:
                says = f"{shown(word)} is not a whole number of at most {DIGITS} digits"
                faults.append(Problem("file", line, None, path.name, says))
    problems += shortened(faults, path.name)
    if faults:
        return None
    return Numbers(path.name, np.array(values, dtype=np.int64), np.array(lines, dtype=np.int64))


def shortened(faults: list[Problem], file: str) -> list[Problem]:
    """Return the first faults of a file, with the count of the others where there are many."""
    others = len(faults) - _MOST_REPORTED
    if others <= 0:
        return faults
    rest = Problem("file", None, None, file, f"and {others} more faults of this kind")
    return [*faults[:_MOST_REPORTED], rest]
