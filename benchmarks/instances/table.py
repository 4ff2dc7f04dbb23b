"""The table of generalised assignment problems: which there are, and what is known of them.

A folder of instances holds files without a suffix, in folders of its own where they come from
several places; folders named ``best_solutions`` are passed over. What is known stands in a file
``verified.csv`` beside them (or one folder above), with at least the columns

- ``path``: the instance, relative to that file;
- ``agents``, ``jobs``: its size;
- ``listed_bound``: a published lower bound, or empty;
- ``solution_file_value``: what the stored solution is worth, or empty;
- ``best_feasible_known``: the least cost known to be possible, or empty.

An instance that does not stand there, or a folder without the file, has no known values. Published
lists of best values hold mistakes (d20200), so none is taken from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...model.errors import InputError
from ...model.problems import Problem
from .gap import GapInstance, read_gap
from .gap_known import FILE, NOTHING, Known, read_known

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
        The folder.

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
    if not home.is_dir():
        raise InputError([Problem("file", None, None, str(folder), "there is no such folder")])
    files = [
        path
        for path in home.rglob("*")
        if not path.suffix
        and path.is_file()
        and not any(part == SOLUTIONS or part[0] == "." for part in path.relative_to(home).parts)
    ]
    if not files:
        says = "holds no instance; instances are files without a suffix"
        raise InputError([Problem("file", None, None, str(folder), says)])
    return sorted(files, key=lambda path: [_natural(part) for part in path.parts])


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
    problems: list[Problem] = []
    known: dict[Path, Known] = {}
    for place in (home, home.parent):
        if (place / FILE).is_file():
            known = read_known(place / FILE, problems)
            break
    rows: list[GapRow] = []
    for path in files:
        try:
            instance = read_gap(path)
        except InputError as error:
            problems += error.problems
            continue
        row = known.get(path, NOTHING)
        problems += row.size_faults(instance.agents, instance.jobs)
        family = path.parent.name
        rows.append(_row(instance, family, row, ORIGINS.get(family, family), path))
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
    return _row(instance, "generated", NOTHING, ORIGINS["generated"], None)


def _row(
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
