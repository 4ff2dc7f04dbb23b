"""A start that is made to keep caps and limits on the whole plan."""

from __future__ import annotations

from functools import cache

import pytest

from agencies import agency
from samehands.formulations import Lowered, embed, lower
from samehands.metrics.timeliness import list_on_time_tasks
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.answer import repair_start, start_from_plan
from samehands.planning.result import require_plan
from samehands.problem import Ints, evaluate
from tables import client, instance_of, task, worker


@cache
def _plan() -> Plan:
    return require_plan(solve(agency("unit"), Policy(), engine="least-loaded"))


def _start(rules: dict[str, object]) -> tuple[Lowered, Ints]:
    lowered = lower(agency("unit"), Policy.model_validate(rules))
    return lowered, embed(lowered, _plan())


@pytest.mark.parametrize(
    "rules",
    [
        {"caseload": {"cap": 350}},
        {"utilisation": {"ceiling": 0.9}},
        {"utilisation": {"gaps": [{"group": "language:Spanish", "limit": 0.02}]}},
        {"moves": {"limit": 0}},
    ],
)
def test_a_start_is_made_legal(rules: dict[str, object]) -> None:
    lowered, x = _start(rules)
    assert evaluate(lowered.problem, x).objective is None
    made = repair_start(lowered.problem, x)
    assert evaluate(lowered.problem, made).objective is not None
    assert (made <= x).all() and made.any()


def test_a_legal_start_is_left_alone() -> None:
    lowered, x = _start({})
    assert repair_start(lowered.problem, x) is x


def test_what_cannot_be_made_legal_is_returned_as_it_is() -> None:
    lowered, x = _start({"caseload": {"cap": 350}, "service": {"undone": "forbidden"}})
    assert repair_start(lowered.problem, x) is x


def test_of_too_many_clients_those_with_least_work_go() -> None:
    instance = instance_of(
        [client(f"c{at}", worker="w1") for at in range(4)],
        [worker("w1")],
        [task("t0", "c0", minutes=60), task("t2", "c2", minutes=10), task("t3", "c3", minutes=50)],
    )
    plan = require_plan(solve(instance, Policy(), engine="least-loaded"))
    lowered = lower(instance, Policy.model_validate({"caseload": {"cap": 2}}))
    x = repair_start(lowered.problem, embed(lowered, plan))
    assert sorted(lowered.problem.pair_item[x > 0].tolist()) == [0, 3, 4, 6]


def test_where_nothing_may_be_late_a_start_leaves_what_is() -> None:
    lowered, x = _start({"deadlines": {"late": "forbidden"}})
    assert evaluate(lowered.problem, x).objective is None
    made = start_from_plan(lowered, _plan())
    assert evaluate(lowered.problem, made).objective is not None
    late = {id for id in _plan().assignments.drop_nulls("worker")["task"].to_list()}
    late -= list_on_time_tasks(agency("unit"), _plan())
    assert 0 < int(x.sum() - made.sum()) == len(late)
