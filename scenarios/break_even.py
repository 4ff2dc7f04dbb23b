"""Where the two standards cost the same, each figure named for what it is.

With hand-off minutes inside the optimisation, task-based never costs more than client-based: the
two only merge. So there are two figures about hand-offs, and one about the specialists' speed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import ClassVar, Unpack, cast

from ..model.errors import InputFault, Listed, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import Job, ManySolves, Work
from ..planning.options import ManyFields, argument_fault
from ..planning.result import BoundKind
from ..planning.sharing import share
from ..planning.written import AnswerAbout, Fields, Form, LeftOut, Sizes, size_up
from ..problem import Status
from ..solver import SolveOptions
from .blind_pool import BlindPool, WrittenPool, list_blind_pools, set_handoffs
from .threshold import AdvantageCurve, Threshold, Turned, WrittenTurned, find_threshold, most_probes

EPSILON_SHARE = 0.001
"""Share of the standard minutes of all tasks below which an advantage counts as none."""

MOST_MINUTES = 60
"""Most minutes of a hand-off that are tried, unless said otherwise."""

MOST_SPEEDUP = 50
"""Largest specialist speed-up that is tried, in per cent."""

SEEDS = (0, 1, 2)
"""Seeds of the blind pools."""

_MINUTES = "minutes of a hand-off"


@dataclass(frozen=True)
class BreakEven(AnswerAbout):
    """Where the two standards cost the same.

    Parameters
    ----------
    owned, pooled : Result
        Client-based, and task-based with free hand-offs; bundle integrity alike, no speed-up.
    epsilon : float
        Minutes below which an advantage counts as none.
    workload : float or None
        Standard minutes of all tasks as a share of all regular minutes: what it holds for.
    vanishing : Turned
        Minutes of a hand-off from which on the advantage of task-based is at most epsilon.
    crossings : tuple of BlindPool
        Minutes of a hand-off from which on a pool that was planned as if hand-offs were free costs
        as much as client-based, one for each way to break ties.
    speedup : Turned
        Specialist speed-up, in per cent, from which on task-based is better by epsilon at least.
    handoffs : int
        Minutes of a hand-off of the policy, which the speed-up must make up for.
    """

    owned: Result
    pooled: Result
    epsilon: float
    workload: float | None
    vanishing: Turned
    crossings: tuple[BlindPool, ...]
    speedup: Turned
    handoffs: int

    @property
    def is_same_from_the_start(self) -> bool:
        """Whether the two cost the same, within epsilon, even while hand-offs are free."""
        return self.vanishing.edge.high == 0

    @property
    def crossing_range(self) -> tuple[int | None, int | None]:
        """Between which minutes every blind pool that was planned crosses.

        Largest minutes at which all of them are surely cheaper, None if some never is; smallest at
        which all surely are not, None if some still may be at the most that was tried.
        """
        lows = [pool.edge.low for pool in self.crossings]
        highs = [pool.edge.high for pool in self.crossings]
        low = min((each for each in lows if each is not None), default=None)
        high = max((each for each in highs if each is not None), default=None)
        return None if None in lows else low, None if None in highs else high

    kind: ClassVar[str] = "break-even"
    large: ClassVar[LeftOut] = {"results": True}

    @classmethod
    def form(cls) -> type[Form]:
        """Return the form of its plain data."""
        return _BreakEvenForm

    def to_form(self, instance: Instance) -> Form:
        """Return what is written: the three figures as intervals, and what they hold for."""
        low, high = self.crossing_range
        return _BreakEvenForm(
            instance=size_up(instance),
            epsilon=self.epsilon,
            workload=self.workload,
            handoff_minutes=self.handoffs,
            client_based=_side(self.owned),
            task_based=_side(self.pooled),
            same_from_the_start=self.is_same_from_the_start,
            vanishing_point=WrittenTurned.of(self.vanishing, _MINUTES),
            crossing_of_a_blind_pool=_Crossing(
                above=low,
                at_most=high,
                tried_up_to=self.vanishing.edge.last,
                unit=_MINUTES,
                pools=tuple(map(WrittenPool.of, self.crossings)),
            ),
            speedup=WrittenTurned.of(self.speedup, "per cent"),
            results=_Results(client_based=self.owned, task_based=self.pooled),
        )


class _Side(Fields):
    status: Status
    objective: float | None
    bound: float | None
    bound_kind: BoundKind
    utilisation_mean: float | None


class _Crossing(Fields):
    above: int | None
    at_most: int | None
    tried_up_to: int
    unit: str
    pools: tuple[WrittenPool, ...]


class _Results(Fields):
    client_based: Result
    task_based: Result


class _BreakEvenForm(Form):
    """The break-even points as they are written.

    Intervals are ``above`` (known not to hold) and ``at_most``.
    """

    instance: Sizes
    epsilon: float
    workload: float | None
    handoff_minutes: int
    client_based: _Side
    task_based: _Side
    same_from_the_start: bool
    vanishing_point: WrittenTurned
    crossing_of_a_blind_pool: _Crossing
    speedup: WrittenTurned
    results: _Results

    def answer(self) -> BreakEven:
        """Return the break-even points."""
        return BreakEven(
            owned=self.results.client_based.narrowed(),
            pooled=self.results.task_based.narrowed(),
            epsilon=self.epsilon,
            workload=self.workload,
            vanishing=self.vanishing_point.turned(),
            crossings=tuple(each.pool() for each in self.crossing_of_a_blind_pool.pools),
            speedup=self.speedup.turned(),
            handoffs=self.handoff_minutes,
        )


def _side(result: Result) -> _Side:
    used = None if result.metrics is None else result.metrics.value("utilisation_mean")
    return _Side(
        status=result.status,
        objective=result.objective,
        bound=result.bound,
        bound_kind=result.bound_kind,
        utilisation_mean=used,
    )


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    epsilon=Real,
    most=Integral,
    seeds=Listed((Integral,)),
)
def break_even(
    instance: Instance,
    policy: Policy,
    options: SolveOptions | None = None,
    *,
    epsilon: float | None = None,
    most: int = MOST_MINUTES,
    seeds: Sequence[int] = SEEDS,
    **how: Unpack[ManyFields],
) -> BreakEven:
    """Find where client-based and task-based cost the same.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy; K, hand-off minutes and speed-up are varied, all else is alike on both sides.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed. The limit is divided evenly among the
        client-based solve, the vanishing point, the speed-up and each blind pool, and in each
        of these among the numbers that may be tried.
    epsilon : float or None
        Minutes below which an advantage counts as none; by default a thousandth of all task
        minutes, and one minute at least.
    most : int
        Most minutes of a hand-off to try.
    seeds : sequence of int
        Seeds of the blind pools.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    BreakEven
        The vanishing point, the crossings and the speed-up, each as an interval.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    least = max(round(instance.task_minutes * EPSILON_SHARE, 3), 1.0)
    threshold = least if epsilon is None else epsilon
    even = _with_speedup(policy, 0)
    pooled = even.as_formulation("task-based").model_copy(update={"skills": even.skills})
    strict = Job("client-based", instance, even.as_formulation("client-based"))
    regular = int(instance.capacity.sum())
    with ManySolves.of(options, how, _faults(epsilon, most)) as many:
        number = 3 + len(seeds)
        owned = many.solve(
            strict.name, instance, strict.policy, more=math.ceil(number / many.width(number))
        )
        by_minutes = _ByMinutes(instance, pooled, owned, threshold, most)
        by_speed = _BySpeed(instance, pooled, owned, threshold)
        pools = list_blind_pools(instance, pooled, owned, most, seeds)
        works: list[Work[object]] = [by_minutes, by_speed, *pools]
        found = many.all(works)
        free = many.unsolved(Job("task-based", instance, set_handoffs(pooled, 0)))
    vanishing, first = cast("tuple[Turned, Result]", found[0] or (by_minutes.unknown(), free))
    questions = [(instance, strict.policy), (instance, set_handoffs(pooled, 0))]
    owned, first = share(questions, [owned, first])
    return BreakEven(
        owned=owned,
        pooled=first,
        epsilon=threshold,
        workload=instance.task_minutes / regular if regular else None,
        vanishing=vanishing,
        crossings=tuple(cast("BlindPool", each) for each in found[2:] if each is not None),
        speedup=cast("Turned", found[1] or by_speed.unknown()),
        handoffs=policy.handoffs.minutes if policy.handoffs.enabled else 0,
    )


