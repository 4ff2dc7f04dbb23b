"""The table of generalised assignment problems: which there are, and what is known of them.

A folder of instances holds files that begin with a number, whatever their suffix, in folders of its
own where they come from several places; folders named ``best_solutions`` are passed over. What is
known stands in a file ``verified.csv`` beside them (or one folder above), with at least the columns

- ``path``: the instance, relative to that file; ``gap1.txt#2`` is the second of several in one;
- ``agents``, ``jobs``: its size;
- ``listed_bound``: a published lower bound, or empty;
- ``solution_file_value``: what the stored solution is worth, or empty;
- ``best_feasible_known``: the least cost known to be possible, or empty.

An instance that does not stand there, or a folder without the file, has no known values. Published
lists of best values hold mistakes (d20200), so none is taken from elsewhere.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ...model.checks.cells import shown
from ...model.errors import InputError, InputFault
from ...model.io.files import read_text
from .gap import GapInstance, read_gaps
from .sparse import SPARSE

# What is known of published instances: the rows of a ``verified.csv``.


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

    def faults(self) -> list[InputFault]:
        """Return where the values contradict each other."""
        faults: list[InputFault] = []
        if self.best is None:
            return faults
        if self.bound is not None and self.bound > self.best:
            says = f"the bound {self.bound} lies above the best cost {self.best}"
            faults.append(self._fault("listed_bound", says))
        if self.stored is not None and self.stored < self.best:
            says = f"the stored solution costs {self.stored}, less than the best cost {self.best}"
            faults.append(self._fault("best_feasible_known", says))
        return faults

    def size_faults(self, agents: int, jobs: int) -> list[InputFault]:
        """Return where the size differs from that of the instance."""
        pairs = {"agents": (self.agents, agents), "jobs": (self.jobs, jobs)}
        return [
            self._fault(field, f"{FILE} says {told}, and the instance has {real}")
            for field, (told, real) in pairs.items()
            if told is not None and told != real
        ]

    def _fault(self, field: str, says: str) -> InputFault:
        return InputFault("file", self.line, self.path, field, says)


NOTHING = Known(None, "", None, None, None, None, None)
"""What is known of an instance that is in no file."""


def read_known(path: Path, problems: list[InputFault]) -> dict[Path, Known]:
    """Read what is known of the instances beside a file.

    Parameters
    ----------
    path : Path
        The file, see ``table``.
    problems : list of InputFault
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
        problems.append(InputFault("file", None, None, path.name, says))
        return {}
    known: dict[Path, Known] = {}
    for line, cells in enumerate(rows, start=1):
        found: list[InputFault] = []
        row = _row(line, dict(zip(header, cells, strict=False)), found)
        place = path.parent / row.path
        if place in known:
            found.append(InputFault("file", line, row.path, "path", "stands here twice"))
        found += row.faults()
        problems += found
        if not found:
            known[place] = row
    return known


def _row(line: int, cells: Mapping[str, str], problems: list[InputFault]) -> Known:
    path = cells.get("path", "").strip()
    if not path:
        problems.append(InputFault("file", line, None, "path", "names no instance"))
    numbers: list[int | None] = []
    for name in (*_SIZES, *_VALUES):
        cell = cells.get(name, "").strip()
        if cell and not _WHOLE.fullmatch(cell):
            says = f"{shown(cell)} is not a whole number; leave it empty if it is unknown"
            problems.append(InputFault("file", line, path or None, name, says))
            cell = ""
        numbers.append(int(cell) if cell else None)
    return Known(line, path, *numbers)


_HEAD = 200
_FIRST = re.compile(rb"\s*[0-9]+\s")

SOLUTIONS = "best_solutions"
"""Name of folders that hold solutions, not instances."""

ORIGINS: Mapping[str, str] = {
    "cattrysse1994": "OR-Library; Cattrysse, Salomon, Van Wassenhove, EJOR 72 (1994) 167-174",
    "chu1997": "OR-Library; Chu, Beasley, Computers & Operations Research 24 (1997) 17-23",
    "yagiura2004": "Yagiura, Ibaraki, Glover, INFORMS Journal on Computing 16 (2004) 133-151",
    "generated": "drawn by samehands after the published recipes",
}
"""Where the instances of each family come from."""


