"""The price of fairness: what it costs to spread the load more evenly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import ClassVar, Unpack

from pydantic import BaseModel

from ..model.checks.policy import policy_problems
from ..model.errors import InputError, InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.policy import Policy
from ..model.sections import Gap
from ..planning.interval import subtract
from ..planning.many_solves import ManySolves
from ..planning.options import ManyFields
from ..planning.written import METRICS_ARE, AnswerAbout, Form, LeftOut, Sizes, size_up
from ..solver import SolveOptions
from .point import LARGE_POINTS, Point
from .sweep import Step, solve_along

GAPS = (0.0, 0.02, 0.05, 0.1)
"""Limits on the gap between two groups of workers that are tried."""

_CEILINGS = 4
_NONE = "none"


@dataclass(frozen=True)
class Fairness(AnswerAbout):
    """Cost against how even the load is.

    Parameters
    ----------
    by : str
        ``utilisation.ceiling``, or the gap of which group.
    points : tuple of Point
        The strictest first; the last one has no limit.
    """

    by: str
    points: tuple[Point, ...]

    kind: ClassVar[str] = "fairness"
    large: ClassVar[LeftOut] = LARGE_POINTS

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _FairnessForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: what is made even, and the points with what each costs more."""
        points: list[_PricedPoint] = []
        for point in self.points:
            of_plans, low, high = self.price(point)
            price = _Price(of_plans=of_plans, low=low, high=high)
            points.append(_PricedPoint(**dict(point), price=price))
        return _FairnessForm(instance=size_up(instance), by=self.by, points=tuple(points))

    def price(self, point: Point) -> tuple[float | None, float | None, float | None]:
        """Return what a point costs more than the last one.

        Parameters
        ----------
        point : Point
            One of the points.

        Returns
        -------
        of_plans, low, high : float or None
            Of these plans, and the interval of the best ones, in minutes.
        """
        free = self.points[-1]
        of_plans = subtract(point.objective, free.objective)
        low = subtract(point.bound, free.objective)
        return of_plans, max(low or 0.0, 0.0), subtract(point.objective, free.bound)


class _Price(BaseModel):
    of_plans: float | None
    low: float | None
    high: float | None


class _PricedPoint(Point):
    price: _Price


class _FairnessForm(Form):
    """A price of fairness as it is written."""

    instance: Sizes
    by: str
    points: tuple[_PricedPoint, ...]
    metrics_are: str = METRICS_ARE

    def answer(self) -> Fairness:
        """Return the price of fairness that says this."""
        points = tuple(
            Point(**{name: getattr(each, name) for name in Point.model_fields})
            for each in self.points
        )
        return Fairness(self.by, points)


@typed_arguments(
    instance=Instance, policy=Policy, options=SolveOptions, group=str, limits=Listed((Real,))
)
def price_of_fairness(
    instance: Instance,
    policy: Policy,
    group: str | None = None,
    limits: Sequence[float] | None = None,
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
) -> Fairness:
    """Find what an even load costs.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; only ``utilisation.ceiling``, or ``utilisation.gaps``, is varied.
    group : str or None
        Workers to compare with all others, e.g. ``language:Spanish``; None to limit everybody's
        utilisation, and with it the spread.
    limits : sequence of float or None
        Ceilings, or gaps. By default gaps of 0, 2, 5 and 10 %, or four ceilings between the mean
        and the highest utilisation of the plan without a limit.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed; the limit is divided evenly among the
        limits and the solves without one.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    Fairness
        A point a limit and one without.

    Raises
    ------
    InputError
        If group or limits are wrong.
    """
    many = ManySolves.of(options, how)
    free = _limited(policy, group, None)
    values = limits
    if values is None:
        values = GAPS if group else _ceilings(instance, free, many)
    policies = [_limited(policy, group, value) for value in values]
    faults = [fault for each in policies for fault in policy_problems(each, instance)]
    if len(set(values)) < len(values) or any(not 0 <= value <= 10 for value in values):
        says = "the limits must be different shares, e.g. 0.85,0.9"
        faults.append(InputFault("argument", None, None, "limits", says))
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    steps = [
        Step(value, f"{value:g}", each)
        for value, each in sorted(zip(values, policies, strict=True), key=lambda pair: pair[0])
    ]
    name = f"gap of {group}" if group else "utilisation.ceiling"
    steps.append(Step(_NONE, _NONE, free))
    with many:
        return Fairness(name, solve_along(instance, name, steps, lawfully=True, many=many))


def _ceilings(instance: Instance, free: Policy, many: ManySolves) -> list[float]:
    """Return ceilings between the mean and the highest utilisation, in whole per cent."""
    part = many.part(1 / (2 + _CEILINGS))
    (point,) = solve_along(
        instance, "utilisation.ceiling", [Step(_NONE, _NONE, free)], lawfully=False, many=part
    )
    mean, most = point.metric("utilisation_mean"), point.metric("utilisation_max")
    if mean is None or most is None:
        return []
    low, high = round(mean * 100), round(most * 100)
    steps = {low + (high - low) * at // _CEILINGS for at in range(_CEILINGS)}
    return [step / 100 for step in sorted(steps)]


def _limited(policy: Policy, group: str | None, limit: float | None) -> Policy:
    update: dict[str, object] = {"enabled": True, "ceiling": limit}
    if group is not None:
        gaps = () if limit is None else (_gap(group, limit),)
        update = {"enabled": True, "gaps": gaps}
    if not policy.utilisation.enabled:
        # Switching the rule on for the limit must not bring its other prices and limits.
        update = {"ceiling": None, "breakpoints": (), "gaps": (), **update}
    section = policy.utilisation.model_copy(update=update)
    return policy.model_copy(update={"utilisation": section})


def _gap(group: str, limit: float) -> Gap:
    if not 0 <= limit <= 1:
        says = f"{limit} is no limit of a gap; it must be a share from 0 to 1"
        raise InputError([InputFault("argument", None, None, "limits", says)])
    return Gap(group=group, limit=limit)
