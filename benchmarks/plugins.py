"""Engines that are not in the registry: those of the benchmarks alone, and those of plugins.

A plugin, for tests and for engines in the making, is a Python file with a list ``ENGINES`` of
objects that follow the protocol ``samehands.solver.Engine``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Generator, Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import cast

from ..model.errors import InputError
from ..model.problems import Problem
from ..solver import Engine, registered
from .baselines import ALONE


@contextmanager
def plugged(files: Iterable[Path]) -> Generator[None, None, None]:
    """Register the engines of the benchmarks and of plugins for the length of a ``with`` block.

    Parameters
    ----------
    files : iterable of Path
        Python files with a list ``ENGINES``.

    Raises
    ------
    InputError
        If a file is no plugin.
    ValueError
        If the name of an engine is taken.
    """
    with ExitStack() as stack:
        for make in ALONE.values():
            stack.enter_context(registered(make()))
        for file in files:
            for engine in _engines(file):
                stack.enter_context(registered(engine))
        yield


def _engines(file: Path) -> list[Engine]:
    spec = importlib.util.spec_from_file_location(f"samehands_plugin_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise InputError([Problem("file", None, None, file.name, "is no Python file")])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    engines = getattr(module, "ENGINES", None)
    if not isinstance(engines, list):
        says = "has no list ENGINES of engines"
        raise InputError([Problem("file", None, None, file.name, says)])
    return cast("list[Engine]", engines)
