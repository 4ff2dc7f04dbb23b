"""A listener that tells how a solve is getting on, in one line."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import suppress
from typing import TextIO

from ..model.policy import MILLI
from ..solver import Bound, Built, Compiling, Event, Finished, Incumbent, Started


class Progress:
    """Writes seconds, cost of the best plan, bound and gap of a solve to standard error.

    On a terminal it rewrites one line; elsewhere it is silent, unless told otherwise.

    Parameters
    ----------
    label : str
        What the line begins with.
    stream : TextIO or None
        Where to write; standard error by default.
    always : bool
        Whether to write lines, one below the other, where the stream is no terminal.
    every : float
        Least seconds between two lines; the last state of a solve is always written.
    """

    def __init__(
        self,
        label: str = "",
        *,
        stream: TextIO | None = None,
        always: bool = False,
        every: float = 0.2,
    ) -> None:
        self._label = label
        self._stream = stream
        self._always = always
        self._every = every
        self._last = 0.0
        self._width = 0
        self._known = ""

    def __call__(self, event: Event) -> None:
        """Take an event of a solve."""
        stream = self._stream or sys.stderr
        terminal = stream.isatty()
        if not (terminal or self._always):
            return
        if isinstance(event, Started):
            self._last, self._width, self._known = 0.0, 0, ""
        if isinstance(event, Incumbent | Bound):
            self._known = _known(event)
        now = time.monotonic()
        final = isinstance(event, Finished)
        if not final and now - self._last < self._every:
            return
        self._last = now
        self._write(stream, terminal, final, self._line(event))

    def _line(self, event: Event) -> str:
        parts = [self._label, f"{event.seconds:6.1f} s", self._known]
        if isinstance(event, Built):
            parts.append(f"{event.items:,} items, {event.agents:,} agents, {event.pairs:,} pairs")
        if isinstance(event, Compiling):
            parts.append(f"compiling {event.what}, once on this machine")
        if isinstance(event, Finished):
            parts.append(event.status.replace("_", " "))
            if event.limit not in ("none", "gap"):
                parts.append(f"stopped by {event.limit}")
        return "  ".join(part for part in parts if part)

    def _write(self, stream: TextIO, terminal: bool, final: bool, line: str) -> None:
        if terminal:
            line = line[: max(shutil.get_terminal_size().columns - 1, 1)]
            padded = line.ljust(self._width)
            self._width = len(line)
            text = f"\r{padded}" + ("\n" if final else "")
        else:
            text = f"{line}\n"
        # A terminal that has gone away is no reason to lose the plan.
        with suppress(OSError, ValueError):
            stream.write(text)
            stream.flush()


progress = Progress()
"""A ready-made listener: ``solve(instance, policy, on_event=samehands.progress)``."""


def _known(event: Incumbent | Bound) -> str:
    words: list[str] = []
    if event.objective is not None:
        words.append(f"cost {event.objective / MILLI:,.1f}")
    if event.bound is not None:
        words.append(f"bound {event.bound / MILLI:,.1f}")
    if event.objective is not None and event.bound is not None:
        gap = max(event.objective - event.bound, 0) / max(event.objective, MILLI)
        words.append(f"gap {gap:.2%}")
    return "  ".join(words)
