"""Which problems can be solved over patterns."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem


def serves(problem: AssignmentProblem) -> bool:
    """Whether a problem can be solved over patterns.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.

    Returns
    -------
    bool
        False where using an agent has a price or a group with a lead may have several agents.
    """
    led = problem.group_lead >= 0
    return not np.any(problem.open_price) and not bool((problem.group_limit[led] > 1).any())
