"""Plans as they stand: under another standard, and things as they are."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings

from draws import draws, examples, share
from plain_audit import plain_cost
from samehands.audit import check
from samehands.formulations import lower
from samehands.model.instance import Instance
from samehands.model.policy import MILLI, Policy
from samehands.planning import solve
from samehands.planning.revalue import embed_whole, revalue, today
from samehands.problem import evaluate
from strategies import cases
from tables import client, instance_of, task, worker
from tiny_agencies import Case, draw_case


def _agency() -> Instance:
    """Return four clients: of a good owner, of one who may not, of one overloaded, and of nobody.

    Worker ``far`` sits in another office, ``busy`` has minutes in one period only.
    """
    return instance_of(
        [
            client("well", worker="good", programs=["CalFresh", "Medi-Cal"]),
            client("away", worker="far"),
            client("much", worker="busy"),
            client("none"),
        ],
        [
            worker("good", minutes=100),
            worker("far", office="south", minutes=100),
            worker("busy", minutes=[50, 0, 0]),
        ],
        [
            task("t1", "well", minutes=40, due=1),
            task("t2", "well", minutes=10, program="Medi-Cal"),
            task("t3", "away", minutes=20, due=0),
            task("t4", "much", minutes=30, due=0),
            task("t5", "much", minutes=60, due=0),
            task("t6", "none", minutes=5, due=2),
        ],
        periods=3,
    )


POLICY = Policy.model_validate(
    {
        "caseload": {"cap": 0},
        "utilisation": {"gaps": [{"group": "office:south", "limit": 0.0}], "breakpoints": []},
        "overtime": {"limit": 0},
        "service": {"undone": "forbidden", "levels": {"intake": 1.0}},
    }
)
"""Nobody may own anybody, and everything must be done: things are as they are all the same."""


def test_owners_stay_and_do_what_they_may_and_can() -> None:
    plan = today(_agency(), POLICY).plan
    assert plan.owners["owner"].to_list() == ["good", "far", "busy", None]
    done = dict(plan.assignments.iter_rows())
    # No skill for t2, another office for t3, no time for both t4 and t5, nobody for t6.
    assert {id: done[id] for id in ("t1", "t2", "t3", "t6")} == {
        "t1": "good",
        "t2": None,
        "t3": None,
        "t6": None,
    }
    assert sorted(str(done[id]) for id in ("t4", "t5")) == ["None", "busy"]


def test_it_costs_what_the_audit_says_in_minutes() -> None:
    now = today(_agency(), POLICY)
    parts = plain_cost(_agency(), now.plan)
    assert now.objective_parts == {name: amount / 1000 for name, amount in parts.items()}
    assert now.objective == sum(parts.values()) / 1000
    assert parts["change"] == 0
    assert parts["unowned"] == 500_000
    assert parts["late"] == 0


def test_the_rules_that_things_break_are_named_bundle_integrity_apart() -> None:
    found = {violation.rule for violation in today(_agency(), POLICY).violations}
    assert found == {"pool", "caseload", "service", "utilisation"}


@pytest.mark.rule("language", "infeasible")
def test_an_owner_who_does_not_speak_the_language_still_does_the_paperwork() -> None:
    instance = instance_of(
        [client("c", worker="w", language="Spanish")],
        [worker("w")],
        [task("talk", "c", contact=True), task("write", "c", contact=False)],
    )
    policy = Policy.model_validate({"language": {"match": "required"}, "handoffs": {"minutes": 7}})
    now = today(instance, policy)
    assert now.plan.assignments["worker"].to_list() == [None, "w"]
    assert [violation.rule for violation in now.violations] == ["language"]


@settings(max_examples=examples(25))
@given(cases())
def test_whatever_the_agency_nobody_moves(case: Case) -> None:
    instance, policy = case
    now = today(instance, policy)
    left = set(instance.former["id"])
    owners = [None if each in left else each for each in instance.clients["worker"].to_list()]
    assert now.plan.owners["owner"].to_list() == owners
    assert now.objective_parts["change"] == 0
    owner = dict(instance.clients.select("id", "worker").iter_rows())
    whose = dict(instance.tasks.select("id", "client").iter_rows())
    for id, doer in now.plan.assignments.iter_rows():
        assert doer in (None, owner[whose[id]])
    assert set(now.plan.work["activity"]) <= {"task"}
    rules = [violation.rule for violation in now.violations if "task" not in violation.who]
    # Whoever is fixed to another than the owner of today stays with that owner, which is said.
    assert set(rules) <= {
        "pool",
        "language",
        "caseload",
        "service",
        "utilisation",
        "moves",
        "pairs",
        # Clients of one household may have several owners today, who hand over to each other.
        *(["continuity", "handoffs"] if now.plan.policy.continuity.household else []),
    }
    of_tasks = {violation.rule for violation in now.violations if "task" in violation.who}
    assert of_tasks <= {"service", "moves"}


def test_a_plan_costs_under_a_looser_standard_what_its_problem_says() -> None:
    seen = 0
    for seed in draws(150):
        agency, policy = draw_case(Random(seed), "client-based", times=3)
        plan = solve(agency, policy, engine="least-loaded").plan
        if plan is None:
            continue
        for name in ("team-2", "task-based"):
            looser = policy.as_formulation(name)
            value = revalue(agency, looser, plan)
            lowered = lower(agency, looser)
            x = embed_whole(lowered, plan)
            cost = None if x is None else evaluate(lowered.problem, x).objective
            if value is None or value.objective is None or value.plan is None:
                assert cost is None
                continue
            assert not check(agency, value.plan)
            assert value.plan.policy == looser
            assert cost is None or value.objective == cost / MILLI
            seen += 1
    assert seen >= share(100)
