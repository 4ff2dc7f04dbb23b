"""HiGHS, which more than one engine runs."""

from __future__ import annotations

import highspy


def run_highs(highs: highspy.Highs) -> None:
    """Run a solver whose number of threads may differ from that of the last one in the process.

    HiGHS keeps its threads from solve to solve and refuses to run with another number of them.

    Parameters
    ----------
    highs : highspy.Highs
        A solver with a model.
    """
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kNotset:
        highspy.Highs.resetGlobalScheduler(True)
        highs.run()