@dataclass(frozen=True)
class GapRow:
    """One instance of the table.

    Parameters
    ----------
    name : str
        Name of the instance, e.g. ``d20200``.
    group : str
        Family and type, e.g. ``chu1997/d``.
    agents, jobs : int
        Size.
    bound : int or None
        Best lower bound known.
    best_known : int or None
        Least cost known to be possible.
    source : str or None
        Where ``best_known`` comes from; None where it is unknown.
    origin : str
        Where the instance comes from.
    path : Path or None
        The file; None where the instance is drawn.
    number : int
        Which of the file's instances it is, from 1 on.
    """

    name: str
    group: str
    agents: int
    jobs: int
    bound: int | None
    best_known: int | None
    source: str | None
    origin: str
    path: Path | None
    number: int = 1

    @property
    def size(self) -> str:
        """Agents and jobs, e.g. ``20 x 200``."""
        return f"{self.agents} x {self.jobs}"

    @property
    def optimum(self) -> int | None:
        """The least cost where it is proved; None where it is not."""
        return self.best_known if self.bound == self.best_known else None


def gap_files(folder: str | Path) -> list[Path]:
    """Return the instance files of a folder and the folders in it.

    Parameters
    ----------
    folder : str or Path
        The folder; a file is an instance by itself.

    Returns
    -------
    list of Path
        By folder, then by name, numbers in their order (gap2-0 before gap10-0).

    Raises
    ------
    InputError
        If there is no such folder, or no instance in it.
    """
    home = Path(folder)
    if home.is_file():
        return [home]
    if not home.is_dir():
        raise InputError([InputFault("file", None, None, str(folder), "there is no such folder")])
    files = [
        path
        for path in home.rglob("*")
        if path.is_file()
        and not any(part == SOLUTIONS or part[0] == "." for part in path.relative_to(home).parts)
        and (not path.suffix or (path.suffix != SPARSE and begins_with_number(path)))
    ]
    if not files:
        says = "holds no instance; instances are files that begin with a whole number"
        raise InputError([InputFault("file", None, None, str(folder), says)])
    return sorted(files, key=lambda path: [_natural(part) for part in path.parts])


def begins_with_number(path: Path) -> bool:
    """Whether a file begins with a whole number, as instances do and tables and texts do not."""
    try:
        with path.open("rb") as file:
            return _FIRST.match(file.read(_HEAD)) is not None
    except OSError:
        return False


def gap_table(folder: str | Path) -> list[GapRow]:
    """Return the table of a folder's instances, each of which is read.

    Parameters
    ----------
    folder : str or Path
        The folder; see the module.

    Returns
    -------
    list of GapRow
        In the order of ``gap_files``.

    Raises
    ------
    InputError
        If there is no instance, or anything in an instance or in ``verified.csv`` is wrong, such as
        a size other than that of the instance; it names every fault.
    """
    home = Path(folder).resolve()
    files = gap_files(home)
    problems: list[InputFault] = []
    known: dict[Path, Known] = {}
    beside = home.parent if home.is_file() else home
    for place in (beside, beside.parent):
        if (place / FILE).is_file():
            known = read_known(place / FILE, problems)
            break
    rows: list[GapRow] = []
    for path in files:
        try:
            instances = read_gaps(path)
        except InputError as error:
            problems += error.problems
            continue
        family = path.parent.name
        for number, instance in enumerate(instances, start=1):
            place = path if len(instances) == 1 else path.with_name(f"{path.name}#{number}")
            row = known.get(place, NOTHING)
            problems += row.size_faults(instance.agents, instance.jobs)
            made = _table_row(instance, family, row, ORIGINS.get(family, family), path)
            rows.append(replace(made, number=number))
    if problems:
        raise InputError(problems)
    return rows


def generated_row(instance: GapInstance) -> GapRow:
    """Return the row of an instance that ``generate_gap`` drew: nothing is known of it.

    Parameters
    ----------
    instance : GapInstance
        The instance.

    Returns
    -------
    GapRow
        Its group is ``generated`` and the type.
    """
    return _table_row(instance, "generated", NOTHING, ORIGINS["generated"], None)


def _table_row(
    instance: GapInstance, family: str, known: Known, origin: str, path: Path | None
) -> GapRow:
    letters = re.match("[A-Za-z]*", instance.name)
    kind = letters.group().lower() if letters else ""
    return GapRow(
        name=instance.name,
        group=f"{family}/{kind}" if kind else family,
        agents=instance.agents,
        jobs=instance.jobs,
        bound=known.bound,
        best_known=known.best,
        source=known.source,
        origin=origin,
        path=path,
    )


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a sort key in which runs of digits count as numbers."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
