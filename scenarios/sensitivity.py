"""Whether a verdict survives when what was assumed is halved or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from ..model.checks.policy import consistency
from ..model.policy import Policy
from ..model.policy_order import assumed_fields, policy_fields
from ..model.sections import Breakpoint
from ..planning import Difference

FACTORS = (0.5, 2.0)
"""By what each assumed price and minute is multiplied."""


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


def name_verdict(difference: Difference) -> str:
    """Return ``dearer``, ``cheaper`` or ``not shown`` for a reform less its baseline."""
    if not difference.is_real:
        return "not shown"
    return "dearer" if difference.low is not None and difference.low > 0 else "cheaper"


def list_assumptions(*policies: Policy) -> Iterator[tuple[str, float]]:
    """Yield every field and factor by which at least one of the policies becomes another.

    Left out is what would make a policy contradict itself, e.g. a late minute that is cheaper than
    an overtime minute.
    """
    for field in assumed_fields():
        for factor in FACTORS:
            scaled = [scale_field(policy, field.name, factor) for policy in policies]
            legal = not any(consistency(policy) for policy in scaled)
            if legal and scaled != [*policies]:
                yield field.name, factor


def scale_field(policy: Policy, field: str, factor: float) -> Policy:
    """Return a policy with one assumed field multiplied.

    Parameters
    ----------
    policy : Policy
        The policy.
    field : str
        A field that is assumed.
    factor : float
        The factor; minutes are rounded to whole ones, a half up.
    """
    marked = policy_fields()[field]
    old = marked.value(policy)
    above = 0.0 if marked.assumed is None else marked.assumed.above
    if isinstance(old, tuple):
        points = cast("tuple[Breakpoint, ...]", old)
        new: object = tuple(
            point.model_copy(update={"price": point.price * factor}) for point in points
        )
    else:
        scaled = above + (cast("float", old) - above) * factor
        new = int(scaled + 0.5) if marked.is_whole else scaled
    return marked.replaced(policy, new)
