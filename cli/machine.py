"""``samehands version`` and ``samehands warm``: what runs on this machine."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

from ..report.document import Document, Paragraph, Section, origin_section
from ..report.tables import Column, Table
from ..solver import engine_names, find_engine
from .exit_codes import DONE
from .interrupt import run_interruptibly
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


def warm(as_json: AsJson = False) -> int:
    """Compile what engines need, once on a machine, and say where the machine code is kept."""
    from ..simulation.replicate import warm_up as warm_up_simulation
    from ..solver.compiled import CACHE_FOLDER
    from ..solver.registry import warm_up

    warmed = [*run_interruptibly(warm_up), warm_up_simulation()]
    if as_json:
        loops = [
            {
                "what": each.what,
                "engines": list(each.engines),
                "compiled": each.is_compiled,
                "seconds": round(each.seconds, 3),
            }
            for each in warmed
        ]
        show_json({"folder": None if CACHE_FOLDER is None else str(CACHE_FOLDER), "loops": loops})
        return DONE
    kept = f"The machine code is kept in {CACHE_FOLDER}."
    if CACHE_FOLDER is None:
        kept = "No folder can be written, so that every process compiles anew: set NUMBA_CACHE_DIR."
    rows = [
        (
            each.what,
            ", ".join(each.engines),
            "compiled" if each.is_compiled else "was there",
            each.seconds,
        )
        for each in warmed
    ]
    columns = [
        Column("what"),
        Column("engines"),
        Column("machine code"),
        Column("seconds", "seconds"),
    ]
    title = "Compiled code"
    table = Table("compiled", title, columns, rows)
    show(Document(title, [Section(title, [table, Paragraph(kept)])], origin_section()))
    return DONE
