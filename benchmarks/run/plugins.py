"""Engines that are not in the registry: those of the benchmarks alone, and those of plugins.

A plugin, for tests and for engines in the making, is a Python file with a list ``ENGINES`` of
objects of subclasses of ``samehands.solver.Engine``.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import cast

from ...model.errors import InputError, InputFault
from ...problem import Answer, AssignmentProblem
from ...solver import Engine, Request, SolveMonitor, find_engine, registered
from ...solver.dual.ascent import AscentOptions
from ...solver.kernel import Kernel, KernelSteps
from ...solver.lagrangian import Lagrangian
from ...solver.lagrangian.heuristics import Settings

# Engines of the benchmarks alone: the usual ways, and engines with a part taken out.
#
# ``cp-sat`` and ``milp`` give the whole problem to CP-SAT and HiGHS with what a clerk would do as a
# hint or start. Here they are without it, because a start can also lead a solver astray.


class Named(Engine):
    """An engine under another name.

    Parameters
    ----------
    name : str
        The name.
    engine : Engine
        The engine behind it.
    cold : bool
        Whether it begins from nothing.
    """

    def __init__(self, name: str, engine: Engine, cold: bool = False) -> None:
        self.name = name
        self.features = engine.features
        self.engine = engine
        self.cold = cold

    def missing(self) -> str | None:
        """Return what keeps the engine behind it from running."""
        return self.engine.missing()

    def version(self) -> str:
        """Return the version of the engine behind it."""
        return self.engine.version()

    def solve(self, problem: AssignmentProblem, request: Request, monitor: SolveMonitor) -> Answer:
        """Solve a problem as the engine behind it; see ``Engine.solve``."""
        if self.cold:
            request = replace(request, start=None, cold=True)
        return self.engine.solve(problem, request, monitor)


def _cold(name: str, behind: str) -> Callable[[], Engine]:
    def make() -> Engine:
        engine = find_engine(behind)
        assert engine is not None
        return Named(name, engine, cold=True)

    return make


BASELINES: Mapping[str, Callable[[], Engine]] = {
    "cp-sat-no-hint": _cold("cp-sat-no-hint", "cp-sat"),
    "milp-no-start": _cold("milp-no-start", "milp"),
}
"""The usual ways by name."""


def _without(part: str) -> Callable[[], Engine]:
    def make() -> Engine:
        return Named(f"kernel-without-{part}", Kernel(replace(KernelSteps(), **{part: False})))

    return make


ABLATIONS: Mapping[str, Callable[[], Engine]] = {
    f"kernel-without-{part.name}": _without(part.name) for part in fields(KernelSteps)
}
"""The kernel engine without one of its parts, by name; each is an option of it."""


def _tight(part: str, settings: Settings) -> tuple[str, Callable[[], Engine]]:
    name = f"lagrangian-without-{part}"
    return name, lambda: Named(name, Lagrangian(settings))


TIGHT: Mapping[str, Callable[[], Engine]] = dict(
    [
        _tight("average", Settings(ascent=AscentOptions(weight=1.0))),
        _tight("linear", Settings(linear=False)),
        _tight("dives", Settings(dive=False, parts=False)),
        _tight("parts", Settings(parts=False)),
        _tight("search", Settings(search=False)),
        _tight("fixing", Settings(fix=False)),
        _tight("kernels", Settings(kernels=False)),
    ]
)
"""The lagrangian engine without one of its parts, for tight problems such as those of ``gap``.

Without the average of the multipliers the ascent is the plain subgradient method; without the
linear relaxation, the prices that the kernel engine begins with, it begins with none; without dives
there is local search alone; without fixing the gap is left open; without kernels nothing is handed
to a program over few pairs.
"""

ALONE: Mapping[str, Callable[[], Engine]] = {**BASELINES, **ABLATIONS, **TIGHT}
"""All of them."""


@contextmanager
def plugged(plugins: Iterable[str | Path]) -> Generator[list[str], None, None]:
    """Register the engines of the benchmarks and of plugins for the length of a ``with`` block.

    Parameters
    ----------
    plugins : iterable of str or Path
        ``module:function``, or Python files with a list ``ENGINES``.

    Returns
    -------
    list of str
        Names of the plugins' engines.

    Raises
    ------
    InputError
        If anything is no plugin.
    ValueError
        If the name of an engine is taken.
    """
    with ExitStack() as stack:
        for make in ALONE.values():
            stack.enter_context(registered(make()))
        names: list[str] = []
        for plugin in plugins:
            for engine in _engines(str(plugin)):
                stack.enter_context(registered(engine))
                names.append(engine.name)
        yield names


def _engines(plugin: str) -> list[Engine]:
    module, colon, function = plugin.partition(":")
    if colon and not Path(plugin).exists():
        made = _called(plugin, module, function)
    else:
        made = _listed(Path(plugin))
    several = isinstance(made, list | tuple)
    given = [*cast("Iterable[object]", made)] if several else [made]
    engines = [engine for engine in given if isinstance(engine, Engine)]
    if len(engines) < len(given):
        raise _fault(plugin, "gives something that is no samehands.solver.Engine")
    return engines


def _called(plugin: str, module: str, function: str) -> object:
    here = os.getcwd()
    sys.path.append(here)
    try:
        return getattr(importlib.import_module(module), function)()
    except (ImportError, AttributeError) as error:
        raise _fault(plugin, f"cannot be had: {error}") from error
    finally:
        sys.path.remove(here)


def _listed(file: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"samehands_plugin_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise _fault(file.name, "is no Python file and no module:function")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    engines = getattr(module, "ENGINES", None)
    if not isinstance(engines, list):
        raise _fault(file.name, "has no list ENGINES of engines")
    return cast("list[object]", engines)


def _fault(plugin: str, says: str) -> InputError:
    return InputError([InputFault("argument", None, None, "plugin", f"{plugin} {says}")])
