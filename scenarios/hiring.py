"""Where to add workers best: candidates by their shadow prices, verified by solving."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Unpack

from ..changes import FTE_MINUTES_A_PERIOD, Hire, apply
from ..model.errors import InputFault, typed_arguments
from ..model.instance import Instance
from ..model.policy import Policy
from ..planning import Result
from ..planning.interval import subtract
from ..planning.many_solves import Job, ManySolves
from ..planning.options import ManyFields, argument_fault
from ..planning.sharing import take_plan
from ..solver import SolveOptions
from .worth import HOUR, Hiring, Profile, ShadowPrices, WorkerWorth

_MIXED = "dealt over the places above"


@typed_arguments(
    instance=Instance,
    policy=Policy,
    options=SolveOptions,
    prices=ShadowPrices,
    number=Integral,
    tries=Integral,
)
def best_hiring(
    instance: Instance,
    policy: Policy,
    prices: ShadowPrices,
    number: int = 5,
    tries: int = 3,
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
) -> tuple[Hiring, ...]:
    """Find where a number of full-time workers saves most, among workers like those there are.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    prices : ShadowPrices
        Its shadow prices, which choose the candidates.
    number : int
        How many workers to add.
    tries : int
        How many candidates to verify; beside them, the workers are dealt over all of these.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed; the limit is divided evenly among the
        candidates.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    tuple of Hiring
        Those tried, the one that saves most first. Others, not tried, may save more.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    faults: list[InputFault] = []
    if not (1 <= number <= 10_000 and 1 <= tries <= 100):
        says = f"{number} workers at {tries} places is out of range; both must be 1 or more"
        faults.append(argument_fault("add", says))
    with ManySolves.of(options, how, faults) as many:
        ranked = _rank(prices, instance.calendar.periods)[:tries]
        several = min(number, len(ranked)) > 1
        dealt = [ranked[at % len(ranked)] for at in range(number)] if several else []
        teams = [(name_place(profile), [(profile, worth)] * number) for profile, worth in ranked]
        teams += [(_MIXED, dealt)] if dealt else []
        jobs = [_hire(instance, policy, label, people) for label, people in teams]
        before = prices.result
        found = [
            many.unsolved(job) if each is None else each
            for job, each in zip(jobs, many.all(jobs, [before.plan] * len(jobs)), strict=True)
        ]
    hirings = [
        # Nobody must be used, so the plan without the new workers is one of theirs.
        _saved(label, people, before, take_plan((job.instance, job.policy), each, before))
        for (label, people), job, each in zip(teams, jobs, found, strict=True)
    ]
    return tuple(sorted(hirings, key=_cost))


def name_place(profile: Profile) -> str:
    """Return office, languages and programs in one phrase."""
    office, languages, programs = profile
    return f"{office}: {', '.join(languages) or 'no language'}; {', '.join(programs) or 'none'}"


def _rank(prices: ShadowPrices, periods: int) -> list[tuple[Profile, float]]:
    """Return the profiles of the workers by what a full-time one saves at most, dearest first."""
    hours = FTE_MINUTES_A_PERIOD * periods / HOUR
    worth: dict[Profile, list[float]] = {}
    for each in prices.workers:
        worth.setdefault(_profile(each), []).append(each.hour)
    means = [(profile, hours * sum(one) / len(one)) for profile, one in worth.items()]
    return sorted(means, key=lambda pair: (-pair[1], pair[0]))


def _profile(each: WorkerWorth) -> Profile:
    return each.office, tuple(sorted(each.languages)), tuple(sorted(each.programs))


def _hire(
    instance: Instance, policy: Policy, label: str, people: Sequence[tuple[Profile, float]]
) -> Job:
    taken = set(instance.workers["id"].to_list())
    names = [
        name for at in range(len(people) + len(taken)) if (name := f"new-{at + 1}") not in taken
    ]
    hires = [
        Hire(hire=name, office=profile[0], languages=profile[1], programs=profile[2])
        for name, (profile, _) in zip(names, people, strict=False)
    ]
    return Job(f"{len(people)} more, {label}", *apply(hires, instance, policy))


def _saved(
    label: str, people: Sequence[tuple[Profile, float]], before: Result, result: Result
) -> Hiring:
    return Hiring(
        places=tuple(profile for profile, _ in people),
        label=label,
        expected=round(sum(worth for _, worth in people), 3),
        result=result,
        saving=subtract(before.objective, result.objective),
        low=max(subtract(before.bound, result.objective) or 0.0, 0.0),
        high=subtract(before.objective, result.bound),
    )


def _cost(hiring: Hiring) -> float:
    cost = hiring.result.objective
    return float("inf") if cost is None else cost
