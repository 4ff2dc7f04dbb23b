"""The fewest full-time equivalents that meet all deadlines, under each standard.

Staff is made larger and smaller in today's mix: every worker's minutes in every period are scaled
alike, rounded down to whole minutes. So skills, languages, offices and absences stay as they are,
and more staff never makes feasible what less staff could do impossible.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Unpack

import numpy as np
import polars as pl

from ..metrics import FTE_MINUTES, FTE_PERIODS
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.tables import SCHEMAS
from ..planning.many_solves import ManySolves, Stage
from ..planning.options import OptionFields, checked_options
from ..solver import SolveOptions
from .threshold import Edge, find_edge

_ANY_PLAN = 0.999
"""Gap of a solve that may stop at its first plan."""

_MOST_STEPS = 100_000


@dataclass(frozen=True, eq=False)
class Staffing:
    """The fewest full-time equivalents under one standard.

    Parameters
    ----------
    standard : str
        The standard.
    today : float
        Full-time equivalents as things are.
    step : float
        Full-time equivalents from one number that was tried to the next.
    edge : Edge
        In steps: known to be impossible up to ``low``, met with a plan from ``high`` on. Between
        the two, no plan was found and none was proven impossible.
    found : Plan or None
        The plan at ``high``.
    """

    standard: str
    today: float
    step: float
    edge: Edge
    found: Plan | None

    @property
    def fewest(self) -> float | None:
        """Fewest full-time equivalents for which a plan was found, None where none was."""
        return None if self.edge.high is None else round(self.edge.high * self.step, 6)

    @property
    def impossible(self) -> float | None:
        """Most full-time equivalents proven to be too few, None where nothing was proven."""
        return None if self.edge.low is None else round(self.edge.low * self.step, 6)


def fewest_staff(
    instance: Instance,
    policy: Policy,
    standards: Sequence[str] = ("client-based", "task-based"),
    options: SolveOptions | None = None,
    *,
    step: float | None = None,
    most: float = 2.0,
    overtime: bool = False,
    on_stage: Stage | None = None,
    **overrides: Unpack[OptionFields],
) -> tuple[Staffing, ...]:
    """Find the fewest full-time equivalents that do all work on time.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; lateness and undone work are forbidden, all else stays.
    standards : sequence of str
        Formulations as ``Policy.as_formulation`` takes them.
    options : SolveOptions or None
        Engine, limits and seed of each solve, the gap apart.
    step : float or None
        Full-time equivalents between two numbers that are tried; a hundredth of today's by
        default.
    most : float
        How many times today's staff is tried at most.
    overtime : bool
        Whether overtime may be worked as the policy says; otherwise there is none.
    on_stage : callable or None
        Called with the name of each solve before it begins; returns who listens to its events.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    tuple of Staffing
        One a standard.

    Raises
    ------
    InputError
        If a standard is unknown or the steps are out of range.
    """
    asked = replace(checked_options(options, overrides), gap=_ANY_PLAN)
    many = ManySolves(asked, on_stage)
    today = _equivalents(instance)
    each = round(float(today) / 100, 3) if step is None else step
    policies = [_strict(policy.as_formulation(name), overtime) for name in standards]
    if not today or each <= 0 or not 0 < float(today) * most / each <= _MOST_STEPS:
        says = f"{each} is no step for a staff of {float(today):.2f} full-time equivalents"
        raise InputError([InputFault("argument", None, None, "step", says)])
    last = math.ceil(float(today) * most / each)
    return tuple(
        _fewest(instance, name, strict, today, each, last, many)
        for name, strict in zip(standards, policies, strict=True)
    )


def scaled(instance: Instance, factor: Fraction) -> Instance:
    """Return an instance whose workers have a factor of their minutes, rounded down.

    Parameters
    ----------
    instance : Instance
        The instance.
    factor : Fraction
        The factor, 0 or above.
    """
    # Numerators may be long, so whole numbers of any size, not of 64 bits.
    minutes = [
        [each * factor.numerator // factor.denominator for each in row]
        for row in instance.capacity.tolist()
    ]
    series = pl.Series("minutes", minutes, dtype=SCHEMAS["workers"]["minutes"])
    return replace(instance, workers=instance.workers.with_columns(minutes=series))


def _fewest(
    instance: Instance,
    name: str,
    policy: Policy,
    today: Fraction,
    step: float,
    last: int,
    many: ManySolves,
) -> Staffing:
    plans: dict[int, Plan] = {}

    def met(steps: int) -> bool | None:
        staff = Fraction(repr(step)) * steps
        start = plans.get(min((at for at in plans if at >= steps), default=-1))
        label = f"{name}, {float(staff):.2f} full-time equivalents"
        result = many.solve(label, scaled(instance, staff / today), policy, start)
        if result.found is not None:
            plans[steps] = result.found
            return True
        return False if result.status == "infeasible" else None

    edge = find_edge(met, 0, last)
    plan = None if edge.high is None else plans[edge.high]
    return Staffing(name, float(today), step, edge, plan)


def _equivalents(instance: Instance) -> Fraction:
    full = Fraction(FTE_MINUTES * instance.calendar.periods, FTE_PERIODS)
    return Fraction(int(np.sum(instance.capacity))) / full


def _strict(policy: Policy, overtime: bool) -> Policy:
    """Return the policy with lateness and undone work forbidden."""
    deadlines = policy.deadlines.model_copy(update={"enabled": True, "late": "forbidden"})
    service = policy.service.model_copy(update={"enabled": True, "undone": "forbidden"})
    update: dict[str, object] = {"deadlines": deadlines, "service": service}
    if not overtime:
        none = {"enabled": True, "limit": 0}
        update["overtime"] = policy.overtime.model_copy(update=none)
    return policy.model_copy(update=update)
