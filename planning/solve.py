"""One question to one audited result."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Unpack

from ..audit import Costs, check_with_cost
from ..formulations import Lowered, lift, lower
from ..metrics import measure
from ..model.certificate import Certificate
from ..model.checks.policy import policy_problems
from ..model.checks.warnings import question_warnings
from ..model.errors import InputError, InternalError, typed_arguments
from ..model.instance import Instance
from ..model.io.plain import instance_sha256, policy_sha256
from ..model.plan import Plan
from ..model.policy import MILLI, Policy
from ..problem import Answer, Limit
from ..solver import OverError, SolveOptions, find_engine
from ..solver.registry import GREEDY
from .answer import answer_problem, start_from_plan
from .certificate import Known, Proof, audit_known, audit_prices, find_proof, prices_of
from .fixed import Fixed, with_fixed
from .lexicographic import solve_in_order
from .options import OptionFields, Order, argument_fault, checked_options, order_faults
from .result import Result, Seconds, TracePoint
from .second_stage import FOR_OWNERS, FOR_SECOND_STAGE, prepare_second_stage
from .settle import Settled, price_assignment, settle_answer
from .time_division import is_too_late, keep_back, keep_for_lifting, limits_of_building

# The last gate: no plan leaves the library unless the audit finds the same cost and no fault.


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
    violations, costs = check_with_cost(instance, plan)
    if violations or costs is None:
        shown = "; ".join(violation.sentence for violation in violations[:_SHOWN])
        raise InternalError(f"the plan breaks {len(violations)} rules: {shown}")
    if costs.total != objective:
        raise InternalError(f"the audit finds a cost of {costs.total}, the problem {objective}")
    return costs


# The versions that a result rests on.


@cache
def _versions(engine: str) -> dict[str, str]:
    """Return the versions of samehands, Python and the software behind the engine of a name.

    Read once a process: the metadata of a package is parsed anew by every look at it.
    """
    found = find_engine(engine)
    if found is None:
        raise InternalError(f"the engine {engine!r} is not in the registry")
    return {
        "samehands": version("samehands"),
        "python": platform.python_version(),
        engine: found.version(),
    }


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    start=Plan,
    certificate=Certificate,
    fixed=(Fixed, Mapping),
)
def solve(
    instance: Instance,
    policy: Policy,
    options: SolveOptions | None = None,
    *,
    start: Plan | None = None,
    certificate: Certificate | None = None,
    order: Order = "priced",
    fixed: Fixed | Mapping[str, object] | None = None,
    **overrides: Unpack[OptionFields],
) -> Result:
    """Find the best plan under a policy and say how good it is.

    Parameters
    ----------
    instance : Instance
        Clients, workers, tasks and periods.
    policy : Policy
        The workload standard; ``policy.as_formulation(name)`` gives the others.
    options : SolveOptions or None
        Engine, limits, seed, listener; the same seed gives the same plan with one thread and a
        work limit, or when the solve ends by itself with one thread.
    start : Plan or None
        A plan to begin from; what of it is not allowed is passed over, and no result is dearer.
    certificate : Certificate or None
        Prices from another solve of this question, or of one that relaxes it, such as those of the
        result that the start is from. They are audited, and what they prove is never given up.
    order : str
        ``priced`` for the one sum of all parts of the cost; ``lexicographic`` for the least undone,
        then the least late, then the least overtime, then the least of the rest: each part as it is
        priced, and fixed for the next. Objective, bound, gap and trace are then those of the rest,
        the bound for the values that the plan has before it, and never certified. It is audited
        all the same, its parts recomputed at the policy's prices.
    fixed : Fixed, mapping or None
        Owners of clients and workers of tasks that are to stay, or the fields of ``Fixed`` as plain
        data, e.g. ``{"clients": ["c1"], "owners": {"c2": "w3"}}``. They become a part of the
        result's policy (``moves.fixed_owners``, ``moves.fixed_tasks``), so the audit checks them.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    Result
        Status, audited plan if there is one, cost, bound, metrics.

    Raises
    ------
    InputError
        If an option is unknown or out of range, the policy contradicts itself or names what
        the instance does not have, or something cannot stay as it is fixed.
    UnsupportedError
        If the engine does not serve a part of the question.
    EngineUnavailableError
        If the engine cannot run here.
    InternalError
        If the audit disagrees with the engine: a bug.
    """
    began = time.monotonic()
    _check_start(instance, start)
    asked = checked_options(
        options, overrides, [*order_faults(order), *policy_problems(policy, instance)]
    )
    policy = with_fixed(instance, policy, fixed)
    limits = asked.limits(began)
    try:
        lowered = lower(instance, policy, limits_of_building(limits).check)
    except OverError:
        return describe_unsolved(instance, policy, asked, limits.reached, limits.elapsed())
    lowering = limits.elapsed()
    if is_too_late(limits, has_start=start is not None):
        return describe_unsolved(instance, policy, asked, limits.reached, lowering)
    # Loading is not counted against the first plan: on a busy machine it takes seconds.
    if order == "priced" and asked.engine != GREEDY:
        prepare_second_stage()
    known = None
    if certificate is not None and order == "priced":
        known = audit_known(lowered, certificate)
    room = asked.limits(began - keep_for_lifting(asked.time_limit, lowering))
    # What needs no plan is done beside: the fingerprint of the tables, which is kept for the
    # result, then what the prices prove.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(instance_sha256, instance)
        answer = _answer(lowered, asked, order, start, known, began, lowering)
        own = None if order != "priced" else beside.submit(audit_prices, lowered, answer)
        settled = settle_answer(lowered, answer, order, room, began, asked.thread_count)
        answer = settled.answer
        answering = time.monotonic() - began - lowering
        proven = _proof(lowered, order, answer, None if own is None else own.result(), known)
    proving = time.monotonic() - began - lowering - answering
    # What passes between the steps of an answer, such as loading its engine, counts as solving.
    solving = max(answering - answer.seconds_build - answer.seconds_prices, 0.0)
    spent = Seconds(
        build=lowering + answer.seconds_build,
        solve=solving,
        certify=answer.seconds_prices + proving,
    )
    return _result(lowered, asked, order, settled, proven, spent)


def describe_unsolved(
    instance: Instance,
    policy: Policy,
    options: SolveOptions,
    limit: Limit,
    building: float | None = None,
) -> Result:
    """Return the result of a solve that never began, for there was no time left or a cancel.

    Parameters
    ----------
    instance, policy, options
        What was asked.
    limit : Limit
        What kept it from beginning.
    building : float or None
        Seconds for which the problem was being built; None where not even that began.
    """
    reason = "not begun"
    if building is not None:
        reason = f"not begun: the limit was reached after {building:.1f} s of building the problem"
    return Result(
        status="no_plan",
        limit=limit,
        plan=None,
        objective=None,
        objective_parts={},
        bound=None,
        bound_kind="none",
        task_minutes=instance.task_minutes,
        metrics=None,
        policy=policy,
        formulation=policy.formulation,
        engine=options.engine,
        engine_reason=reason,
        seed=options.seed,
        threads=options.thread_count,
        seconds=Seconds(build=building),
        instance_sha256=instance_sha256(instance),
        policy_sha256=policy_sha256(policy),
        warnings=question_warnings(policy, instance),
        versions={},
    )


def _check_start(instance: Instance, start: Plan | None) -> None:
    """Refuse a plan of which the instance has no client: it is another agency's."""
    if start is None or not start.owners.height or not instance.clients.height:
        return
    if not start.owners["client"].is_in(instance.clients["id"].implode()).any():
        says = (
            "the plan is about other clients than the instance; start from a plan for its clients"
        )
        raise InputError([argument_fault("start", says)])


