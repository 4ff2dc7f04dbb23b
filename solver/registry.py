"""The one table of engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .engine import Engine


def _cp_sat() -> Engine:
    from .cp_sat import CpSat

    return CpSat()


def _kernel() -> Engine:
    from .kernel import Kernel

    return Kernel()


def _least_loaded() -> Engine:
    from .least_loaded import LeastLoaded

    return LeastLoaded()


_ENGINES: dict[str, Callable[[], Engine]] = {
    "cp-sat": _cp_sat,
    "kernel": _kernel,
    "least-loaded": _least_loaded,
}

AUTOMATIC = "auto"
"""The name that leaves the choice to samehands."""


def engine_names() -> tuple[str, ...]:
    """Return the names of all engines."""
    return tuple(_ENGINES)


def find_engine(name: str) -> Engine | None:
    """Return an engine by name, None if there is none of that name."""
    make = _ENGINES.get(name)
    return None if make is None else make()


def choose() -> tuple[str, str]:
    """Return the engine that ``auto`` stands for, and why."""
    return "cp-sat", "the only exact engine there is"


@contextmanager
def registered(engine: Engine) -> Iterator[None]:
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
