"""Where to add workers best: candidates by their shadow prices, verified by solving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from ..changes import FTE_MINUTES_A_PERIOD, LEFT, Hire, apply
from ..model.errors import InputError, InputFault
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..planning import Result
from ..planning.many_solves import ManySolves, Stage
from ..planning.options import OptionFields, checked_options
from ..solver import SolveOptions
from .shadow_prices import HOUR, ShadowPrices, WorkerWorth

Profile = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Office, languages and programs of a worker."""

_MIXED = "dealt over the places above"


@dataclass(frozen=True)
class Hiring:
    """One way to add workers.

    Parameters
    ----------
    places : tuple of Profile
        Office, languages and programs of each new worker.
    label : str
        What to call it.
    expected : float
        Saved at most by the prices alone, in minutes, before the gap is added.
    result : Result
        The solve with the new workers.
    saving : float or None
        What these plans save: cost without the new workers less cost with them.
    low, high : float or None
        Between them lies what the best plans save; never below 0, since nobody must be used.
    """

    places: tuple[Profile, ...]
    label: str
    expected: float
    result: Result
    saving: float | None
    low: float
    high: float | None


def best_hiring(
    instance: Instance,
    policy: Policy,
    prices: ShadowPrices,
    number: int = 5,
    tries: int = 3,
    options: SolveOptions | None = None,
    *,
    on_stage: Stage | None = None,
    **overrides: Unpack[OptionFields],
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
        Engine, limits and seed of each solve.
    on_stage : callable or None
        Called with the name of each solve before it begins; returns who listens to its events.
    **overrides
        Fields of ``SolveOptions`` that replace those of ``options``, e.g. ``time_limit=20``.

    Returns
    -------
    tuple of Hiring
        Those tried, the one that saves most first. Others, not tried, may save more.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    if not (1 <= number <= 10_000 and 1 <= tries <= 100):
        says = f"{number} workers at {tries} places is out of range; both must be 1 or more"
        raise InputError([InputFault("argument", None, None, "add", says)])
    many = ManySolves(checked_options(options, overrides), on_stage)
    ranked = _ranked(prices, instance.calendar.periods)[:tries]
    several = min(number, len(ranked)) > 1
    dealt = [ranked[at % len(ranked)] for at in range(number)] if several else []
    plans = [(place_words(profile), [(profile, worth)] * number) for profile, worth in ranked]
    plans += [(_MIXED, dealt)] if dealt else []
    found = [
        _tried(instance, policy, prices.result, label, people, many) for label, people in plans
    ]
    return tuple(sorted(found, key=_cost))


def place_words(profile: Profile) -> str:
    """Return office, languages and programs in one phrase."""
    office, languages, programs = profile
    return f"{office}: {', '.join(languages) or 'no language'}; {', '.join(programs) or 'none'}"


def _ranked(prices: ShadowPrices, periods: int) -> list[tuple[Profile, float]]:
    """Return the profiles of the workers by what a full-time one saves at most, dearest first."""
    hours = FTE_MINUTES_A_PERIOD * periods / HOUR
    worth: dict[Profile, list[float]] = {}
    for each in prices.workers:
        if each.office != LEFT:
            worth.setdefault(_profile(each), []).append(each.hour)
    means = [(profile, hours * sum(one) / len(one)) for profile, one in worth.items()]
    return sorted(means, key=lambda pair: (-pair[1], pair[0]))


def _profile(each: WorkerWorth) -> Profile:
    return each.office, tuple(sorted(each.languages)), tuple(sorted(each.programs))


def _tried(
    instance: Instance,
    policy: Policy,
    before: Result,
    label: str,
    people: Sequence[tuple[Profile, float]],
    many: ManySolves,
) -> Hiring:
    taken = set(instance.workers["id"].to_list())
    names = [
        name for at in range(len(people) + len(taken)) if (name := f"new-{at + 1}") not in taken
    ]
    hires = [
        Hire(hire=name, office=profile[0], languages=profile[1], programs=profile[2])
        for name, (profile, _) in zip(names, people, strict=False)
    ]
    larger, rules = apply(hires, instance, policy)
    start: Plan | None = before.found
    result = many.solve(f"{len(people)} more, {label}", larger, rules, start)
    return Hiring(
        places=tuple(profile for profile, _ in people),
        label=label,
        expected=round(sum(worth for _, worth in people), 3),
        result=result,
        saving=_less(before.objective, result.objective),
        low=max(_less(before.bound, result.objective) or 0.0, 0.0),
        high=_less(before.objective, result.bound),
    )


def _cost(hiring: Hiring) -> float:
    cost = hiring.result.objective
    return float("inf") if cost is None else cost


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 3)
