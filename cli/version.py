"""``samehands version``: this package, Python and the engines."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

from ..report.document import Document, Section
from ..report.sections import origin_section
from ..report.tables import Column, Table
from ..solver import engine_names, find_engine
from .exit_codes import DONE
from .options import AsJson
from .output import show, show_json


def version(as_json: AsJson = False) -> int:
    """Print the versions of samehands, Python and the engines."""
    engines = _engines()
    own, python = installed("samehands"), platform.python_version()
    if as_json:
        show_json({"samehands": own, "python": python, "engines": engines})
        return DONE
    rows = [("samehands", own, ""), ("python", python, "")]
    rows += [
        (f"engine {name}", str(state["version"] or "-"), str(state["missing"] or ""))
        for name, state in engines.items()
    ]
    title = "Versions"
    columns = [Column("what"), Column("version"), Column("missing")]
    table = Table("versions", title, columns, rows)
    show(Document(title, [Section(title, [table])], origin_section()))
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
