"""What the caller asks of a solve, checked before anything is built."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from ..model.errors import InputError, InputFault
from ..solver import AUTOMATIC, engine_names, find_engine

Order = Literal["priced", "lexicographic"]
"""priced: the sum of all parts of the cost. lexicographic: undone, late, overtime, the rest."""

ORDERS: tuple[Order, ...] = get_args(Order)
"""All orders, the default first."""


@dataclass(frozen=True)
class Ask:
    """Options of a solve.

    Parameters
    ----------
    engine : str
        Name of an engine, or ``auto``.
    time_limit : float or None
        Seconds for build, solve and lift together; None for no limit.
    gap : float
        Relative gap at which the solve may stop.
    seed : int
        Seed of everything random.
    threads : int
        Threads the engine may use.
    work_limit : float or None
        Deterministic work of the engine; with one thread the same limit gives the same plan.
    cancel : threading.Event
        Set it to stop the solve and keep the best plan.
    order : Order
        What is minimised.
    """

    engine: str
    time_limit: float | None
    gap: float
    seed: int
    threads: int
    work_limit: float | None
    cancel: threading.Event
    order: Order = "priced"


def checked_ask(
    *,
    engine: str,
    time_limit: float | None,
    gap: float,
    seed: int,
    threads: int | None,
    work_limit: float | None,
    cancel: threading.Event | None,
    order: str = "priced",
    also: Sequence[InputFault] = (),
) -> Ask:
    """Check the options of a solve, all at once.

    Parameters
    ----------
    engine, time_limit, gap, seed, threads, work_limit, cancel, order
        As for ``solve``.
    also : sequence of InputFault
        What is wrong with the rest of the question, to be listed with the options.

    Returns
    -------
    Ask
        The options, with all processors where no number of threads is given.

    Raises
    ------
    InputError
        If an engine is unknown or a number is out of range; every fault is listed.
    """
    faults = list(also)

    def expect(ok: bool, field: str, message: str) -> None:
        if not ok:
            faults.append(InputFault("argument", None, None, field, message))

    names = ", ".join((AUTOMATIC, *engine_names()))
    known = engine == AUTOMATIC or find_engine(engine) is not None
    expect(known, "engine", f"unknown engine {engine!r}; choose one of {names}")
    expect(
        time_limit is None or (math.isfinite(time_limit) and time_limit > 0),
        "time_limit",
        f"{time_limit} is not a time limit; it must be seconds above 0",
    )
    expect(
        math.isfinite(gap) and 0 <= gap < 1,
        "gap",
        f"{gap} is not a gap; it must be a fraction from 0 to below 1",
    )
    expect(0 <= seed < 2**31, "seed", f"{seed} is not a seed; it must be from 0 to {2**31 - 1}")
    expect(
        threads is None or 1 <= threads <= 1024,
        "threads",
        f"{threads} is not a number of threads; it must be from 1 to 1024",
    )
    expect(
        work_limit is None or (math.isfinite(work_limit) and work_limit > 0),
        "work_limit",
        f"{work_limit} is not a work limit; it must be above 0",
    )
    expect(order in ORDERS, "order", f"unknown order {order!r}; choose one of {', '.join(ORDERS)}")
    if faults:
        raise InputError(faults)
    return Ask(
        engine=engine,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        threads=threads or len(os.sched_getaffinity(0)),
        work_limit=work_limit,
        cancel=cancel or threading.Event(),
        order=cast("Order", order),
    )
