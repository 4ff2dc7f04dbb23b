"""``samehands version``: this package, Python and the engines."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

from ..report.layout import add, grid
from ..solver import engine_names, find_engine
from .exits import DONE
from .options import AsJson
from .output import show, show_json


def version(as_json: AsJson = False) -> int:
    """Print the versions of samehands, Python and the engines."""
    engines = _engines()
    own, python = installed("samehands"), platform.python_version()
    if as_json:
        show_json({"samehands": own, "python": python, "engines": engines})
        return DONE
    table = grid(["", "", ""], texts=3)
    add(table, "samehands", own)
    add(table, "python", python)
    for name, state in engines.items():
        add(table, f"engine {name}", str(state["version"] or "-"), str(state["missing"] or ""))
    show([table])
    return DONE


def _engines() -> dict[str, dict[str, str | bool | None]]:
    found: dict[str, dict[str, str | bool | None]] = {}
    for name in engine_names():
        engine = find_engine(name)
        if engine is not None:
            missing = engine.missing()
            number = None if missing else engine.version()
            found[name] = {"installed": missing is None, "version": number, "missing": missing}
    return found
