"""``samehands warm``: compile what engines need, before the first solve has to."""

from __future__ import annotations

from ..report.document import Document, Paragraph, Section
from ..report.sections import origin_section
from ..report.tables import Column, Table
from .exit_codes import DONE
from .interrupt import run_interruptibly
from .options import AsJson
from .output import show, show_json


def warm(as_json: AsJson = False) -> int:
    """Compile what engines need, once on a machine, and say where the machine code is kept."""
    from ..solver.compiled import CACHE_FOLDER
    from ..solver.warm_up import warm_up

    warmed = run_interruptibly(warm_up)
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
