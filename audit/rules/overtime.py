"""Overtime: minutes above a period's regular minutes are limited."""

from __future__ import annotations

import numpy as np

from ..context import Context
from ..violations import Violation


def find_violations(context: Context) -> list[Violation]:
    """Return overtime above the limit, and any in a period without regular minutes.

    In minutes above what is allowed, one for each worker and period.
    """
    names = context.instance.workers["id"].to_list()
    planned, overtime = context.planned, context.overtime
    allowed = np.where(context.capacity > 0, context.policy.overtime.limit, 0)
    return [
        Violation(
            "overtime",
            {"worker": names[row]},
            int(period),
            int(overtime[row, period] - allowed[row, period]),
            "minutes",
            f"worker {names[row]} works {overtime[row, period]} min above the "
            f"{planned[row, period]} regular ones in period {period}, where "
            f"{allowed[row, period]} are allowed",
        )
        for row, period in np.argwhere(overtime > allowed)
    ]
