"""The versions that a result rests on."""

from __future__ import annotations

import platform
from importlib.metadata import version

from ..solver import Engine


def versions(engine: Engine) -> dict[str, str]:
    """Return the versions of samehands, Python and the software behind the engine."""
    return {
        "samehands": version("samehands"),
        "python": platform.python_version(),
        engine.name: engine.version(),
    }
