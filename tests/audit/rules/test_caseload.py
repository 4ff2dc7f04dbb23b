"""Caseload: caps on owned clients, weighted and by program."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, plan_of, with_owner, with_policy
from samehands.audit import check
from samehands.model.policy import Policy
from tables import client, instance_of, worker


@pytest.mark.rule("caseload", "infeasible")
def test_more_clients_than_the_cap() -> None:
    # w2 owns c2, c4 and c5.
    plan = with_owner(with_policy(legal_plan(), "moves", enabled=False), "c5", "w2")
    unit = "thousandths of a case"
    assert found(office(), plan) == [("caseload", {"worker": "w2"}, None, 1000, unit)]
    tighter = with_policy(plan, "caseload", cap=1.5)
    assert found(office(), tighter) == [("caseload", {"worker": "w2"}, None, 1500, unit)]
    assert free_of("caseload", office(), plan)


@pytest.mark.rule("caseload", "infeasible")
def test_more_clients_with_a_program_than_its_cap() -> None:
    # w1 has c1 (Medi-Cal) and now c4 (Medi-Cal); one is allowed.
    plan = with_owner(legal_plan(), "c4", "w1")
    who = {"worker": "w1", "program": "Medi-Cal"}
    assert found(office(), plan) == [("caseload", who, None, 1, "clients")]
    assert free_of("caseload", office(), plan)


@pytest.mark.rule("caseload", "feasible")
@pytest.mark.parametrize("fields", [{"cap": 3}, {"cap": None}, {"enabled": False}])
def test_a_cap_that_is_met(fields: dict[str, object]) -> None:
    plan = with_owner(with_policy(legal_plan(), "moves", enabled=False), "c5", "w2")
    assert found(office(), with_policy(plan, "caseload", **fields)) == []


@pytest.mark.rule("caseload", "infeasible")
@pytest.mark.parametrize(
    ("share", "fields", "by", "says"),
    [
        (
            0.5,
            {"cap": 4},
            1000,
            "owns 3 weighted case(s), more than a share of 0.5 of the cap of 4",
        ),
        (
            0.333,
            {"cap": 9},
            3,
            "owns 3 weighted case(s), more than a share of 0.333 of the cap of 9",
        ),
        (
            0.5,
            {"caps": {"A": 5}},
            1,
            "owns 3 client(s) with A, more than a share of 0.5 of the cap",
        ),
        (0.0, {"cap": 9}, 3000, "owns 3 weighted case(s), more than a share of 0 of the cap of 9"),
        (None, {"cap": 2}, 1000, "owns 3 weighted case(s), more than the cap of 2"),
        (1.5, {"cap": 2}, 0, ""),
        (0.5, {"cap": 6}, 0, ""),
        (0.5, {"caps": {"A": 6}}, 0, ""),
    ],
)
def test_a_share_of_a_caseload_is_a_share_of_the_caps(
    share: float | None, fields: dict[str, object], by: int, says: str
) -> None:
    ids = ["c1", "c2", "c3"]
    instance = instance_of(
        [client(id, programs=["A"]) for id in ids],
        [worker("w", programs=["A"], caseload_share=share)],
        [],
    )
    policy = Policy.model_validate({"caseload": fields})
    plan = plan_of(instance, policy, dict.fromkeys(ids, "w"), {}, [])
    violations = check(instance, plan)
    assert [violation.by for violation in violations] == ([by] if by else [])
    assert all(says in str(violation) for violation in violations)


@pytest.mark.parametrize(
    ("weights", "cap", "above"),
    [
        ({}, 3, 0),
        ({}, 2.9999, 1),  # 3000 thousandths against 2999.9, of which 2999 whole ones
        ({"A": 0.5}, 2.0, 0),  # (0.5 + 1) + 0.5 + 0 without any program
        ({"A": 0.5}, 1.9, 100),
        ({"A": 0.0, "B": 0.0001}, 0, 1),  # a weight is rounded up to a thousandth
    ],
)
def test_weights_add_over_the_bundle(weights: dict[str, float], cap: float, above: int) -> None:
    bundles = {"c1": ["A", "B"], "c2": ["A"], "c3": []}
    instance = instance_of(
        [client(id, programs=programs) for id, programs in bundles.items()],
        [worker("w", programs=["A", "B"])],
        [],
    )
    policy = Policy.model_validate({"caseload": {"weights": weights, "cap": cap}})
    plan = plan_of(instance, policy, dict.fromkeys(bundles, "w"), {}, [])
    expected = [("caseload", {"worker": "w"}, None, above, "thousandths of a case")]
    assert found(instance, plan) == (expected if above else [])
