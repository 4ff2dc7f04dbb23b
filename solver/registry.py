"""The one table of engines."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager

from ..problem import AssignmentProblem
from .engine import Engine, used_features


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


_ENGINES: dict[str, Callable[[], Engine]] = {
    "cp-sat": _cp_sat,
    "milp": _milp,
    "milp:cbc": _milp_cbc,
    "flow": _flow,
    "kernel": _kernel,
    "lagrangian": _lagrangian,
    "least-loaded": _least_loaded,
}

SMALL = 2_000
"""Most pairs of a problem that ``auto`` leaves to CP-SAT."""

TINY = 400
"""Most pairs of a tight problem that CP-SAT settles before other engines have begun."""

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


def choose(problem: AssignmentProblem) -> tuple[str, str]:
    """Return the engine that ``auto`` stands for on a problem, and why.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    name, reason : str
        ``flow`` for networks, ``lagrangian`` for tight problems of few and large items an agent,
        ``kernel`` where groups go whole, ``cp-sat`` for small ones, else ``kernel`` where it serves
        every part.
    """
    from .flow import is_network
    from .lagrangian.engine import supports
    from .presolve.fuse_groups import reduced

    if problem.pairs and is_network(problem) is None:
        return "flow", "a network: equal loads, one count an agent"
    seen = reduced(problem)
    problem = problem if seen.fusing is None else seen.problem
    tight = supports(problem) if problem.pairs > TINY else None
    if tight is not None:
        return "lagrangian", tight
    if seen.fusing is not None and not problem.groups and problem.pairs > TINY:
        return "kernel", f"{problem.items} single items once groups go whole"
    if problem.pairs <= SMALL:
        return "cp-sat", f"small: {problem.pairs} pairs, at most {SMALL}"
    beyond = used_features(problem) - _kernel().features
    if beyond:
        parts = ", ".join(sorted(beyond))
        return "cp-sat", f"large, but the engine 'kernel' does not serve {parts}"
    return "kernel", f"large: {problem.pairs} pairs, more than {SMALL}"


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
