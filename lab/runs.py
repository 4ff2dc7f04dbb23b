"""The queue of runs, each in a process of its own."""

from __future__ import annotations

from pathlib import Path


class Runs:
    """Runs by number.

    Parameters
    ----------
    folder : pathlib.Path
        Where their files go; it need not be there yet.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def close(self) -> None:
        """Stop all that are under way."""
