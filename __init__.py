"""samehands: assign clients to workers, and know what continuity costs.

>>> import samehands as sh
>>> sh.Policy().as_formulation("team-3").formulation
'team'
"""

from __future__ import annotations

import sys

import lazy_loader  # pyright: ignore[reportMissingTypeStubs]

# Importing the package stays quick: what stands in `__init__.pyi` is loaded when it is asked for.
_load, __dir__, __all__ = lazy_loader.attach_stub(  # pyright: ignore[reportUnknownVariableType]
    __name__, __file__
)


def __getattr__(name: str) -> object:
    found: object = _load(name)
    # Answers are below reports and cannot import them: a notebook gets its HTML through this.
    written = sys.modules.get(f"{__name__}.planning.written")
    if written is not None:
        written.WrittenAnswer.shown = staticmethod(_show)
    return found


def _show(answer: object) -> str | None:
    from .planning.written import WrittenAnswer
    from .report.notebook import notebook_html

    return notebook_html(answer) if isinstance(answer, WrittenAnswer) else None
