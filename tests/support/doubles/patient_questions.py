"""Questions of the lab that are not answered before somebody stops them, and one that is deaf."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from samehands.lab.progress import Ended, Improved, Progress
from samehands.lab.questions import SolveQuestion
from samehands.model.policy import Policy
from samehands.planning.parallel import stop_event
from samehands.solver import SolveOptions

MOST_SECONDS = 60.0


@dataclass(frozen=True)
class PatientQuestion(SolveQuestion):
    """A question whose process leaves a file named after itself, and waits for a stop."""

    is_deaf: bool = False

    def answer(self, file: Path, progress: Progress) -> Ended:
        """Return what is known once it is stopped."""
        progress.begin()
        progress.send(Improved(0.5, 100.0, 40.0))
        progress.say("Looking for better plans.")
        (file.parent / str(os.getpid())).touch()
        stop_event().wait(MOST_SECONDS)
        while self.is_deaf:
            stop_event().wait(MOST_SECONDS)
        return Ended("feasible", "interrupted", 100.0, 40.0)


def patient(tables: Path, **fields: object) -> PatientQuestion:
    """Return a patient question about tables."""
    options = SolveOptions(time_limit=MOST_SECONDS)
    return PatientQuestion("patient", tables, "agency", (), Policy(), False, options, **fields)  # type: ignore[arg-type]
