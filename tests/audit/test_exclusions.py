"""Who may not own whom, and why."""

from __future__ import annotations

import pytest

from plans import legal_plan, office, with_owner, with_policy
from samehands.audit import check, find_exclusions
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.model.rules import RULES
from tables import client, instance_of, worker


def test_the_first_rule_that_applies() -> None:
    policy = Policy.model_validate({"language": {"match": "required"}, "moves": {"frozen": ["c1"]}})
    assert find_exclusions(office(), policy, ["c4", "c1"]).rows() == [
        ("c1", "w2", "moves"),
        ("c1", "w3", "pool"),
        ("c1", "w4", "skills"),
        ("c1", "w5", "skills"),
        ("c4", "w1", "language"),
        ("c4", "w3", "pool"),
        ("c4", "w4", "skills"),
        ("c4", "w5", "skills"),
    ]


def test_all_clients_unless_some_are_named() -> None:
    everybody = find_exclusions(office(), Policy())
    some = find_exclusions(office(), Policy(), ["c2", "c3"])
    assert some.height > 0
    assert everybody.filter(everybody["client"].is_in(["c2", "c3"])).equals(some)


def test_rules_that_are_off_exclude_nobody() -> None:
    policy = Policy.model_validate(
        {
            "pool": {"scope": "county"},
            "skills": {"bundle_integrity": False},
            "moves": {"frozen": ["c3"]},
        }
    )
    assert find_exclusions(office(), policy).is_empty()
    strict = Policy.model_validate({"language": {"match": "required"}, "moves": {"frozen": ["c1"]}})
    assert not find_exclusions(office(), strict).is_empty()
    for rule in RULES:
        strict = strict.without(rule)
    assert find_exclusions(office(), strict).is_empty()


def test_nobody_asked_or_nobody_there() -> None:
    policy = Policy.model_validate({"language": {"match": "required"}, "moves": {"frozen": ["c"]}})
    assert find_exclusions(office(), policy, []).rows() == []
    nobody = instance_of([client("c")], [], [])
    assert find_exclusions(nobody, policy).rows() == []
    nothing = instance_of([], [worker("w")], [])
    assert find_exclusions(nothing, policy).rows() == []


def test_a_client_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no such client"):
        find_exclusions(office(), Policy(), ["c1", "x"])


@pytest.mark.parametrize(
    ("scope", "match"),
    [("office", "required"), ("region", "interpreter"), ("county", "required")],
)
def test_the_check_agrees(scope: str, match: str) -> None:
    """Exactly the pairs that are excluded make the check object to the owner."""
    plan = with_policy(legal_plan(), "pool", scope=scope, regions={"city": ["north"]})
    plan = with_policy(plan, "language", match=match)
    clients = office().clients["id"].to_list()
    order = ("pool", "skills", "language", "moves")
    said: dict[tuple[str, str], str] = {}
    for who in office().workers["id"]:
        owned = plan
        for id in clients:
            owned = with_owner(owned, id, who)
        objections = [
            violation
            for violation in check(office(), owned)
            if violation.rule in order
            and set(violation.who) == {"client", "worker"}
            and violation.unit != "minutes"
        ]
        for violation in sorted(objections, key=lambda one: order.index(one.rule)):
            said.setdefault((violation.who["client"], who), violation.rule)
    excluded = {(c, w): rule for c, w, rule in find_exclusions(office(), plan.policy).iter_rows()}
    assert excluded == said
