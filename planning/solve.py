"""One question to one audited result."""

from __future__ import annotations

import platform
import threading
import time
from importlib.metadata import version

from ..audit import Costs, check, cost
from ..formulations import Lowered, lift, lower
from ..metrics import measure
from ..model.checks.policy import policy_problems
from ..model.errors import EngineUnavailableError, InternalError, UnsupportedError
from ..model.hashing import instance_sha256, policy_sha256
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.units import MILLI
from ..problem import Answer, evaluate
from ..solver import (
    AUTOMATIC,
    Engine,
    Limits,
    Listener,
    MissingError,
    RefusedError,
    Request,
    SolveMonitor,
    WrongAnswerError,
    choose,
    find_engine,
    run,
)
from .certificate import Proof, proof
from .lexicographic import run_in_order
from .options import Ask, checked_ask
from .result import Result, Seconds, TracePoint
from .warm_start import started

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
    violations = check(instance, plan)
    if violations:
        shown = "; ".join(violation.sentence for violation in violations[:_SHOWN])
        raise InternalError(f"the plan breaks {len(violations)} rules: {shown}")
    costs = cost(instance, plan)
    if costs.total != objective:
        raise InternalError(f"the audit finds a cost of {costs.total}, the problem {objective}")
    return costs


# The versions that a result rests on.


def versions(engine: Engine) -> dict[str, str]:
    """Return the versions of samehands, Python and the software behind the engine."""
    return {
        "samehands": version("samehands"),
        "python": platform.python_version(),
        engine.name: engine.version(),
    }


def solve(
    instance: Instance,
    policy: Policy,
    *,
    engine: str = AUTOMATIC,
    time_limit: float | None = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    threads: int | None = None,
    work_limit: float | None = None,
    start: Plan | None = None,
    on_event: Listener | None = None,
    cancel: threading.Event | None = None,
    order: str = "priced",
) -> Result:
    """Find the best plan under a policy and say how good it is.

    Parameters
    ----------
    instance : Instance
        Clients, workers, tasks and periods.
    policy : Policy
        The workload standard; ``policy.as_formulation(name)`` gives the others.
    engine : str
        Name of an engine, or ``auto``.
    time_limit : float or None
        Seconds for build, solve and lift together; None for no limit.
    gap : float
        Relative gap at which the solve may stop; 0 asks for a proof.
    seed : int
        Seed of everything random. The same seed gives the same plan with one thread and a work
        limit, or when the solve ends by itself with one thread.
    threads : int or None
        Threads of the engine; all processors by default.
    work_limit : float or None
        Deterministic work of the engine, in its own unit.
    start : Plan or None
        A plan to begin from; what of it is not allowed is passed over.
    on_event : callable or None
        Takes the events of ``samehands.solver.monitor``; called by one thread at a time.
    cancel : threading.Event or None
        Set it from another thread to stop; the best plan so far is kept.
    order : str
        ``priced`` for the one sum of all parts of the cost; ``lexicographic`` for the least undone,
        then the least late, then the least overtime, then the least of the rest: each part as it is
        priced, and fixed for the next. Objective, bound, gap and trace are then those of the rest,
        the bound for the values that the plan has before it, and never certified. It is audited
        all the same, its parts recomputed at the policy's prices.

    Returns
    -------
    Result
        Status, audited plan if there is one, cost, bound, metrics.

    Raises
    ------
    InputError
        If an option is unknown or out of range, or the policy contradicts itself or names what
        the instance does not have.
    UnsupportedError
        If the engine does not serve a part of the question.
    EngineUnavailableError
        If the engine cannot run here.
    InternalError
        If the audit disagrees with the engine: a bug.
    """
    began = time.monotonic()
    ask = checked_ask(
        engine=engine,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        threads=threads,
        work_limit=work_limit,
        cancel=cancel,
        order=order,
        also=policy_problems(policy, instance),
    )
    lowered = lower(instance, policy)
    name, reason = (ask.engine, "asked for")
    if ask.engine == AUTOMATIC:
        name, reason = choose(lowered.problem)
    chosen = find_engine(name)
    if chosen is None:
        raise InternalError(f"the engine {name!r} is not in the registry")
    lowering = time.monotonic() - began
    answer = _answer(chosen, lowered, ask, start, on_event, began, lowering)
    limits = Limits(ask.time_limit, ask.gap, ask.work_limit, ask.cancel, began)
    proven = _proof(lowered, ask, answer, limits)
    return _result(chosen, reason, lowered, ask, answer, lowering, proven)


def _answer(
    engine: Engine,
    lowered: Lowered,
    ask: Ask,
    start: Plan | None,
    listener: Listener | None,
    began: float,
    lowering: float,
) -> Answer:
    """Run the engine; lifting takes about as long as lowering, so that much is kept back."""
    seconds = None if ask.time_limit is None else max(ask.time_limit - lowering, 0.001)
    limits = Limits(seconds, ask.gap, ask.work_limit, ask.cancel, began)
    hint = None if start is None else started(lowered, start)
    request = Request(ask.seed, ask.threads, hint)
    try:
        if ask.order == "lexicographic":
            return run_in_order(engine, lowered, request, limits, listener)
        return run(engine, lowered.problem, request, SolveMonitor(limits, listener))
    except RefusedError as error:
        raise UnsupportedError(str(error)) from error
    except MissingError as error:
        raise EngineUnavailableError(str(error)) from error
    except WrongAnswerError as error:
        raise InternalError(f"the engine {engine.name!r} gave a wrong answer: {error}") from error


def _result(
    engine: Engine,
    reason: str,
    lowered: Lowered,
    ask: Ask,
    answer: Answer,
    lowering: float,
    proven: Proof,
) -> Result:
    instance, policy = lowered.instance, lowered.policy
    plan, metrics, parts = None, None, dict[str, float]()
    lifting, auditing = None, None
    if answer.x is not None and answer.objective is not None:
        at = time.monotonic()
        plan = lift(lowered, answer.x)
        lifting = time.monotonic() - at
        costs = audited(instance, plan, _priced_sum(lowered, ask, answer))
        parts = {name: amount / MILLI for name, amount in costs.as_dict().items()}
        metrics = measure(instance, plan)
        auditing = time.monotonic() - at - lifting
    return Result(
        status=answer.status,
        limit=answer.limit,
        found=plan,
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
        engine=engine.name,
        engine_reason=reason,
        seed=ask.seed,
        threads=ask.threads,
        order=ask.order,
        seconds=Seconds(
            build=lowering + answer.seconds_build,
            solve=answer.seconds_solve,
            lift=lifting,
            audit=auditing,
            certify=proven.seconds,
        ),
        trace=_trace(answer),
        instance_sha256=instance_sha256(instance),
        policy_sha256=policy_sha256(policy),
        versions=versions(engine),
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


def _proof(lowered: Lowered, ask: Ask, answer: Answer, limits: Limits) -> Proof:
    """Return what is proven; in lexicographic order the audit has no means to check a bound."""
    if ask.order == "priced" or answer.status == "infeasible":
        return proof(lowered, answer, limits)
    return Proof(None, None, answer.bound, "none" if answer.bound is None else "reported")


def _priced_sum(lowered: Lowered, ask: Ask, answer: Answer) -> int:
    """Return the cost that the audit must find: in lexicographic order no objective says it."""
    cost = answer.objective
    if ask.order == "lexicographic" and answer.x is not None:
        cost = evaluate(lowered.problem, answer.x).objective
    if cost is None:
        raise InternalError("the assignment breaks the problem")
    return cost


def _minutes(amount: int | None) -> float | None:
    return None if amount is None else amount / MILLI
