"""Everything that engines compile, compiled or loaded at once."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from .compilation import CompiledCode
from .limits import Limits
from .registry import engine_names, find_engine


@dataclass(frozen=True)
class Warmed:
    """Compiled functions that are ready.

    Parameters
    ----------
    what : str
        What they do.
    engines : tuple of str
        Engines that need them.
    is_compiled : bool
        Whether they were compiled; else they were on the disk.
    seconds : float
        How long that took.
    """

    what: str
    engines: tuple[str, ...]
    is_compiled: bool
    seconds: float


def warm_up(cancel: threading.Event | None = None) -> list[Warmed]:
    """Compile what all engines need, or load it where it is on the disk.

    Parameters
    ----------
    cancel : threading.Event or None
        Set it from another thread to stop.

    Returns
    -------
    list of Warmed
        What is ready; all of it, unless the work was cancelled.
    """
    users: dict[CompiledCode, list[str]] = {}
    for name in engine_names():
        engine = find_engine(name)
        if engine is not None and engine.missing() is None:
            for code in engine.compiled_code():
                users.setdefault(code, []).append(name)
    limits, warmed = Limits(cancel=cancel or threading.Event()), list[Warmed]()
    for code, names in users.items():
        began = time.monotonic()
        if not code.wait(limits):
            break
        seconds = time.monotonic() - began
        warmed.append(Warmed(code.name, tuple(names), code.is_compiling, seconds))
    return warmed
