"""Every assignment costs the same as a problem, as a plan and by brute force."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings

from answers import ask, legal_cost
from brute_force import score
from draws import draws, examples
from samehands.formulations import Lowered, embed, lift, lower
from samehands.problem import Ints, evaluate
from strategies import cases
from tiny_agencies import FORMULATIONS, Case, draw_case


def _assignment(rng: Random, lowered: Lowered) -> Ints:
    """Draw an assignment; most items of a household go to one worker, so that some are legal."""
    problem, view = lowered.problem, lowered.view
    x = np.zeros(problem.pairs, dtype=np.int64)
    favourite = [rng.randrange(view.workers) for _ in range(view.clients)]
    home = lowered.facts.home
    client = [*home.tolist(), *home[view.client].tolist()]
    for item in range(problem.items):
        pairs = range(problem.pair_start[item], problem.pair_start[item + 1])
        liked = [p for p in pairs if problem.pair_agent[p] == favourite[client[item]]]
        chosen = liked if rng.random() < 0.8 else list(pairs)
        if chosen and rng.random() < 0.9:
            x[rng.choice(chosen)] = 1
    return x


def _names(lowered: Lowered, x: Ints) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return the owner of every client and the worker of every task, by their ids."""
    problem, instance = lowered.problem, lowered.instance
    used = np.flatnonzero(x)
    at = dict(zip(problem.pair_item[used].tolist(), problem.pair_agent[used].tolist(), strict=True))
    workers = instance.workers["id"].to_list()
    clients, tasks = instance.clients["id"].to_list(), instance.tasks["id"].to_list()
    who = [workers[at[item]] if item in at else None for item in range(problem.items)]
    owners = {id: who[home] for id, home in zip(clients, lowered.facts.home, strict=True)}
    return owners, dict(zip(tasks, who[len(clients) :], strict=True))


@pytest.mark.slow
def test_a_random_assignment_costs_the_same_everywhere() -> None:
    legal = 0
    for seed in draws(240):
        rng = Random(seed)
        instance, policy = draw_case(rng, FORMULATIONS[seed % len(FORMULATIONS)])
        lowered = lower(instance, policy)
        x = _assignment(rng, lowered)
        evaluation = evaluate(lowered.problem, x)
        assert evaluation.objective == score(instance, policy, *_names(lowered, x))
        assert (evaluation.objective is None) == (evaluation.faults != ())
        if evaluation.objective is not None:
            legal += 1
            plan = lift(lowered, x)
            assert legal_cost(instance, plan) == evaluation.objective
            assert embed(lowered, plan).tolist() == x.tolist()
    assert len(draws(240)) / 12 <= legal <= len(draws(240)) * 3 / 4


@settings(max_examples=examples(15))
@given(cases())
def test_a_plan_names_every_client_and_task_in_order(case: Case) -> None:
    instance, policy = case
    lowered, said = ask(instance, policy)
    if said.x is None:
        return
    plan = lift(lowered, said.x)
    assert plan.policy == policy
    assert plan.owners["client"].equals(instance.clients["id"].alias("client"))
    assert plan.owners["owner_today"].equals(instance.clients["worker"].alias("owner_today"))
    assert plan.assignments["task"].equals(instance.tasks["id"].alias("task"))
    owners, doers = _names(lowered, said.x)
    assert dict(plan.owners.select("client", "owner").iter_rows()) == owners
    assert dict(plan.assignments.iter_rows()) == doers


@settings(max_examples=10)
@given(cases("client-based"))
def test_a_plan_made_under_a_stricter_standard_is_kept_whole(case: Case) -> None:
    instance, policy = case
    pooled = policy.as_formulation("task-based")
    lowered, said = ask(instance, policy)
    if said.x is None:
        return
    relaxed = lower(instance, pooled)
    x = embed(relaxed, lift(lowered, said.x))
    workers = np.bincount(relaxed.problem.pair_item[x > 0], minlength=relaxed.problem.items)
    tasks = said.x[lowered.problem.pair_item >= instance.clients.height].sum()
    assert workers.max(initial=0) <= 1
    assert workers[instance.clients.height :].sum() == tasks
