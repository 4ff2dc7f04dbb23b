"""The last gate: no plan leaves the library unless the audit finds the same cost and no fault."""

from __future__ import annotations

from ..audit import Costs, check, cost
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan

_SHOWN = 5


def audited(instance: Instance, plan: Plan, objective: int) -> Costs:
    """Audit a plan against the objective that the engine's answer was evaluated at.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        The plan.
    objective : int
        What it should cost, in thousandths of a minute.

    Returns
    -------
    Costs
        The cost recomputed from the plan alone.

    Raises
    ------
    InternalError
        If a rule is broken or the cost differs.
    """
    violations = check(instance, plan)
    if violations:
        shown = "; ".join(violation.sentence for violation in violations[:_SHOWN])
        raise InternalError(f"the plan breaks {len(violations)} rules: {shown}")
    costs = cost(instance, plan)
    if costs.total != objective:
        raise InternalError(f"the audit finds a cost of {costs.total}, the problem {objective}")
    return costs
