"""What `solve` and `compare` are asked, with every fault of files and options at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from ..model.errors import InputError, InputFault, InternalError
from ..model.instance import Instance
from ..model.io.read import read
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.options import checked_options, order_faults
from ..planning.result import load_result
from ..solver import SolveOptions

# All faults of a command's arguments and files in one report.


T = TypeVar("T")


class Gather:
    """Collects the problems of several checks, so that none hides another."""

    def __init__(self) -> None:
        self._problems: list[InputFault] = []

    def attempt(self, check: Callable[[], T]) -> T | None:
        """Return what a check gives, None if it found problems."""
        try:
            return check()
        except InputError as error:
            self._problems += error.problems
            return None

    def refuse(self, field: str, message: str) -> None:
        """Take note of a problem with an option."""
        self._problems.append(InputFault("argument", None, None, field, message))

    def finish(self) -> None:
        """Raise an InputError if there is any problem."""
        if self._problems:
            raise InputError(list(dict.fromkeys(self._problems)))

    def new_file(self, path: Path | None, mark: bytes) -> None:
        """Check that a file may be written: it is new, or was written by the same command.

        Parameters
        ----------
        path : Path or None
            The file; None for none.
        mark : bytes
            How a file that may be replaced begins.
        """
        if path is None:
            return
        if path.is_dir():
            self.refuse("out", f"{path} is a folder; name a file")
        elif path.exists() and not _begins(path, mark):
            self.refuse("out", f"{path} is there and is something else; name another file")
        else:
            self._writable(path)

    def new_folder(self, path: Path) -> None:
        """Check that a folder may be written: it is missing or empty."""
        if path.is_dir():
            if any(path.iterdir()):
                self.refuse("out", f"{path} is not empty; name a new folder")
        elif path.exists():
            self.refuse("out", f"{path} is a file; name a new folder")
        else:
            self._writable(path)

    def _writable(self, path: Path) -> None:
        place = path.absolute().parent
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            self.refuse("out", f"{place} is a file, so nothing can be written below it")
        elif not os.access(place, os.W_OK):
            self.refuse("out", f"{place} may not be written to")


def _begins(path: Path, mark: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(mark)) == mark
    except OSError:
        return False


@dataclass(frozen=True)
class Flags:
    """The options of a solve as they were given.

    Parameters
    ----------
    instance : Path
        Folder of tables or JSON file.
    policy, start, out : Path or None
        Files.
    engine : str
        Name of the engine.
    time_limit, gap : float
        Seconds, and a share.
    seed : int
        The seed.
    threads : int or None
        None for all processors.
    order : str
        What is minimised.
    """

    instance: Path
    policy: Path | None
    start: Path | None
    out: Path | None
    engine: str
    time_limit: float
    gap: float
    seed: int
    threads: int | None
    order: str = "priced"

    def options(self, cancel: threading.Event | None = None) -> SolveOptions:
        """Return the options of the solves that the command asks for."""
        return SolveOptions(
            engine=self.engine,
            time_limit=self.time_limit,
            gap=self.gap,
            seed=self.seed,
            threads=self.threads,
            cancel=cancel,
        )


@dataclass(frozen=True)
class Question:
    """What is to be solved.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy of the file, or beside the tables.
    start : Plan or None
        A plan to begin from.
    seconds_read : float
        How long reading took.
    """

    instance: Instance
    policy: Policy
    start: Plan | None
    seconds_read: float


def put(flags: Flags, formulations: Sequence[str], mark: bytes, gather: Gather) -> Question:
    """Read and check everything that a solve needs.

    Parameters
    ----------
    flags : Flags
        The options.
    formulations : sequence of str
        Names of formulations that must be known.
    mark : bytes
        How a file begins that ``--out`` may replace.
    gather : Gather
        Holds the problems found so far.

    Returns
    -------
    Question
        What is to be solved.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    gather.attempt(lambda: _check_options(flags))
    for name in formulations:
        gather.attempt(partial(Policy().as_formulation, name))
    gather.new_file(flags.out, mark)
    began = time.monotonic()
    tables = gather.attempt(lambda: read(flags.instance, flags.policy))
    instance = None if tables is None else tables[0]
    start = gather.attempt(lambda: _start(flags.start, instance))
    seconds = time.monotonic() - began
    gather.finish()
    if tables is None:
        raise InternalError("reading failed without a problem")
    return Question(*tables, start, seconds)


def with_reading(result: Result, question: Question) -> Result:
    """Return a result that also knows how long reading took."""
    seconds = result.seconds.model_copy(update={"read": question.seconds_read})
    return result.model_copy(update={"seconds": seconds})


def _check_options(flags: Flags) -> None:
    checked_options(flags.options(), {}, order_faults(flags.order))


def _start(file: Path | None, instance: Instance | None) -> Plan | None:
    if file is None:
        return None
    result = load_result(file, instance)
    if result.found is None:
        says = f"{file} holds no plan: its status is {result.status}"
        raise InputError([InputFault("argument", None, None, "start", says)])
    return result.found


# What the commands of several solves share: the files that they write.


CsvFile = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="CSV file for one row per point.")
]
PageFile = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="HTML page with table and chart.")
]
