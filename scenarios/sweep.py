"""One field of the policy swept over values: the curve of cost, bound and every metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from ..changes import SetValue, apply
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.policy_order import rank
from ..planning.many_solves import ManySolves, Stage
from ..planning.options import OptionFields, checked_options
from ..planning.restricted import Outcome
from ..solver import SolveOptions
from .point import Point, Value, lawful, of_result, revalued


@dataclass(frozen=True, eq=False)
class Curve:
    """Points along one field of the policy.

    Parameters
    ----------
    setting : str
        The field, e.g. ``caseload.cap``.
    points : tuple of Point
        In the order of the values asked for.
    law : str
        ``larger relaxes``, ``smaller relaxes``, ``later relaxes`` (words), or empty where the
        field follows no law and the points stand alone.
    """

    setting: str
    points: tuple[Point, ...]
    law: str


@dataclass(frozen=True)
class Step:
    """One place of a curve before it is solved.

    Parameters
    ----------
    value : str, int, float or bool
        What is varied.
    label : str
        What to call it; no other step has that name.
    policy : Policy
        The policy there.
    """

    value: Value
    label: str
    policy: Policy


def sweep(
    instance: Instance,
    policy: Policy,
    setting: str,
    values: Sequence[Value],
    options: SolveOptions | None = None,
    *,
    on_stage: Stage | None = None,
    **overrides: Unpack[OptionFields],
) -> Curve:
    """Solve an instance at every value of one field of the policy.

    Where values relax each other, the strictest is solved first, each solve starts from the plan
    before it, and costs and bounds are made to keep the law.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy whose field is varied.
    setting : str
        Section and field, and the entry of a table, e.g. ``service.levels.call``.
    values : sequence of str, int, float or bool
        Its values; ``none`` empties a field that may be empty.
    options : SolveOptions or None
        Engine, limits and seed of each solve.
    on_stage : callable or None
        Called with the name of each solve before it begins; returns who listens to its events.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    Curve
        A point a value, each with cost, bound and metrics.

    Raises
    ------
    InputError
        If the field or a value is wrong; every fault is listed.
    """
    many = ManySolves(checked_options(options, overrides), on_stage)
    policies = _policies(instance, policy, setting, values)
    eases = [rank(setting, value, policy) for value in values]
    order = sorted(range(len(values)), key=lambda at: (eases[at] or 0.0, at))
    held = None not in eases and len(set(eases)) == len(eases)
    steps = [Step(values[at], shown_value(values[at]), policies[at]) for at in order]
    found = along(instance, setting, steps, lawfully=held, many=many)
    points = dict(zip(order, found, strict=True))
    law = _law(values, order) if held else ""
    return Curve(setting, tuple(points[at] for at in range(len(values))), law)


def along(
    instance: Instance,
    name: str,
    steps: Sequence[Step],
    *,
    lawfully: bool,
    many: ManySolves,
) -> tuple[Point, ...]:
    """Solve an instance at every step, each from the plan of the step before.

    Parameters
    ----------
    instance : Instance
        The instance.
    name : str
        What is varied.
    steps : sequence of Step
        Where; the strictest first if there is a law.
    lawfully : bool
        Whether every step relaxes the one before it, so that plans and bounds may be taken over.
    many : ManySolves
        How each is solved.

    Returns
    -------
    tuple of Point
        A point a step, in their order.
    """
    points: list[Point] = []
    start: Plan | None = None
    for step in steps:
        result = many.solve(f"{name} = {step.label}", instance, step.policy, start)
        start = result.found or start
        points.append(of_result(step.value, step.label, result))
    if not lawfully:
        return tuple(points)
    policies = {step.label: step.policy for step in steps}

    def carry(stricter: Point, relaxed: Point) -> Outcome | None:
        if stricter.found is None:
            return None
        return revalued(instance, policies[relaxed.label], stricter.found)

    return lawful(points, carry)


def shown_value(value: Value) -> str:
    """Return a value as it is written in a policy."""
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _policies(
    instance: Instance, policy: Policy, setting: str, values: Sequence[Value]
) -> list[Policy]:
    faults: list[InputFault] = []
    found: list[Policy] = []
    if not values:
        faults.append(InputFault("argument", None, None, "set", "no value to sweep; name some"))
    if len({shown_value(value) for value in values}) < len(values):
        faults.append(InputFault("argument", None, None, "set", "a value is named twice"))
    for value in values:
        try:
            change = SetValue(set=setting, to=value)
            found.append(apply([change], instance, policy)[1])
        except InputError as error:
            faults += [
                InputFault("argument", None, None, "set", f"{shown_value(value)}: {each.message}")
                for each in error.problems
            ]
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    return found


def _law(values: Sequence[Value], order: Sequence[int]) -> str:
    first, last = values[order[0]], values[order[-1]]
    numbers = [each for each in (first, last) if not isinstance(each, str | bool)]
    if len(numbers) == 2:
        return "larger relaxes" if numbers[1] > numbers[0] else "smaller relaxes"
    return "later relaxes" if not numbers else "larger relaxes"
