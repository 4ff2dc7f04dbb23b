"""Ranges of metrics against all plans of tiny agencies."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from brute_force import best, score
from samehands import solve
from samehands.model import Instance, Policy
from samehands.model.policy import MILLI
from samehands.planning.many_solves import ManySolves
from samehands.scenarios.robustness import RANGED, find_ranges
from samehands.solver import SolveOptions
from tables import instance
from tiny_agencies import draw_case

EFFORT = SolveOptions("cp-sat", time_limit=60.0, threads=1)


def everything(asked: Instance, policy: Policy, cost: int) -> list[tuple[float, ...]]:
    """Return the metrics of every plan of at most the cost."""
    clients, tasks = asked.clients["id"].to_list(), asked.tasks["id"].to_list()
    workers: list[str | None] = [None, *asked.workers["id"].to_list()]
    today = dict(asked.clients.select("id", "worker").rows())
    minutes = dict(asked.tasks.select("id", "minutes").rows())
    found: list[tuple[float, ...]] = []
    for choice in product(workers, repeat=len(clients) + len(tasks)):
        owners = dict(zip(clients, choice[: len(clients)], strict=True))
        doers = dict(zip(tasks, choice[len(clients) :], strict=True))
        its = score(asked, policy, owners, doers)
        if its is None or its > cost:
            continue
        changes = sum(
            today[id] is not None and owner is not None and owner != today[id]
            for id, owner in owners.items()
        )
        undone = [id for id, worker in doers.items() if worker is None]
        unowned = sum(owner is None for owner in owners.values())
        left = sum(minutes[id] for id in undone)
        found.append((float(changes), float(unowned), float(len(undone)), float(left)))
    return found


@pytest.mark.slow
def test_all_plans_lie_in_the_range_and_its_found_ends_are_plans() -> None:
    tried = 0
    for seed in range(40):
        asked, policy = draw_case(Random(seed))
        plans = (asked.workers.height + 1) ** (asked.clients.height + asked.tasks.height)
        least = best(asked, policy) if plans <= 300 else None
        if least is None:
            continue
        tried += 1
        for slack in (0, 4000):
            cost = least[0] + slack
            values = everything(asked, policy, cost)
            found = find_ranges(asked, policy, least[1], cost / MILLI, ManySolves(EFFORT))
            assert [each.metric for each in found] == [*RANGED]
            for place, each in enumerate(found):
                its = [value[place] for value in values]
                assert each.low is not None and each.high is not None
                assert each.low <= min(its) <= each.least, (seed, slack, each)
                assert each.greatest <= max(its) <= each.high, (seed, slack, each)
                assert {each.least, each.greatest} <= set(its)
        if tried == 3:
            break
    assert tried == 3


def test_without_a_bound_an_end_is_unknown() -> None:
    result = solve(instance(), Policy(), engine="cp-sat", threads=1)
    assert result.plan is not None and result.objective is not None
    effort = ManySolves(SolveOptions("least-loaded", threads=1))
    found = find_ranges(instance(), Policy(), result.plan, result.objective, effort)
    assert {(each.low, each.high) for each in found} == {(None, None)}
    assert all(each.least <= each.greatest for each in found)
