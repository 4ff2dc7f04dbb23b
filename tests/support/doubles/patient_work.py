"""Work that goes on until somebody stops it, for tests of processes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from samehands.model.plan import Plan
from samehands.planning.many_solves import ManySolves

MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Patient:
    """Work that leaves a file named after its process, and waits for a cancel."""

    folder: Path
    name: str = "patient"

    def run(self, many: ManySolves, start: Plan | None) -> tuple[int, bool]:
        """Return the process and whether it was told to stop."""
        (self.folder / str(os.getpid())).touch()
        return os.getpid(), many.budget.cancel.wait(MOST_SECONDS)
