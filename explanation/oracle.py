"""Is there a plan at all? Asked of the counts, then of the least shortage, then of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ..audit import check
from ..formulations import lift, lower
from ..model.certificate import Certificate
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.answer import answer_problem
from ..planning.many_solves import Job, ManySolves, Work
from ..planning.solve import audited
from ..planning.time_division import keep_back
from ..solver import AUTOMATIC, OverError
from .facts import is_impossible
from .least_shortage import LeastShortage, certify_shortage, drop_prices, find_least_shortage

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


@dataclass(frozen=True)
class Decision:
    """What is known of a question.

    Parameters
    ----------
    there_is : bool or None
        Whether there is a plan; None if nobody could say in time.
    is_counted : bool
        Whether counting settled it.
    plan : Plan or None
        A plan, which has passed the audit, at other prices.
    engine : str
        The engine that settled it; empty if it was counted.
    """

    there_is: bool | None
    is_counted: bool = False
    plan: Plan | None = None
    engine: str = ""


@dataclass(frozen=True)
class Known:
    """What questions before showed, which others begin from.

    Parameters
    ----------
    plan : Plan or None
        A plan that leaves little undone.
    certificate : Certificate or None
        Prices that proved that something has to stay undone.
    """

    plan: Plan | None = None
    certificate: Certificate | None = None


PATTERNS = "kernel"
"""The engine behind the least shortage; who asks for another one has that one decide."""

_LARGE = 100_000
"""Clients and tasks times workers from which on no engine is asked after the least shortage."""


def is_large(instance: Instance) -> bool:
    """Whether an agency is so large that the least shortage alone decides what can be had."""
    size = instance.clients.height + instance.tasks.height
    return size * instance.workers.height >= _LARGE


class Oracle:
    """Says whether any plan keeps a policy under which nothing may stay undone or late.

    Parameters
    ----------
    many : ManySolves
        How each is solved, limits and gap apart, and the time there is.
    known : Known
        What other questions about the same agency showed.
    """

    def __init__(self, many: ManySolves, known: Known | None = None) -> None:
        self._many = many
        self.known = known or Known()

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
        return Oracle(self._many.part(share), self.known)

    def without_prices(self) -> Oracle:
        """Return the same oracle with the plan that is known alone."""
        return Oracle(self._many, Known(self.known.plan))

    @property
    def asks_patterns(self) -> bool:
        """Whether the least shortage is looked for before an engine is asked."""
        return self._many.options.engine in (AUTOMATIC, PATTERNS)

    @property
    def knows_prices(self) -> bool:
        """Whether there are prices of a shortage that may prove something of other questions."""
        return self.known.certificate is not None

    def is_proven(self, instance: Instance, policy: Policy) -> bool:
        """Whether the prices at hand prove, by the audit, that there is no plan."""
        known = self.known.certificate
        return known is not None and certify_shortage(instance, policy, known) > 0

    def measure(self, instance: Instance, policy: Policy, share: float) -> LeastShortage:
        """Return the least shortage, as closely as a share of the time left lets it be found.

        Later questions begin from it.
        """
        found = self._find_shortage(instance, policy, share, closely=True)
        self.known = Known(found.plan or self.known.plan, found.certificate)
        return found

    def _find_shortage(
        self, instance: Instance, policy: Policy, share: float, *, closely: bool = False
    ) -> LeastShortage:
        options = self._many.options_of("the least shortage", share)
        start = self.known.plan
        try:
            return find_least_shortage(instance, policy, options, start=start, closely=closely)
        except OverError:
            return LeastShortage()

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
        """Say whether there is a plan, by what is known already or by solving."""
        if self.is_over:
            return Decision(None)
        if self.asks_patterns:
            part = self.within(share)
            said = part._decide_by_shortage(instance, policy)
            if said.there_is is not None or is_large(instance):
                return said
            return part._decide_by_engine(instance, policy, 1.0)
        return self._decide_by_engine(instance, policy, share)

    def _decide_by_shortage(self, instance: Instance, policy: Policy) -> Decision:
        """Say whether there is a plan, as far as the least shortage shows it."""
        if self.is_proven(instance, policy):
            return Decision(False, engine=PATTERNS)
        found = self._find_shortage(instance, policy, 0.6)
        plan = found.plan if found.there_is else None
        return Decision(found.there_is, plan=plan, engine=PATTERNS)

    def _decide_by_engine(self, instance: Instance, policy: Policy, share: float) -> Decision:
        if self.is_over:
            return Decision(None)
        part = self._many.part(share, gap=0.0, work_limit=None)
        return _find_any(instance, drop_prices(policy), part)

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


def _find_any(instance: Instance, policy: Policy, many: ManySolves) -> Decision:
    """Say whether there is a plan, by one solve in which the first plan will do.

    It needs no second stage, no reasons for moves, no metrics: nobody sees the plan as an answer.
    """
    options = many.options_of(policy.formulation)
    limits = options.limits()
    try:
        lowered = lower(instance, policy, limits.check)
    except OverError:
        return Decision(None)
    lowering = limits.elapsed()
    if options.time_limit is not None:
        left = options.time_limit - keep_back(options.time_limit, lowering)
        options = replace(options, time_limit=max(left, 0.001))
    answer = answer_problem(lowered.problem, options)
    if answer.status == "infeasible":
        return Decision(False, engine=answer.engine)
    if answer.x is None or answer.objective is None:
        return Decision(None)
    began = limits.elapsed()
    plan = lift(lowered, answer.x)
    audited(instance, plan, answer.objective)
    many.preparing.note(lowering, limits.elapsed() - began)
    return Decision(True, plan=plan, engine=answer.engine)


def is_kept(instance: Instance, plan: Plan, policy: Policy) -> bool:
    """Whether a plan keeps a policy, whatever policy it was made under."""
    return not check(instance, plan, policy)