@dataclass(frozen=True, eq=False)
class _ByMinutes:
    """The search for the minutes of a hand-off at which the advantage vanishes."""

    instance: Instance
    pooled: Policy
    owned: Result
    epsilon: float
    most: int
    name: str = "task-based by hand-off minutes"

    def run(self, many: ManySolves, start: Plan | None) -> tuple[Turned, Result]:
        """Search, and return also the result with free hand-offs."""
        probes = most_probes(0, self.most)

        def solve(minutes: int, begin: Plan | None) -> Result:
            label = f"task-based, hand-off {minutes} minutes"
            policy = set_handoffs(self.pooled, minutes)
            more = max(probes - len(curve.results) - 1, 0)
            return many.solve(label, self.instance, policy, begin, more)

        curve = AdvantageCurve(self.owned, solve, dearer_up=True)

        def is_gone(minutes: int) -> bool | None:
            gain = curve.at(minutes)
            if gain.high is not None and gain.high <= self.epsilon:
                return True
            return False if gain.low > self.epsilon else None

        turned = _turn(find_threshold(is_gone, 0, self.most), curve)
        return turned, curve.results[0]

    def unknown(self) -> Turned:
        """Return what is known before anything was asked."""
        return Turned(Threshold(None, None, self.most, ()), (), "none")


