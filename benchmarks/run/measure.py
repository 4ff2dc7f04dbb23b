"""One run, measured from its instance to its audited answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from ...audit.answer import assignments, check_answer
from ...metrics import Metrics
from ...model.errors import EngineUnavailableError, InternalError, UnsupportedError
from ...model.units import MILLI
from ...planning import solve
from ...planning.result import BoundKind
from ...problem import Answer, AssignmentProblem
from ...solver import (
    Bound,
    Engine,
    Event,
    Finished,
    Incumbent,
    Limits,
    RefusedError,
    Request,
    SolveMonitor,
    WrongAnswerError,
    find_engine,
    run,
)
from ..families import FAMILIES, Agency, load
from ..instances.gap import GapInstance
from ..instances.sparse import SparseInstance
from .messages import Answered, Finding, Improved, Loaded, Message
from .record import Point, RunSpec

Tell = Callable[[Message], None]
"""Takes what there is to tell."""

UNSUPPORTED = (UnsupportedError, RefusedError)
"""An engine that says what it cannot do has done nothing wrong."""
WRONG = (InternalError, WrongAnswerError)
"""The answer does not stand up to evaluation or audit."""

_SHOWN = 3


def measure(spec: RunSpec, tell: Tell) -> Finding:
    """Make the instance of a run, solve it, and audit the answer.

    Parameters
    ----------
    spec : RunSpec
        The run.
    tell : callable
        Is told when the instance is there, of every improvement, and when the engine has stopped.

    Returns
    -------
    Finding
        What came of it.

    Raises
    ------
    SamehandsError, RuntimeError
        Whatever the engine or the audit raises.
    """
    began = time.monotonic()
    question, phase = load(spec.instance), FAMILIES[spec.instance.family].phase
    seconds = round(time.monotonic() - began, 6)
    tell(Loaded(instance_sha256=question.sha256, phase=phase, seconds=seconds))
    if isinstance(question, Agency):
        return _agency(spec, question, tell)
    return _bare(spec, question, tell)


def _agency(spec: RunSpec, agency: Agency, tell: Tell) -> Finding:
    began = time.monotonic()
    policy = agency.policy
    if spec.formulation is not None:
        policy = policy.as_formulation(spec.formulation)
    result = solve(
        agency.instance,
        policy,
        engine=spec.engine,
        time_limit=spec.options.time_limit,
        gap=spec.options.gap,
        seed=spec.seed,
        threads=spec.options.threads,
        on_event=_listener(tell, MILLI),
    )
    took = result.seconds
    after = {
        "solve": took.solve,
        "lift": took.lift,
        "audit": took.audit,
        "certify": took.certify,
    }
    phases = {name: amount for name, amount in after.items() if amount is not None}
    return Finding(
        kind="ok",
        status=result.status,
        limit=result.limit,
        objective=result.objective,
        bound=result.bound,
        bound_kind=result.bound_kind,
        bound_certified=result.certified_bound,
        gap_work=result.gap_work,
        trace=tuple((each.seconds, each.objective, each.bound) for each in result.trace),
        seconds=_phases(time.monotonic() - began, phases),
        metrics=_overall(result.metrics),
    )


def _bare(spec: RunSpec, instance: GapInstance | SparseInstance, tell: Tell) -> Finding:
    engine, options = _engine(spec.engine), spec.options
    limits = Limits(options.time_limit, options.gap)
    problem = instance.to_problem()
    request = Request(spec.seed, options.threads)
    answer = run(engine, problem, request, SolveMonitor(limits, _listener(tell, 1)))
    whole, at = limits.elapsed(), time.monotonic()
    faults, certified = _audited(instance, problem, answer)
    phases = {"solve": answer.seconds_solve, "audit": time.monotonic() - at}
    reported, bounds = answer.bound, [b for b in (answer.bound, certified) if b is not None]
    kind: BoundKind = "none" if reported is None else "reported"
    bound = max(bounds, default=None)
    return Finding(
        kind="wrong" if faults else "ok",
        message="; ".join(faults[:_SHOWN]) or None,
        status=answer.status,
        limit=answer.limit,
        objective=None if answer.x is None else answer.objective,
        bound=bound,
        bound_kind=kind if certified is None or certified != bound else "certified",
        bound_certified=certified,
        gap_work=_of_the_work(instance, answer.objective, bound),
        trace=tuple(_point(each.seconds, each.objective, each.bound, 1) for each in answer.trace),
        seconds=_phases(whole + phases["audit"], phases),
    )


def _audited(
    instance: GapInstance | SparseInstance, problem: AssignmentProblem, answer: Answer
) -> tuple[Sequence[str], int | None]:
    """Return what is wrong with an answer, and the bound that its prices prove."""
    faults: list[str] = []
    if answer.x is not None:
        pairs = assignments(problem, answer.x)
        if isinstance(instance, GapInstance):
            faults += check_answer(instance, pairs, answer.objective).faults
        else:
            faults += instance.bare.faults(pairs, answer.objective)
    certified: int | None = None
    if answer.prices is not None and answer.status != "infeasible":
        certified = instance.bare.proved(answer.prices)
    return faults, certified


def _of_the_work(
    instance: GapInstance | SparseInstance, objective: int | None, bound: int | None
) -> float | None:
    if isinstance(instance, GapInstance) or objective is None or bound is None:
        return None
    return (objective - bound) / instance.work


def _phases(whole: float, phases: Mapping[str, float]) -> dict[str, float]:
    """Return the seconds by phase; what is no other phase is building.

    So the phases add up to what the clock of the time limit says, like the trace: an engine's
    library that is loaded on the way counts.
    """
    rounded = {name: round(amount, 6) for name, amount in phases.items()}
    return {"build": round(max(whole - sum(rounded.values()), 0.0), 6), **rounded}


def _engine(name: str) -> Engine:
    engine = find_engine(name)
    if engine is None:
        raise EngineUnavailableError(f"there is no engine named {name!r}")
    return engine


def _listener(tell: Tell, unit: int) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, Incumbent | Bound):
            point = _point(event.seconds, event.objective, event.bound, unit)
            tell(Improved(point=point))
        elif isinstance(event, Finished):
            tell(Answered())

    return listen


def _point(seconds: float, objective: int | None, bound: int | None, unit: int) -> Point:
    return (
        round(seconds, 6),
        None if objective is None else objective / unit,
        None if bound is None else bound / unit,
    )


def _overall(metrics: Metrics | None) -> dict[str, float | None] | None:
    if metrics is None:
        return None
    return {each.name: each.value for each in metrics.values if each.breakdown is None}
