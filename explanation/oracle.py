"""Is there a plan at all? Asked of the counts first, then of an engine, inside one time limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..audit import check
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import Job, ManySolves, Work
from .facts import is_impossible

T = TypeVar("T")

# The question that is explained: can everything be done, on time?


def forbid_undone_and_late(policy: Policy) -> Policy:
    """Return the policy with undone and late work forbidden."""
    service = policy.service.model_copy(update={"undone": "forbidden"})
    deadlines = policy.deadlines.model_copy(update={"late": "forbidden"})
    return policy.model_copy(update={"service": service, "deadlines": deadlines})


def price_undone_and_late(policy: Policy) -> Policy:
    """Return the policy with undone and late work at their prices.

    An overtime minute may not cost more than a late one, so its price is lowered where it does.
    """
    price = min(policy.overtime.price, policy.deadlines.late_price)
    service = policy.service.model_copy(update={"undone": "priced", "levels": {}})
    deadlines = policy.deadlines.model_copy(update={"late": "priced"})
    overtime = policy.overtime.model_copy(update={"price": price})
    return policy.model_copy(
        update={"service": service, "deadlines": deadlines, "overtime": overtime}
    )


def drop_prices(policy: Policy) -> Policy:
    """Return the policy with every price that a plan without undone and late work can pay at zero.

    The late price is one of them, for work overdue on arrival. Whether there is a plan at all is
    then settled by the first one found.
    """
    return policy.model_copy(
        update={
            "utilisation": policy.utilisation.model_copy(update={"breakpoints": ()}),
            "caseload": policy.caseload.model_copy(update={"breakpoints": ()}),
            "language": policy.language.model_copy(
                update={"owner_price": 0.0, "interpreter_price": 0.0}
            ),
            "skills": policy.skills.model_copy(update={"owner_price": 0.0}),
            "overtime": policy.overtime.model_copy(update={"price": 0.0}),
            "deadlines": policy.deadlines.model_copy(update={"late_price": 0.0}),
            "moves": policy.moves.model_copy(update={"change_price": 0.0}),
        }
    )


@dataclass(frozen=True)
class Decision:
    """What is known of a question.

    Parameters
    ----------
    there_is : bool or None
        Whether there is a plan; None if nobody could say in time.
    is_counted : bool
        Whether counting settled it.
    result : Result or None
        A result with a plan, which has passed the audit, at other prices.
    engine : str
        The engine that settled it; empty if it was counted.
    """

    there_is: bool | None
    is_counted: bool = False
    result: Result | None = None
    engine: str = ""

    @property
    def plan(self) -> Plan | None:
        """The plan, if one was found."""
        return None if self.result is None else self.result.plan


class Oracle:
    """Says whether any plan keeps a policy under which nothing may stay undone or late.

    Parameters
    ----------
    many : ManySolves
        How each is solved, limits and gap apart, and the time there is.
    """

    def __init__(self, many: ManySolves) -> None:
        self._many = many

    @property
    def is_over(self) -> bool:
        """Whether there is no time for another question."""
        return self._many.is_over

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._many.is_cancelled

    def is_side_by_side(self, works: int) -> bool:
        """Whether so many pieces of work are done at a time, two at least."""
        return self._many.is_side_by_side(works)

    def all(self, works: Sequence[Work[T]], more: int = 0) -> list[T | None]:
        """Do pieces of work side by side; see ``ManySolves.all``."""
        return self._many.all(works, more=more)

    def within(self, share: float) -> Oracle:
        """Return the same oracle with a share of the time left."""
        return Oracle(self._many.part(share))

    def decide(self, instance: Instance, policy: Policy, share: float = 0.5) -> Decision:
        """Say whether there is a plan, by counting if that is enough, within a share of the time
        left.
        """
        if self.is_over:
            return Decision(None)
        if is_impossible(instance, policy):
            return Decision(False, is_counted=True)
        return self.decide_by_solving(instance, policy, share)

    def decide_by_solving(self, instance: Instance, policy: Policy, share: float = 0.5) -> Decision:
        """Say whether there is a plan, by solving alone."""
        if self.is_over:
            return Decision(None)
        result = self._solve(instance, drop_prices(policy), share)
        if result.status == "infeasible":
            return Decision(False, engine=result.engine)
        if result.plan is None:
            return Decision(None)
        return Decision(True, result=result, engine=result.engine)

    def unsolved(self, instance: Instance, policy: Policy) -> Result:
        """Return the result of a question that there was no time for."""
        return self._many.unsolved(Job(policy.formulation, instance, policy))

    def find_best(
        self,
        instance: Instance,
        policy: Policy,
        share: float = 1.0,
        start: Plan | None = None,
        gap: float = 0.0,
    ) -> Result | None:
        """Return the best plan that can be found at the prices of a policy; None out of time."""
        if self.is_over:
            return None
        return self._solve(instance, policy, share, start, gap)

    def _solve(
        self,
        instance: Instance,
        policy: Policy,
        share: float,
        start: Plan | None = None,
        gap: float = 0.0,
    ) -> Result:
        part = self._many.part(share, gap=gap, work_limit=None)
        return part.solve(policy.formulation, instance, policy, start)


def is_kept(instance: Instance, plan: Plan, policy: Policy) -> bool:
    """Whether a plan keeps a policy, whatever policy it was made under."""
    return not check(instance, plan, policy)
