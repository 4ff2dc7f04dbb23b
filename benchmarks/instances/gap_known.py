"""What is known of published instances: the rows of a ``verified.csv``."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...model.io.files import read_text
from ...model.privacy import shown
from ...model.problems import Problem

FILE = "verified.csv"
"""Name of the file."""

_SIZES = ("agents", "jobs")
_VALUES = ("listed_bound", "solution_file_value", "best_feasible_known")
_NEEDED = ("path", *_SIZES, *_VALUES)
_WHOLE = re.compile("-?[0-9]{1,18}")


@dataclass(frozen=True)
class Known:
    """What is known of one instance; None where something is not.

    Parameters
    ----------
    line : int or None
        Row of the file.
    path : str
        The instance as the file names it.
    agents, jobs : int or None
        Size.
    bound : int or None
        Published lower bound.
    stored : int or None
        Cost of the stored solution.
    best : int or None
        Least cost known to be possible.
    """

    line: int | None
    path: str
    agents: int | None
    jobs: int | None
    bound: int | None
    stored: int | None
    best: int | None

    @property
    def source(self) -> str | None:
        """Where the best cost comes from; None where it is unknown."""
        if self.best is None:
            return None
        return "stored solution" if self.best == self.stored else "published value"

    def faults(self) -> list[Problem]:
        """Return where the values contradict each other."""
        faults: list[Problem] = []
        if self.best is None:
            return faults
        if self.bound is not None and self.bound > self.best:
            says = f"the bound {self.bound} lies above the best cost {self.best}"
            faults.append(self._fault("listed_bound", says))
        if self.stored is not None and self.stored < self.best:
            says = f"the stored solution costs {self.stored}, less than the best cost {self.best}"
            faults.append(self._fault("best_feasible_known", says))
        return faults

    def size_faults(self, agents: int, jobs: int) -> list[Problem]:
        """Return where the size differs from that of the instance."""
        pairs = {"agents": (self.agents, agents), "jobs": (self.jobs, jobs)}
        return [
            self._fault(field, f"{FILE} says {told}, and the instance has {real}")
            for field, (told, real) in pairs.items()
            if told is not None and told != real
        ]

    def _fault(self, field: str, says: str) -> Problem:
        return Problem("file", self.line, self.path, field, says)


NOTHING = Known(None, "", None, None, None, None, None)
"""What is known of an instance that is in no file."""


def read_known(path: Path, problems: list[Problem]) -> dict[Path, Known]:
    """Read what is known of the instances beside a file.

    Parameters
    ----------
    path : Path
        The file, see ``table``.
    problems : list of Problem
        Where every fault goes.

    Returns
    -------
    dict of Path to Known
        By the place of the instance; rows with a fault of their own are left out.
    """
    text = read_text(path, "file", problems)
    if text is None:
        return {}
    header, *rows = list(csv.reader(text.splitlines())) or [[]]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        says = f"{FILE} lacks the column {', '.join(missing)}"
        problems.append(Problem("file", None, None, path.name, says))
        return {}
    known: dict[Path, Known] = {}
    for line, cells in enumerate(rows, start=1):
        found: list[Problem] = []
        row = _row(line, dict(zip(header, cells, strict=False)), found)
        place = path.parent / row.path
        if place in known:
            found.append(Problem("file", line, row.path, "path", "stands here twice"))
        found += row.faults()
        problems += found
        if not found:
            known[place] = row
    return known


def _row(line: int, cells: Mapping[str, str], problems: list[Problem]) -> Known:
    path = cells.get("path", "").strip()
    if not path:
        problems.append(Problem("file", line, None, "path", "names no instance"))
    numbers: list[int | None] = []
    for name in (*_SIZES, *_VALUES):
        cell = cells.get(name, "").strip()
        if cell and not _WHOLE.fullmatch(cell):
            says = f"{shown(cell)} is not a whole number; leave it empty if it is unknown"
            problems.append(Problem("file", line, path or None, name, says))
            cell = ""
        numbers.append(int(cell) if cell else None)
    return Known(line, path, *numbers)
