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
from numbers import Real
from typing import ClassVar, Unpack

import numpy as np
import polars as pl

from ..metrics import FTE_MINUTES, FTE_PERIODS
from ..model.errors import InputError, InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.tables import SCHEMAS
from ..planning.many_solves import ManySolves
from ..planning.options import ManyFields, argument_fault
from ..planning.written import AnswerAbout, Fields, Form, LeftOut, Sizes, size_up
from ..solver import SolveOptions
from .threshold import Threshold, find_threshold, most_probes

_ANY_PLAN = 0.999
"""Gap of a solve that may stop at its first plan."""

_MOST_STEPS = 100_000

MOST_TIMES = 2.0
"""How many times today's staff is tried unless said otherwise."""


@dataclass(frozen=True)
class LeastStaff:
    """The fewest full-time equivalents under one standard.

    Parameters
    ----------
    standard : str
        The standard.
    today : float
        Full-time equivalents as things are.
    step : float
        Full-time equivalents from one number that was tried to the next.
    edge : Threshold
        In steps: known to be impossible up to ``low``, met with a plan from ``high`` on. Between
        the two, no plan was found and none was proven impossible.
    plan : Plan or None
        The plan at ``high``.
    """

    standard: str
    today: float
    step: float
    edge: Threshold
    plan: Plan | None

    @property
    def fewest(self) -> float | None:
        """Fewest full-time equivalents for which a plan was found, None where none was."""
        return None if self.edge.high is None else round(self.edge.high * self.step, 6)

    @property
    def impossible(self) -> float | None:
        """Most full-time equivalents proven to be too few, None where nothing was proven."""
        return None if self.edge.low is None else round(self.edge.low * self.step, 6)

    @property
    def one_step_below(self) -> str:
        """What is known of one step less staff than was found to be enough, in words."""
        edge = self.edge
        if edge.high is None:
            return ""
        if edge.high == 0:
            return "none needed"
        if edge.low == edge.high - 1:
            return "proven impossible"
        known = self.impossible
        low = "nothing proven" if known is None else f"impossible at {known:,.2f}"
        return f"no plan found ({low})"


@dataclass(frozen=True)
class Staffing(AnswerAbout):
    """The fewest full-time equivalents under several standards.

    Parameters
    ----------
    standards : tuple of LeastStaff
        One per standard, in the order asked for.
    """

    standards: tuple[LeastStaff, ...]

    kind: ClassVar[str] = "staffing"
    large: ClassVar[LeftOut] = {"standards": {"__all__": {"plan"}}}

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _StaffingForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: the standards by name."""
        standards = {each.standard: _written(each) for each in self.standards}
        return _StaffingForm(instance=size_up(instance), standards=standards)


class _Asked(Fields):
    fte: float
    met: bool | None


class _WrittenStaff(Fields):
    today: float
    fewest: float | None
    impossible: float | None
    one_step_below: str
    step: float
    tried_up_to: float
    asked: tuple[_Asked, ...]
    plan: Plan | None = None

    def least(self, standard: str) -> LeastStaff:
        """Return the fewest under a standard."""

        def steps(equivalents: float) -> int:
            return round(equivalents / self.step)

        edge = Threshold(
            low=None if self.impossible is None else steps(self.impossible),
            high=None if self.fewest is None else steps(self.fewest),
            last=steps(self.tried_up_to),
            asked=tuple((steps(each.fte), each.met) for each in self.asked),
        )
        return LeastStaff(standard, self.today, self.step, edge, self.plan)


def _written(each: LeastStaff) -> _WrittenStaff:
    return _WrittenStaff(
        today=each.today,
        fewest=each.fewest,
        impossible=each.impossible,
        one_step_below=each.one_step_below,
        step=each.step,
        tried_up_to=round(each.edge.last * each.step, 6),
        asked=tuple(_Asked(fte=round(at * each.step, 6), met=met) for at, met in each.edge.asked),
        plan=each.plan,
    )


class _StaffingForm(Form):
    """The fewest full-time equivalents as they are written, by standard."""

    instance: Sizes
    standards: dict[str, _WrittenStaff]

    def answer(self) -> Staffing:
        """Return the fewest full-time equivalents."""
        return Staffing(tuple(each.least(name) for name, each in self.standards.items()))


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    standards=Listed((str,)),
    step=Real,
    most=Real,
)
def fewest_staff(
    instance: Instance,
    policy: Policy,
    standards: Sequence[str] = ("client-based", "task-based"),
    options: SolveOptions | None = None,
    *,
    step: float | None = None,
    most: float = MOST_TIMES,
    overtime: bool = False,
    **how: Unpack[ManyFields],
) -> Staffing:
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
        Engine, limit of the whole call and seed. The limit is divided evenly among the standards,
        and in each among the numbers that may be tried. The gap is not used: the first plan does.
    step : float or None
        Full-time equivalents between two numbers that are tried; a hundredth of today's by
        default.
    most : float
        How many times today's staff is tried at most.
    overtime : bool
        Whether overtime may be worked as the policy says; otherwise there is none.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    Staffing
        The fewest under each standard.

    Raises
    ------
    InputError
        If a standard is unknown or the steps are out of range.
    """
    faults: list[InputFault] = []
    policies: list[Policy] = []
    for name in standards:
        try:
            policies.append(_strict(policy.as_formulation(name), overtime))
        except InputError as error:
            faults += error.problems
    today = _equivalents(instance)
    each = round(float(today) / 100, 3) if step is None else step
    if not today or each <= 0 or not 0 < float(today) * most / each <= _MOST_STEPS:
        says = f"{each} is no step for a staff of {float(today):.2f} full-time equivalents"
        faults.append(argument_fault("step", says))
    many = ManySolves.of(options, how, faults)
    last = math.ceil(float(today) * most / each)
    works = [
        _Fewest(name, instance, strict, today, each, last)
        for name, strict in zip(standards, policies, strict=True)
    ]
    with many:
        found = many.all(works)
    pairs = zip(works, found, strict=True)
    return Staffing(tuple(work.unknown() if each is None else each for work, each in pairs))


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
    bare = instance.without_leaves()
    return replace(bare, workers=bare.workers.with_columns(minutes=series))


@dataclass(frozen=True, eq=False)
class _Fewest:
    """The search under one standard."""

    name: str
    instance: Instance
    policy: Policy
    today: Fraction
    step: float
    last: int

    def run(self, many: ManySolves, start: Plan | None) -> LeastStaff:
        """Bisect; every probe has an equal share of the time left, as if the most were made."""
        plans: dict[int, Plan] = {}
        probes = most_probes(0, self.last)
        asked = 0

        def is_met(steps: int) -> bool | None:
            nonlocal asked
            asked += 1
            staff = Fraction(repr(self.step)) * steps
            begin = plans.get(min((at for at in plans if at >= steps), default=-1))
            label = f"{self.name}, {float(staff):.2f} full-time equivalents"
            smaller = scaled(self.instance, staff / self.today)
            part = many.part(1.0, gap=_ANY_PLAN)
            result = part.solve(label, smaller, self.policy, begin, max(probes - asked, 0))
            if result.plan is not None:
                plans[steps] = result.plan
                return True
            return False if result.status == "infeasible" else None

        found = find_threshold(is_met, 0, self.last)
        plan = None if found.high is None else plans[found.high]
        return LeastStaff(self.name, float(self.today), self.step, found, plan)

    def unknown(self) -> LeastStaff:
        """Return what is known before anything was asked."""
        nothing = Threshold(None, None, self.last, ())
        return LeastStaff(self.name, float(self.today), self.step, nothing, None)


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
