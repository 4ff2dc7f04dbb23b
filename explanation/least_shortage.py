"""The first phase: how many minutes have to stay undone at least, if nothing may be late.

Nothing costs but what is left: each minute of an undone task one, each client without an owner one.
A plan at zero does everything on time; a bound above zero, worked out by the audit from prices,
proves that no plan does. Between them nothing is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ..audit import check, verify_certificate
from ..formulations import Lowered, embed, lift, lower
from ..model.certificate import Certificate
from ..model.checks.cells import NEVER
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..planning.certificate import certificate_of
from ..problem import Ints
from ..solver import SolveOptions


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


def price_undone_only(policy: Policy) -> Policy:
    """Return a policy under which only undone minutes and clients without an owner cost.

    Undone work is allowed in it, late work is not.
    """
    loose = drop_prices(policy)
    service = loose.service.model_copy(
        update={"undone": "priced", "undone_price": 1.0, "unowned": 1.0, "levels": {}}
    )
    return loose.model_copy(update={"service": service})


@dataclass(frozen=True)
class LeastShortage:
    """What is known of the least minutes that have to stay undone.

    Parameters
    ----------
    least : float
        No plan leaves fewer minutes, clients without an owner counted as one each; certified.
    most : float or None
        What the plan leaves; None without a plan.
    plan : Plan or None
        The audited plan: of the policy itself where it leaves nothing, else with undone work.
    certificate : Certificate or None
        Prices that prove ``least``, where it is above zero.
    """

    least: float = 0.0
    most: float | None = None
    plan: Plan | None = None
    certificate: Certificate | None = None

    @property
    def there_is(self) -> bool | None:
        """Whether there is a plan that leaves nothing; None where that is not decided."""
        if self.least > 0:
            return False
        return True if self.most == 0 else None


def find_least_shortage(
    instance: Instance,
    policy: Policy,
    options: SolveOptions,
    *,
    start: Plan | None = None,
    closely: bool = False,
) -> LeastShortage:
    """Find out how much has to stay undone, at least until that is known to be nothing or not.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        A policy under which undone and late work are forbidden.
    options : SolveOptions
        Checked options.
    start : Plan or None
        A plan for the same clients to begin from; else everything is with the owner of today.
    closely : bool
        Whether more is wanted than a decision; see ``solver.shortage.find_shortage``.

    Returns
    -------
    LeastShortage
        Whatever was found has passed the audit.

    Raises
    ------
    OverError
        If the time was up before the problem was built.
    """
    limits = options.limits()
    service = policy.service.model_copy(update={"levels": {}})
    strict = drop_prices(policy).model_copy(update={"service": service})
    lowered = lower(instance, strict, limits.check)
    weight = np.full(lowered.problem.items, MILLI, dtype=np.int64)
    weight[lowered.view.clients :] *= np.maximum(lowered.view.minutes, 1)
    # It brings the compiler along, which reports that only word what was found have no use for.
    from ..solver.shortage import find_shortage, weighted_shortage

    problem = weighted_shortage(lowered.problem, weight)
    begun = _begin_today(lowered) if start is None else embed(lowered, start)
    rest = replace(options, time_limit=limits.left())
    answer = find_shortage(problem, _pool_alike(instance), rest, begun, closely=closely)
    if answer.objective == 0 and answer.x is not None:
        plan = replace(lift(lowered, answer.x), policy=policy)
        return LeastShortage(0.0, 0.0, _audited(instance, plan))
    found = LeastShortage()
    loose = replace(lowered, problem=problem, policy=price_undone_only(policy))
    if answer.x is not None and answer.objective is not None:
        plan = lift(loose, answer.x)
        # What is fixed may not be left, not even where all else may: that is no plan then.
        if not (_has_fixed(policy) and check(instance, plan)):
            found = LeastShortage(0.0, answer.objective / MILLI, _audited(instance, plan))
    if answer.prices is None:
        return found
    certificate = certificate_of(lowered, answer.prices)
    return replace(
        found, least=certify_shortage(instance, policy, certificate), certificate=certificate
    )


def certify_shortage(instance: Instance, policy: Policy, certificate: Certificate) -> float:
    """Return how many minutes have to stay undone at least, as the audit finds prices to prove.

    Parameters
    ----------
    instance, policy
        The question; under the policy undone and late work are forbidden.
    certificate : Certificate
        Prices of this question or of any other.

    Returns
    -------
    float
        Minutes, clients without an owner counted as one each; 0 where nothing is proven.
    """
    # Meetings that are only priced forbid nothing, and their prices are no minutes.
    barred = instance.pairs.filter(pl.col("price") == NEVER)
    found = verify_certificate(
        replace(instance, pairs=barred), price_undone_only(policy), certificate
    )
    return 0.0 if found.bound is None else found.bound / MILLI


def _audited(instance: Instance, plan: Plan) -> Plan:
    violations = check(instance, plan)
    if violations:
        raise InternalError(f"the plan breaks {len(violations)} rules: {violations[0].sentence}")
    return plan


def _has_fixed(policy: Policy) -> bool:
    return bool(policy.moves.fixed_owners or policy.moves.fixed_tasks)


def _begin_today(lowered: Lowered) -> Ints:
    """Return the assignment of everything to the owner of today who may have it: (pairs,)."""
    today, problem = lowered.view.today, lowered.problem
    agent = np.append(today, today[lowered.view.client])
    begun: Ints = (problem.pair_agent == agent[problem.pair_item]).astype(np.int64)
    return begun


def _pool_alike(instance: Instance) -> Ints:
    """Return numbers that are the same for workers of the same office, languages and programs."""
    alike = instance.workers.select(
        "office", pl.col("languages").list.sort(), pl.col("programs").list.sort()
    )
    numbers = alike.select(pl.struct(pl.all()).rank("dense") - 1).to_series()
    pools: Ints = numbers.cast(pl.Int64).to_numpy()
    return pools
