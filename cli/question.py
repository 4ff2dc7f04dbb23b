"""What `solve` and `compare` are asked, with every fault of files and options at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..model.errors import InputError, InternalError
from ..model.instance import Instance
from ..model.io.read import read
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.problems import Problem
from ..planning import Result
from ..planning.budget import checked_ask
from ..planning.result_json import load_result
from .gather import Gather


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
    checked_ask(
        engine=flags.engine,
        time_limit=flags.time_limit,
        gap=flags.gap,
        seed=flags.seed,
        threads=flags.threads,
        work_limit=None,
        cancel=None,
        order=flags.order,
    )


def _start(file: Path | None, instance: Instance | None) -> Plan | None:
    if file is None:
        return None
    result = load_result(file, instance)
    if result.found is None:
        says = f"{file} holds no plan: its status is {result.status}"
        raise InputError([Problem("argument", None, None, "start", says)])
    return result.found
