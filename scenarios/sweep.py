"""One field of the policy swept over values: the curve of cost, bound and every metric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from numbers import Real
from typing import ClassVar, Unpack

from ..changes import SetValue, apply
from ..model.errors import InputError, InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.policy_order import rank
from ..planning.many_solves import Job, ManySolves
from ..planning.options import ManyFields
from ..planning.restricted import Outcome
from ..planning.revalue import revalue
from ..planning.written import METRICS_ARE, AnswerAbout, Form, LeftOut, Sizes, size_up
from ..solver import SolveOptions
from .point import LARGE_POINTS, Point, Value, enforce_monotonicity, point_of_result


@dataclass(frozen=True)
class Curve(AnswerAbout):
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

    kind: ClassVar[str] = "curve"
    large: ClassVar[LeftOut] = LARGE_POINTS

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _CurveForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: the field that is varied, its law, and the points."""
        return _CurveForm(
            instance=size_up(instance), setting=self.setting, law=self.law, points=self.points
        )


class _CurveForm(Form):
    """A curve as it is written."""

    instance: Sizes
    setting: str
    law: str
    points: tuple[Point, ...]
    metrics_are: str = METRICS_ARE

    def answer(self) -> Curve:
        """Return the curve that says this."""
        return Curve(self.setting, self.points, self.law)


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


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    setting=str,
    values=Listed((str, bool, Real)),
)
def sweep(
    instance: Instance,
    policy: Policy,
    setting: str,
    values: Sequence[Value],
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
) -> Curve:
    """Solve an instance at every value of one field of the policy.

    Where values relax each other, the strictest is solved first, each solve starts from the plan
    before it, and costs and bounds are made to keep the law. The time limit is divided evenly among
    the values; what one solve leaves over goes to the next.

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
        Engine, limit of the whole call, gap and seed.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    Curve
        A point a value, each with cost, bound and metrics.

    Raises
    ------
    InputError
        If the field or a value is wrong; every fault is listed.
    """
    policies, faults = _policies(instance, policy, setting, values)
    many = ManySolves.of(options, how, faults)
    eases = [rank(setting, value, policy) for value in values]
    order = sorted(range(len(values)), key=lambda at: (eases[at] or 0.0, at))
    held = None not in eases and len(set(eases)) == len(eases)
    steps = [Step(values[at], show_value(values[at]), policies[at]) for at in order]
    with many:
        found = solve_along(instance, setting, steps, lawfully=held, many=many)
    points = dict(zip(order, found, strict=True))
    law = _law(values, order) if held else ""
    return Curve(setting, tuple(points[at] for at in range(len(values))), law)


def solve_along(
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
    jobs = [Job(f"{name} = {step.label}", instance, step.policy) for step in steps]
    results = many.results(jobs)
    points = [
        point_of_result(step.value, step.label, result)
        for step, result in zip(steps, results, strict=True)
    ]
    if not lawfully:
        return tuple(points)
    policies = {step.label: step.policy for step in steps}

    def carry(stricter: Point, relaxed: Point) -> Outcome | None:
        # To value a plan takes about as long as to prepare a solve.
        is_late = many.is_over and many.preparing.is_long
        if stricter.plan is None or (relaxed.plan is None and is_late):
            return None
        return revalue(instance, policies[relaxed.label], stricter.plan)

    return enforce_monotonicity(points, carry)


def show_value(value: Value) -> str:
    """Return a value as it is written in a policy."""
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _policies(
    instance: Instance, policy: Policy, setting: str, values: Sequence[Value]
) -> tuple[list[Policy], list[InputFault]]:
    faults: list[InputFault] = []
    found: list[Policy] = []
    if not values:
        faults.append(InputFault("argument", None, None, "set", "no value to sweep; name some"))
    if len({show_value(value) for value in values}) < len(values):
        faults.append(InputFault("argument", None, None, "set", "a value is named twice"))
    for value in values:
        try:
            change = SetValue(set=setting, to=value)
            found.append(apply([change], instance, policy)[1])
        except InputError as error:
            faults += [
                InputFault("argument", None, None, "set", f"{show_value(value)}: {each.message}")
                for each in error.problems
            ]
    return found, list(dict.fromkeys(faults))


def _law(values: Sequence[Value], order: Sequence[int]) -> str:
    first, last = values[order[0]], values[order[-1]]
    numbers = [each for each in (first, last) if not isinstance(each, str | bool)]
    if len(numbers) == 2:
        return "larger relaxes" if numbers[1] > numbers[0] else "smaller relaxes"
    return "later relaxes" if not numbers else "larger relaxes"


# A setting and its values as people write them: ``caseload.cap=200:400:25``.


MOST_VALUES = 200
"""Most points of a curve."""

_FORMS = "write FIELD=FIRST:LAST:STEP or FIELD=VALUE,VALUE,..., e.g. caseload.cap=200:400:25"


def parse_setting(text: str) -> tuple[str, tuple[Value, ...]]:
    """Return the field and the values that a text names.

    Parameters
    ----------
    text : str
        ``FIELD=FIRST:LAST:STEP`` (both ends included) or ``FIELD=VALUE,VALUE,...``.

    Returns
    -------
    str, tuple
        The field and its values, each a whole number, a number, true, false or a word.

    Raises
    ------
    InputError
        If the text is none of these.

    Examples
    --------
    >>> parse_setting("caseload.cap=200:300:50")
    ('caseload.cap', (200, 250, 300))
    >>> parse_setting("continuity.k=1,2,unlimited")
    ('continuity.k', (1, 2, 'unlimited'))
    """
    field, sign, values = text.partition("=")
    if not sign or not field.strip() or not values.strip():
        raise _wrong(f"{text!r} names no field and values; {_FORMS}")
    if ":" in values:
        return field.strip(), _range(values)
    return field.strip(), tuple(_value(each.strip()) for each in values.split(","))


def _range(text: str) -> tuple[Value, ...]:
    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
        count = int((last - first) / step)
    except (ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
        raise _wrong(f"{text!r} is no range; {_FORMS}") from None
    if count < 0:
        raise _wrong(f"{text!r} never gets from its first to its last value; turn the step round")
    if count >= MOST_VALUES:
        raise _wrong(
            f"{text!r} has {count + 1} values; at most {MOST_VALUES} are swept; take a larger step"
        )
    return tuple(_number(first + step * place) for place in range(count + 1))


def _value(text: str) -> Value:
    if text in ("true", "false"):
        return text == "true"
    try:
        return _number(Decimal(text))
    except InvalidOperation:
        return text


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _wrong(message: str) -> InputError:
    return InputError([InputFault("argument", None, None, "set", message)])
