"""What commands read, with every fault of files and options at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from ..model.certificate import Certificate
from ..model.errors import InputError, InputFault, InternalError
from ..model.instance import Instance
from ..model.io.write import INSTANCE_SUFFIXES, OTHER_SUFFIXES, wrong_ending
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.fixed import Fixed, read_fixed
from ..planning.options import checked_options, order_faults
from ..planning.result import load_result
from ..report.files import SUFFIXES
from ..report.plan_sheets import PLAN_SUFFIXES, plan_files
from .clock import seconds_since_start
from .options import Effort, Inputs, ManyEffort, Output

T = TypeVar("T")


class ErrorCollector:
    """Collects the faults of several checks, so that none hides another."""

    def __init__(self) -> None:
        self._faults: list[InputFault] = []

    def attempt(self, check: Callable[[], T]) -> T | None:
        """Return what a check gives, None if it found faults."""
        try:
            return check()
        except InputError as error:
            self._faults += error.problems
            return None

    def refuse(self, field: str, message: str) -> None:
        """Take note of a fault of an option."""
        self._faults.append(InputFault("argument", None, None, field, message))

    def check_extra(self, field: str, libraries: Sequence[str]) -> None:
        """Check that libraries are installed which the extra ``lab`` brings."""
        missing = [name for name in libraries if find_spec(name) is None]
        if missing:
            says = f"needs {', '.join(missing)}, not installed here: pip install 'samehands[lab]'"
            self.refuse(field, says)

    def finish(self) -> None:
        """Raise an InputError if there is any fault."""
        if self._faults:
            raise InputError(list(dict.fromkeys(self._faults)))

    def check_file(
        self, field: str, path: Path | None, suffixes: Sequence[str], *, force: bool
    ) -> None:
        """Check that a file may be written.

        Parameters
        ----------
        field : str
            The option that names it.
        path : pathlib.Path or None
            The file; None for none.
        suffixes : sequence of str
            Endings of what can be written.
        force : bool
            Whether a file that is there may be replaced.
        """
        if path is None:
            return
        if path.suffix not in suffixes:
            self.refuse(field, f"{path} does not end in {' or '.join(suffixes)}; name such a file")
        elif path.is_dir():
            self.refuse(field, f"{path} is a folder; name a file")
        elif path.exists() and not force:
            self.refuse(field, f"{path} is there already; name another file, or add --force")
        elif path.suffix == ".md" and path.with_suffix("").exists() and not force:
            says = f"{path.with_suffix('')}, for tables and charts, is there already"
            self.refuse(field, f"{says}; name another file, or add --force")
        else:
            self._check_place(field, path)

    def check_folder(self, path: Path) -> None:
        """Check that a folder may be written: it is missing or empty."""
        if path.is_dir():
            if any(path.iterdir()):
                self.refuse("out", f"{path} is not empty; name a new folder")
        elif path.exists():
            self.refuse("out", f"{path} is a file; name a new folder")
        else:
            self._check_place("out", path)

    def check_instance(self, path: Path) -> None:
        """Check that an instance may be written: as a new folder, or as one file."""
        if path.suffix.lower() in INSTANCE_SUFFIXES and not path.is_dir():
            self.check_file("out", path, INSTANCE_SUFFIXES, force=False)
        elif path.suffix.lower() in OTHER_SUFFIXES and not path.is_dir():
            self.refuse("out", wrong_ending(path))
        else:
            self.check_folder(path)

    def check_output(self, output: Output, out: Path | None = None, suffix: str = ".json") -> None:
        """Check the files of a command: report and workbook, and the file of ``--out``."""
        self.check_file("report", output.report, SUFFIXES, force=output.force)
        self.check_file("workbook", output.workbook, (".xlsx",), force=output.force)
        self.check_file("out", out, (suffix,), force=output.force)

    def check_plan_output(self, output: Output, out: Path | None) -> None:
        """Check the files of a command whose plan may be written as tables."""
        self.check_output(output)
        for file in () if out is None else plan_files(out).values():
            self.check_file("out", file, (".json", *PLAN_SUFFIXES), force=output.force)

    def _check_place(self, field: str, path: Path) -> None:
        place = path.absolute().parent
        while not place.exists():
            place = place.parent
        if not place.is_dir():
            self.refuse(field, f"{place} is a file, so nothing can be written below it")
        elif not os.access(place, os.W_OK):
            self.refuse(field, f"{place} may not be written to")


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
    certificate : Certificate or None
        What was proven with it.
    fixed : Fixed or None
        What is to stay.
    seconds_loaded : float or None
        How long loading the program took, where that is known.
    seconds_read : float
        How long reading took.
    warnings : tuple of InputFault
        What is odd in what was read, and what a formulation drops.
    """

    instance: Instance
    policy: Policy
    start: Plan | None
    certificate: Certificate | None
    fixed: Fixed | None
    seconds_loaded: float | None
    seconds_read: float
    warnings: tuple[InputFault, ...]


def read_inputs(
    inputs: Inputs,
    effort: Effort,
    errors: ErrorCollector,
    *,
    formulations: Sequence[str] = (),
    order: str = "priced",
    start: Path | None = None,
    fixed: str | None = None,
) -> Question:
    """Read and check everything that a solve needs.

    Parameters
    ----------
    inputs : Inputs
        The files.
    effort : Effort
        The options of a solve.
    errors : ErrorCollector
        Holds the faults found so far.
    formulations : sequence of str
        Names of formulations that must be known.
    order : str
        What is minimised.
    start : pathlib.Path or None
        Result whose plan to begin from.
    fixed : str or None
        What is to stay: ids, or a file.

    Returns
    -------
    Question
        What is to be solved.

    Raises
    ------
    InputError
        If anything is wrong; it names every fault.
    """
    errors.attempt(lambda: checked_options(effort.options(), {}, order_faults(order)))
    if isinstance(effort, ManyEffort) and effort.jobs is not None and effort.jobs < 1:
        errors.refuse("jobs", f"{effort.jobs} is not a number of processes; it must be 1 or more")
    for name in formulations:
        errors.attempt(partial(Policy().as_formulation, name))
    loaded = seconds_since_start()
    began = time.monotonic()
    tables = errors.attempt(inputs.read)
    instance = None if tables is None else tables[0]
    begun = errors.attempt(lambda: _read_start(start, instance))
    stays: Fixed | None = None
    if fixed is not None and instance is not None:
        stays = errors.attempt(partial(read_fixed, fixed, instance))
    seconds = time.monotonic() - began
    errors.finish()
    if tables is None:
        raise InternalError("reading failed without a fault")
    dropped = [
        InputFault("policy", None, None, name, says)
        for name in formulations
        for says in tables[1].lost_as(name)
    ]
    plan, certificate = (None, None) if begun is None else (begun.plan, begun.certificate)
    warnings = (*tables[0].warnings, *dropped)
    return Question(*tables, plan, certificate, stays, loaded, seconds, warnings)


def add_reading_time(result: Result, question: Question, *, loading: bool = False) -> Result:
    """Return a result that also knows how long reading took, and loading if that is asked."""
    seconds = result.seconds.model_copy(update={"read": question.seconds_read})
    if loading:
        seconds = seconds.model_copy(update={"load": question.seconds_loaded})
    return result.model_copy(update={"seconds": seconds})


def _read_start(file: Path | None, instance: Instance | None) -> Result | None:
    if file is None:
        return None
    result = load_result(file, instance)
    if result.plan is None:
        says = f"{file} holds no plan: its status is {result.status}"
        raise InputError([InputFault("argument", None, None, "start", says)])
    return result
