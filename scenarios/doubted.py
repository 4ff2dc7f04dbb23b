"""Every verdict tried again under changed assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..planning import Result
from .difference import Outcome, difference_of
from .many_solves import Job, Study
from .monotonicity import Question
from .sensitivity import Check, assumptions, times, verdict


def doubted(
    study: Study, base: Question, baseline: Result, outcomes: Sequence[Outcome]
) -> list[Outcome]:
    """Return the outcomes, each with its verdict tried under every changed assumption."""
    sides = [(each, each.policy) for each in outcomes if each.result is not None and each.changed]
    plans = list(assumptions(base[1], *(policy for _, policy in sides)))
    jobs: list[Job] = []
    for field, factor in plans:
        name = f"{field} x {factor:g}"
        jobs.append(Job(name, base[0], times(base[1], field, factor), baseline.found))
        jobs += [
            Job(
                f"{each.reform.name}, {name}",
                each.instance,
                times(policy, field, factor),
                each.result.found if each.result else None,
            )
            for each, policy in sides
        ]
    found = study.all(jobs)
    checks: dict[str, list[Check]] = {each.reform.name: [] for each in outcomes}
    width = len(sides) + 1
    for number, (field, factor) in enumerate(plans):
        at = number * width
        for place, (each, _) in enumerate(sides, start=1):
            one, other = found[at], found[at + place]
            if one is None or other is None or each.difference is None:
                continue
            pair = (jobs[at], jobs[at + place])
            asked = ((pair[0].instance, pair[0].policy), (pair[1].instance, pair[1].policy))
            new = difference_of(asked, (one, other))
            survives = verdict(new) == verdict(each.difference)
            checks[each.reform.name].append(Check(field, factor, new, survives))
    return [replace(each, checks=tuple(checks[each.reform.name])) for each in outcomes]
