"""samehands: assign clients to workers, and know what continuity costs.

>>> import samehands as sh
>>> sh.Policy().as_formulation("team-3").formulation
'team'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .audit import Violation, check
    from .metrics import Metrics, measure
    from .model import (
        EngineUnavailableError,
        InputError,
        Instance,
        InternalError,
        NoPlanError,
        Plan,
        Policy,
        Problem,
        SamehandsError,
        UnsupportedError,
        read,
        read_frames,
        read_policy,
        write,
    )
    from .planning import Comparison, Result, compare, compare_formulations, solve
    from .planning.progress import Progress, progress
    from .planning.result_json import load_result, save_result

__all__ = [
    "Comparison",
    "EngineUnavailableError",
    "InputError",
    "Instance",
    "InternalError",
    "Metrics",
    "NoPlanError",
    "Plan",
    "Policy",
    "Problem",
    "Progress",
    "Result",
    "SamehandsError",
    "UnsupportedError",
    "Violation",
    "check",
    "compare",
    "compare_formulations",
    "load_result",
    "measure",
    "progress",
    "read",
    "read_frames",
    "read_policy",
    "save_result",
    "solve",
    "write",
]

_HOMES = {
    "audit": ("Violation", "check"),
    "metrics": ("Metrics", "measure"),
    "model": (
        "EngineUnavailableError",
        "InputError",
        "Instance",
        "InternalError",
        "NoPlanError",
        "Plan",
        "Policy",
        "Problem",
        "SamehandsError",
        "UnsupportedError",
        "read",
        "read_frames",
        "read_policy",
        "write",
    ),
    "planning": ("Comparison", "Result", "compare", "compare_formulations", "solve"),
    "planning.progress": ("Progress", "progress"),
    "planning.result_json": ("load_result", "save_result"),
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name when it is first asked for: importing the package stays quick."""
        for home, names in _HOMES.items():
            if name in names:
                value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
                globals()[name] = value
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
