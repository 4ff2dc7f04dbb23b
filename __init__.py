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
    from .cli.progress import Progress, progress
    from .explanation import Explanation, explain
    from .metrics import Metrics, measure
    from .model import (
        EngineUnavailableError,
        InputError,
        InputFault,
        Instance,
        InternalError,
        NoPlanError,
        Plan,
        Policy,
        SamehandsError,
        UnsupportedError,
        read,
        read_frames,
        read_policy,
        write,
    )
    from .planning import Asking, Comparison, Result, compare, compare_formulations, solve
    from .planning.result_json import load_result, save_result
    from .rebalancing import Absence, Events, Rebalance, rebalance
    from .scenarios import (
        Reform,
        Scenarios,
        WhatIf,
        best_hiring,
        break_even,
        fewest_staff,
        frontier,
        owner_share,
        price_of_fairness,
        read_scenarios,
        shadow_prices,
        sweep,
        what_if,
    )

__all__ = [
    "Absence",
    "Asking",
    "Comparison",
    "EngineUnavailableError",
    "Events",
    "Explanation",
    "InputError",
    "InputFault",
    "Instance",
    "InternalError",
    "Metrics",
    "NoPlanError",
    "Plan",
    "Policy",
    "Progress",
    "Rebalance",
    "Reform",
    "Result",
    "SamehandsError",
    "Scenarios",
    "UnsupportedError",
    "Violation",
    "WhatIf",
    "best_hiring",
    "break_even",
    "check",
    "compare",
    "compare_formulations",
    "explain",
    "fewest_staff",
    "frontier",
    "load_result",
    "measure",
    "owner_share",
    "price_of_fairness",
    "progress",
    "read",
    "read_frames",
    "read_policy",
    "read_scenarios",
    "rebalance",
    "save_result",
    "shadow_prices",
    "solve",
    "sweep",
    "what_if",
    "write",
]

_HOMES = {
    "audit": ("Violation", "check"),
    "explanation": ("Explanation", "explain"),
    "metrics": ("Metrics", "measure"),
    "model": (
        "EngineUnavailableError",
        "InputError",
        "Instance",
        "InternalError",
        "NoPlanError",
        "Plan",
        "Policy",
        "InputFault",
        "SamehandsError",
        "UnsupportedError",
        "read",
        "read_frames",
        "read_policy",
        "write",
    ),
    "planning": (
        "Asking",
        "Comparison",
        "Result",
        "compare",
        "compare_formulations",
        "solve",
    ),
    "cli.progress": ("Progress", "progress"),
    "planning.result_json": ("load_result", "save_result"),
    "rebalancing": ("Absence", "Events", "Rebalance", "rebalance"),
    "scenarios": (
        "Reform",
        "Scenarios",
        "WhatIf",
        "best_hiring",
        "break_even",
        "fewest_staff",
        "frontier",
        "owner_share",
        "price_of_fairness",
        "read_scenarios",
        "shadow_prices",
        "sweep",
        "what_if",
    ),
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
