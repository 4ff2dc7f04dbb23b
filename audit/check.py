"""Whether a plan is allowed, from the plan and the instance alone."""

from __future__ import annotations

from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.rules import RULES
from . import consistency, form
from .context import prepare
from .rules import VIOLATIONS
from .violations import Violation


def check(instance: Instance, plan: Plan, policy: Policy | None = None) -> list[Violation]:
    """Return every violation of a plan.

    Parameters
    ----------
    instance : Instance
        The instance the plan is for.
    plan : Plan
        Any plan.
    policy : Policy, optional
        The policy to check under; the plan's own by default.

    Returns
    -------
    list of Violation
        Empty for a legal plan. Faults of the plan itself come first, then the rules in the order
        of the policy file. A plan whose tables cannot be read against the instance (unknown ids,
        rows missing or doubled, impossible amounts) is checked no further.
    """
    unreadable = form.faults(instance, plan)
    if unreadable:
        return unreadable
    context = prepare(instance, plan, plan.policy if policy is None else policy)
    found = consistency.faults(context)
    for rule in RULES:
        if context.policy.section(rule).enabled:
            found.extend(VIOLATIONS[rule](context))
    return found
