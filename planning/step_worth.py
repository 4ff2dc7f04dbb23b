"""What one step more of a limit would save at most, by the prices that prove a result's bound."""

from __future__ import annotations

from ..audit import verify_certificate
from ..model.instance import Instance
from ..model.policy import MILLI
from ..model.policy_order import policy_fields
from .result import Result

STEPS = {"caseload.cap": 1, "overtime.limit": 1, "utilisation.ceiling": 0.01}
"""One step more of a limit, in the unit of its field."""


def bound_step(instance: Instance, result: Result, field: str) -> float | None:
    """Return the minutes that a plan with one step more of a limit can cost less, at most.

    The prices that prove a bound under one limit prove one under any other too; it is what the
    audit makes of them there.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        A result on it.
    field : str
        A limit of ``STEPS`` that its policy has.

    Returns
    -------
    float or None
        At most this much is saved; None without a plan or prices.
    """
    if result.objective is None or result.certificate is None:
        return None
    limit = policy_fields()[field]
    value = limit.value(result.policy)
    assert isinstance(value, int | float)
    looser = limit.replaced(result.policy, value + STEPS[field])
    found = verify_certificate(instance, looser, result.certificate)
    return None if found.bound is None else max(result.objective - found.bound / MILLI, 0.0)