@dataclass(frozen=True, eq=False)
class _BySpeed:
    """The search for the specialist speed-up from which on task-based is the better."""

    instance: Instance
    pooled: Policy
    owned: Result
    epsilon: float
    name: str = "task-based by speed-up"

    def run(self, many: ManySolves, start: Plan | None) -> Turned:
        """Search."""
        probes = most_probes(0, MOST_SPEEDUP)

        def solve(percent: int, begin: Plan | None) -> Result:
            label = f"task-based, specialists {percent} % faster"
            more = max(probes - len(curve.results) - 1, 0)
            policy = _with_speedup(self.pooled, percent)
            return many.solve(label, self.instance, policy, begin, more)

        curve = AdvantageCurve(self.owned, solve, dearer_up=False)

        def is_better(percent: int) -> bool | None:
            gain = curve.at(percent)
            if gain.low >= self.epsilon:
                return True
            return False if gain.high is not None and gain.high < self.epsilon else None

        return _turn(find_threshold(is_better, 0, MOST_SPEEDUP), curve)

    def unknown(self) -> Turned:
        """Return what is known before anything was asked."""
        return Turned(Threshold(None, None, MOST_SPEEDUP, ()), (), "none")


def _turn(found: Threshold, curve: AdvantageCurve) -> Turned:
    asked = tuple(curve.known(at) for at in sorted(curve.results))
    return Turned(found, asked, curve.kind)


def _with_speedup(policy: Policy, percent: int) -> Policy:
    skills = policy.skills.model_copy(update={"enabled": True, "specialist_speedup": percent / 100})
    if not policy.skills.enabled:
        # Nobody needs a program where the rule is off; switched on, it would bind owners.
        skills = policy.skills
    return policy.model_copy(update={"skills": skills})


def _faults(epsilon: float | None, most: int) -> list[InputFault]:
    faults: list[InputFault] = []
    if epsilon is not None and not epsilon > 0:
        says = f"{epsilon} is no epsilon; it must be minutes above 0"
        faults.append(argument_fault("epsilon", says))
    if not 1 <= most <= 100_000:
        says = f"{most} is no number of minutes to try up to; it must be 1 or more"
        faults.append(argument_fault("most", says))
    return faults
