"""Other owners of a client cost what the listing of all plans says, or are no owners there."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from brute_force import score
from draws import draws, share
from samehands.audit import restate
from samehands.model import Instance, Plan
from samehands.model.policy import MILLI
from samehands.planning import explain_client, solve
from samehands.solver import SolveOptions
from tiny_agencies import draw_case

QUICK = SolveOptions(engine="least-loaded", threads=1, time_limit=None)
PROVING = SolveOptions(engine="milp", threads=1, time_limit=None)


def swapped(
    instance: Instance, plan: Plan, asked: str, other: str
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return owners and workers with another owner of a client, and its tasks gone along."""
    owners = dict(plan.owners.select("client", "owner").iter_rows())
    doers = dict(plan.assignments.iter_rows())
    before, owners[asked] = owners[asked], other
    limits = dict(restate.worker_limits(instance, plan.policy).iter_rows())
    for id, of, pooled in (
        restate.tasks(instance, plan.policy).select("task", "client", "pooled").iter_rows()
    ):
        goes = doers[id] is not None or before is None
        if limits[asked] == 1 and of == asked and not pooled and goes:
            doers[id] = other
    return owners, doers


def test_other_owners_cost_what_the_listing_of_all_plans_says() -> None:
    seen: Counter[str] = Counter()
    for seed in draws(200):
        instance, policy = draw_case(Random(f"alternatives {seed}"), off=0.5)
        plan = solve(instance, policy, QUICK if seed % 2 else PROVING).plan
        if plan is None:
            continue
        for asked in instance.clients["id"]:
            found = explain_client(instance, plan, asked)
            costs = {each.worker: each.cost for each in found.alternatives}
            for other in set(instance.workers["id"]) - {found.owner}:
                cost = score(instance, policy, *swapped(instance, plan, asked, other))
                assert (cost is None) == (other in found.excluded), (seed, asked, other)
                assert other in found.excluded or costs[other] * MILLI == pytest.approx(cost)
                seen[found.excluded.get(other, "priced")] += 1
            differences = [each.difference for each in found.alternatives]
            assert differences == sorted(differences)
            for each in found.alternatives:
                assert sum(each.parts.values()) == pytest.approx(each.difference)
    assert seen["priced"] >= share(60)
    assert len(seen) >= 3