def _answer(
    lowered: Lowered,
    options: SolveOptions,
    order: Order,
    start: Plan | None,
    known: Known | None,
    began: float,
    lowering: float,
) -> Answer:
    """Have the problem solved; time to lift, audit and certify is kept back."""
    hint = None if start is None else start_from_plan(lowered, start)
    if options.time_limit is not None:
        share = FOR_OWNERS + (FOR_SECOND_STAGE if order == "priced" else 0.0)
        seconds = options.time_limit * (1 - share) - keep_back(options.time_limit, lowering)
        options = replace(options, time_limit=max(seconds, 0.001))
    if order == "lexicographic":
        return solve_in_order(lowered, options, start=hint, began=began)
    bound = None if known is None else known.bound
    first = None if known is None else prices_of(lowered, known.certificate)
    return answer_problem(
        lowered.problem,
        options,
        start=hint,
        bound=bound,
        began=began,
        prices=True,
        first_prices=first,
    )


def _result(
    lowered: Lowered,
    options: SolveOptions,
    order: Order,
    settled: Settled,
    proven: Proof,
    spent: Seconds,
) -> Result:
    instance, policy, answer = lowered.instance, lowered.policy, settled.answer
    plan, metrics, parts = None, None, dict[str, float]()
    lifting, auditing, at = None, None, time.monotonic()
    if answer.x is not None and answer.objective is not None:
        plan = lift(lowered, answer.x)
        lifting = time.monotonic() - at
        at += lifting
        costs = audited(instance, plan, _priced_sum(lowered, order, answer))
        parts = {name: amount / MILLI for name, amount in costs.as_dict().items()}
        metrics = measure(instance, plan)
    made_of = (instance_sha256(instance), policy_sha256(policy), dict(_versions(answer.engine)))
    if lifting is not None:
        auditing = time.monotonic() - at
    return Result(
        status=answer.status,
        limit=answer.limit,
        plan=plan,
        moves=settled.moves,
        second_stage=settled.second_stage,
        objective=_minutes(answer.objective if plan is not None else None),
        objective_parts=parts,
        bound=_minutes(proven.bound),
        bound_kind=proven.kind,
        certified_bound=_minutes(proven.certified),
        task_minutes=instance.task_minutes,
        metrics=metrics,
        certificate=proven.certificate,
        policy=policy,
        formulation=policy.formulation,
        engine=answer.engine,
        engine_reason=answer.reason,
        seed=options.seed,
        threads=options.thread_count,
        order=order,
        seconds=spent.model_copy(update={"lift": lifting, "audit": auditing}),
        trace=_trace(answer),
        instance_sha256=made_of[0],
        policy_sha256=made_of[1],
        versions=made_of[2],
        warnings=question_warnings(policy, instance),
    )


def _trace(answer: Answer) -> tuple[TracePoint, ...]:
    return tuple(
        TracePoint(
            seconds=point.seconds,
            objective=_minutes(point.objective),
            bound=_minutes(point.bound),
        )
        for point in answer.trace
    )


def _proof(
    lowered: Lowered, order: Order, answer: Answer, own: Known | None, known: Known | None
) -> Proof:
    """Return what is proven; in lexicographic order the audit has no means to check a bound."""
    if order == "priced" or answer.status == "infeasible":
        return find_proof(lowered, answer, own, known)
    return Proof(None, None, answer.bound, "none" if answer.bound is None else "reported")


def _priced_sum(lowered: Lowered, order: Order, answer: Answer) -> int:
    """Return the cost that the audit must find: in lexicographic order no objective says it."""
    if answer.objective is None or (order == "lexicographic" and answer.x is not None):
        assert answer.x is not None
        return price_assignment(lowered, answer.x)
    return answer.objective


def _minutes(amount: int | None) -> float | None:
    return None if amount is None else amount / MILLI
