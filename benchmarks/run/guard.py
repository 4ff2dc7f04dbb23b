"""The process that outlives the runner by a moment and leaves no orphan behind.

``python -m samehands.benchmarks.run.guard PREFIX`` waits until its standard input ends, which is
when
the runner ends, however that comes about, for only the runner holds the other side. Then every
process that carries a mark beginning with PREFIX is killed.
"""

from __future__ import annotations

import os
import sys
import time

from .processes import end_marked

_CALM = 3
"""Looks in a row that must find nobody: a process is without its mark while it is being started."""
_PAUSE = 0.05


def main(prefix: str) -> None:
    """Wait for the end of standard input, then kill whoever is left.

    Parameters
    ----------
    prefix : str
        How the marks of the runner's processes begin.
    """
    farewell = b""
    while chunk := os.read(0, 64):
        farewell = chunk
    # A runner that ended in good order has seen to its processes itself and says so.
    calm = _CALM if farewell else 0
    while calm < _CALM:
        calm = 0 if end_marked(prefix) else calm + 1
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main(sys.argv[1])
