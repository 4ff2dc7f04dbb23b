"""The one table of engines, and everything that they compile, compiled or loaded at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .engine import Engine
from .limits import Limits

if TYPE_CHECKING:
    from .compilation import CompiledCode


def _cp_sat() -> Engine:
    from .cp_sat import CpSat

    return CpSat()


def _flow() -> Engine:
    from .flow import Flow

    return Flow()


def _kernel() -> Engine:
    from .kernel import Kernel

    return Kernel()


def _lagrangian() -> Engine:
    from .lagrangian import Lagrangian

    return Lagrangian()


def _least_loaded() -> Engine:
    from .greedy import LeastLoaded

    return LeastLoaded()


def _milp() -> Engine:
    from .milp import Milp

    return Milp()


def _milp_cbc() -> Engine:
    from .milp import Milp

    return Milp("cbc")


GREEDY = "least-loaded"
"""The engine that is the greedy rule."""

_ENGINES: dict[str, Callable[[], Engine]] = {
    "cp-sat": _cp_sat,
    "milp": _milp,
    "milp:cbc": _milp_cbc,
    "flow": _flow,
    "kernel": _kernel,
    "lagrangian": _lagrangian,
    GREEDY: _least_loaded,
}

AUTOMATIC = "auto"
"""The name that leaves the choice to samehands."""


def engine_names() -> tuple[str, ...]:
    """Return the names of all engines."""
    return tuple(_ENGINES)


def find_engine(name: str) -> Engine | None:
    """Return an engine by name, None if there is none of that name.

    Parameters
    ----------
    name : str
        One of ``engine_names()``, or ``milp:`` and any solver that PuLP knows.

    Returns
    -------
    Engine or None
        The engine, whether or not it can run here.
    """
    make = _ENGINES.get(name)
    if make is not None:
        return make()
    from .milp import milp_named

    return milp_named(name)


@contextmanager
def registered(engine: Engine) -> Generator[None]:
    """Add an engine of the caller's own for the length of a ``with`` block.

    Parameters
    ----------
    engine : Engine
        The engine; its name must be free.

    Raises
    ------
    ValueError
        If the name is taken.
    """
    if engine.name in _ENGINES or engine.name == AUTOMATIC:
        raise ValueError(f"there is an engine named {engine.name!r} already")
    _ENGINES[engine.name] = lambda: engine
    try:
        yield
    finally:
        del _ENGINES[engine.name]


@dataclass(frozen=True)
class Warmed:
    """Compiled functions that are ready.

    Parameters
    ----------
    what : str
        What they do.
    engines : tuple of str
        Engines that need them.
    is_compiled : bool
        Whether they were compiled; else they were on the disk.
    seconds : float
        How long that took.
    """

    what: str
    engines: tuple[str, ...]
    is_compiled: bool
    seconds: float


def warm_up(
    cancel: threading.Event | None = None, engines: Collection[str] | None = None
) -> list[Warmed]:
    """Compile what engines, greedy rule, second objective and desk need, or load it from the disk.

    Parameters
    ----------
    cancel : threading.Event or None
        Set it from another thread to stop.
    engines : collection of str or None
        Names of engines for which alone it is done; None for all of it.

    Returns
    -------
    list of Warmed
        What is ready; all of it, unless the work was cancelled.
    """
    users: dict[CompiledCode, list[str]] = {}
    for name in engine_names():
        engine = find_engine(name)
        if engine is not None and engine.missing() is None:
            for code in engine.compiled_code():
                users.setdefault(code, []).append(name)
    from .greedy_turns import TURNS
    from .marginal_costs import MARGINAL_COSTS
    from .second_objective import SECOND_OBJECTIVE

    users[TURNS] = [*engine_names()]
    users[SECOND_OBJECTIVE] = [name for name in engine_names() if name != GREEDY]
    users[MARGINAL_COSTS] = []
    limits, warmed = Limits(cancel=cancel or threading.Event()), list[Warmed]()
    for code, names in users.items():
        if engines is not None and not set(engines) & set(names):
            continue
        began = time.monotonic()
        if not code.wait(limits):
            break
        seconds = time.monotonic() - began
        warmed.append(Warmed(code.name, tuple(names), code.is_compiling, seconds))
    return warmed
