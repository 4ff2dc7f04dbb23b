"""Whether a verdict survives when what was assumed is halved or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.checks.policy import consistency
from ..model.policy import Policy
from ..planning import Difference

FACTORS = (0.5, 2.0)
"""By what each assumed price and minute is multiplied."""

_PRICES = (
    "moves.change_price",
    "service.undone_price",
    "service.unowned",
    "deadlines.late_price",
    "overtime.price",
)
_MINUTES = ("moves.transfer_minutes", "handoffs.minutes", "overtime.limit")
_FACTOR = "language.interpreter_factor"
_BREAKPOINTS = "utilisation.breakpoints"

ASSUMED = (*_PRICES, *_MINUTES, _FACTOR, _BREAKPOINTS)
"""The fields of the policy whose values nobody has measured: prices, minutes, and of the
interpreter's factor what exceeds 1."""


@dataclass(frozen=True)
class Check:
    """One assumption changed on both sides.

    Parameters
    ----------
    field : str
        Field of the policy.
    factor : float
        By what it was multiplied.
    difference : Difference
        What followed.
    survives : bool
        Whether the verdict is the same as without.
    """

    field: str
    factor: float
    difference: Difference
    survives: bool


def verdict(difference: Difference) -> str:
    """Return ``dearer``, ``cheaper`` or ``not shown`` for a reform less its baseline."""
    if not difference.is_real:
        return "not shown"
    return "dearer" if difference.low is not None and difference.low > 0 else "cheaper"


def assumptions(*policies: Policy) -> Iterator[tuple[str, float]]:
    """Yield every field and factor by which at least one of the policies becomes another.

    Left out is what would make a policy contradict itself, e.g. a late minute that is cheaper than
    an overtime minute.
    """
    for field in ASSUMED:
        for factor in FACTORS:
            scaled = [times(policy, field, factor) for policy in policies]
            legal = not any(consistency(policy) for policy in scaled)
            if legal and scaled != [*policies]:
                yield field, factor


def times(policy: Policy, field: str, factor: float) -> Policy:
    """Return a policy with one assumed field multiplied.

    Parameters
    ----------
    policy : Policy
        The policy.
    field : str
        One of ``ASSUMED``.
    factor : float
        The factor; minutes are rounded to whole ones, a half up.
    """
    rule, name = field.split(".")
    section = getattr(policy, rule)
    old = getattr(section, name)
    if field == _BREAKPOINTS:
        new: object = tuple(
            point.model_copy(update={"price": point.price * factor}) for point in old
        )
    elif field == _FACTOR:
        new = 1 + (old - 1) * factor
    elif field in _MINUTES:
        new = int(old * factor + 0.5)
    else:
        new = old * factor
    return policy.model_copy(update={rule: section.model_copy(update={name: new})})
