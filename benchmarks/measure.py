"""One run, measured from its instance to its audited answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from ..audit.answer import assignments, check_answer
from ..metrics import Metrics
from ..model.errors import EngineUnavailableError, InternalError, UnsupportedError
from ..model.units import MILLI
from ..planning import solve
from ..solver import (
    Bound,
    Engine,
    Event,
    Finished,
    Incumbent,
    Limits,
    RefusedError,
    Request,
    Watch,
    WrongAnswerError,
    find_engine,
    run,
)
from .families import FAMILIES, Agency, load
from .instances.gap import GapInstance
from .messages import Answered, Finding, Improved, Loaded, Message
from .record import Point
from .spec import RunSpec

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
    if isinstance(question, GapInstance):
        return _gap(spec, question, tell)
    return _agency(spec, question, tell)


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
    after = {"solve": took.solve, "lift": took.lift, "audit": took.audit}
    phases = {name: amount for name, amount in after.items() if amount is not None}
    return Finding(
        kind="ok",
        status=result.status,
        limit=result.limit,
        objective=result.objective,
        bound=result.bound,
        bound_kind=result.bound_kind,
        gap_work=result.gap_work,
        trace=tuple((each.seconds, each.objective, each.bound) for each in result.trace),
        seconds=_phases(time.monotonic() - began, phases),
        metrics=_overall(result.metrics),
    )


def _gap(spec: RunSpec, instance: GapInstance, tell: Tell) -> Finding:
    engine, options = _engine(spec.engine), spec.options
    limits = Limits(options.time_limit, options.gap)
    problem = instance.to_problem()
    request = Request(spec.seed, options.threads)
    answer = run(engine, problem, request, Watch(limits, _listener(tell, 1)))
    phases, faults = {"solve": answer.seconds_solve}, tuple[str, ...]()
    if answer.x is not None:
        at = time.monotonic()
        pairs = assignments(problem, answer.x)
        faults = check_answer(instance, pairs, answer.objective).faults
        phases["audit"] = time.monotonic() - at
    return Finding(
        kind="wrong" if faults else "ok",
        message="; ".join(faults[:_SHOWN]) or None,
        status=answer.status,
        limit=answer.limit,
        objective=None if answer.x is None else answer.objective,
        bound=answer.bound,
        bound_kind="none" if answer.bound is None else "reported",
        trace=tuple(_point(each.seconds, each.objective, each.bound, 1) for each in answer.trace),
        seconds=_phases(limits.elapsed(), phases),
    )


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
