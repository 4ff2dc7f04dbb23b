"""On tiny agencies the desk finds the cheapest legal worker, as listing all of them does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random

import polars as pl

import samehands as sh
from brute_force import best, score
from draws import SHARE, draws
from samehands.audit import recompute_cost
from samehands.model.checks.policy import policy_problems
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import MILLI, Policy
from tiny_agencies import draw_case

Costs = dict[str, int | None]


def _without(instance: Instance, client: str) -> tuple[Instance, sh.Client, list[sh.Task]]:
    """Return the agency without a client, and the client with its tasks."""
    mine = instance.tasks.filter(pl.col("client") == client)["id"].to_list()
    rest = replace(
        instance,
        clients=instance.clients.filter(pl.col("id") != client),
        tasks=instance.tasks.filter(pl.col("client") != client),
    )
    return rest, instance.client(client), [instance.task(id) for id in mine]


def _by_listing(
    instance: Instance, policy: Policy, plan: Plan, client: str, tasks: list[sh.Task]
) -> Costs:
    """Return the least cost of the whole plan with the client at each worker; None where illegal.

    The worker does any of the tasks; of a kind with a service level all.
    """
    found: Costs = {}
    owners: dict[str, str | None] = dict(plan.owners.select("client", "owner").iter_rows())
    doers: dict[str, str | None] = dict(plan.assignments.iter_rows())
    levels = policy.service.levels if policy.service.enabled else {}
    for worker in instance.workers["id"].to_list():
        least: int | None = None
        for chosen in product((worker, None), repeat=len(tasks)):
            mine = {task.id: who for task, who in zip(tasks, chosen, strict=True)}
            left = [task for task in tasks if mine[task.id] is None]
            if any(levels.get(task.kind, 0) > 0 for task in left):
                continue
            cost = score(instance, policy, owners | {client: worker}, doers | mine)
            if cost is not None and (least is None or cost < least):
                least = cost
        found[worker] = least
    return found


def _is_comparable(policy: Policy) -> bool:
    """Whether gaps, which the desk asks for the client's work as a whole, have no say."""
    return not (policy.utilisation.enabled and policy.utilisation.gaps)


def _known(policy: Policy) -> Policy:
    """Return the policy without protection against clients who take longer: the desk refuses it."""
    known = policy.robust.model_copy(update={"deviation": 0.0})
    return policy.model_copy(update={"robust": known})


def test_the_cheapest_worker_is_that_of_all_plans_listed() -> None:
    seen: Counter[str] = Counter()
    for seed in draws(600):
        instance, policy = draw_case(Random(seed), off=0.15)
        policy = _known(policy)
        client = instance.clients["id"].to_list()[-1]
        before, who, tasks = _without(instance, client)
        begun = best(before, policy)
        offices = {*before.clients["office"], *before.workers["office"]}
        if begun is None or who.office not in offices or policy_problems(policy, before):
            continue
        desk = sh.IntakeDesk(before, policy, begun[1])
        placement = desk.place(who, tasks)
        costs = {each: placement.of(each).cost for each in instance.workers["id"].to_list()}
        if placement.worker is None:
            listed = _by_listing(instance, policy, begun[1], client, tasks)
            kept = set(placement.excluded)
            if _is_comparable(policy) and "handoffs" not in kept:
                assert not any(listed.values()), f"seed {seed}: {listed}"
                seen["nobody"] += 1
            continue
        done = desk.commit(placement)
        grown, plan = desk.instance(), desk.plan()
        assert sh.check(grown, plan) == [], f"seed {seed}"
        listed = _by_listing(grown, policy, begun[1], client, tasks)
        spent = recompute_cost(grown, plan).total
        assert spent == listed[done.worker], f"seed {seed}"
        for worker, cost in costs.items():
            if cost is None:
                assert (
                    not _is_comparable(policy)
                    or listed[worker] is None
                    or (placement.of(worker).rule == "handoffs")
                ), f"seed {seed}: {worker} {placement.of(worker).why}"
                seen[str(placement.of(worker).rule)] += 1
                continue
            mine = listed[worker]
            assert mine is not None, f"seed {seed}: {worker}"
            # What differs between workers is what the desk says; gaps may forbid leaving a task.
            assert mine - spent == round((cost - done.cost) * MILLI), f"seed {seed}: {worker}"
            seen["undone" if placement.of(worker).undone else "done"] += 1
            seen["transfer"] += placement.of(worker).transfer > 0
            seen["interpreted"] += placement.of(worker).interpreted > 0
            seen["late"] += "late" in placement.of(worker).parts
            seen["overtime"] += "overtime" in placement.of(worker).parts
            seen["caseload"] += "caseload" in placement.of(worker).parts
        assert done.cost == min(cost for cost in costs.values() if cost is not None)
    wanted = ["done", "undone", "nobody", "caseload", "transfer", "pool", "moves"]
    if SHARE == 1:
        wanted += ["skills", "language", "pairs", "utilisation", "interpreted", "overtime", "late"]
    missing = [name for name in wanted if not seen[name]]
    assert not missing, f"too few of {missing}: {seen}"
