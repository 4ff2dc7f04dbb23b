"""What is odd but legal is a warning with its count, never an error."""

from __future__ import annotations

from pathlib import Path

from samehands.model import Policy, instance_warnings, policy_problems, policy_warnings, read
from samehands.planning import solve
from tables import client, csv_folder, instance, instance_of, rows, task, worker


def test_the_small_instance_is_not_odd() -> None:
    assert instance_warnings(instance()) == []


def test_programs_and_languages_that_no_worker_has() -> None:
    odd = instance_of(
        [client("c1", programs=["GR", "CalFresh"]), client("c2", language="Khmer")],
        [worker("w1")],
        [task("t1", "c1", program="IHSS"), task("t2", "c1", program="GR")],
    )
    nobody = "by the rule skills nobody may do such tasks, nor, with bundle_integrity, own such "
    through = "an interpreter is needed; where language.match is 'required' nobody may speak to "
    assert [(one.field, one.message) for one in instance_warnings(odd)] == [
        ("programs", f"no worker works in the program 'GR' (1 client, 1 task): {nobody}clients"),
        ("programs", f"no worker works in the program 'IHSS' (0 clients, 1 task): {nobody}clients"),
        ("languages", f"no worker speaks the language 'Khmer' (1 client): {through}them"),
    ]


def test_dues_beyond_the_horizon_are_counted() -> None:
    tasks = [task("t1", "c1", due=5), task("t2", "c1", due=99), task("t3", "c1", due=4)]
    (found,) = instance_warnings(instance_of([client("c1")], [worker("w1")], tasks))
    says = "2 tasks are due beyond the horizon; they count as due in period 4"
    assert (found.table, found.field, found.message) == ("tasks", "due", says)


def test_owners_of_another_office_are_counted() -> None:
    clients = [
        client("c1", office="south", worker="w1"),
        client("c2", worker="w1"),
        client("c3", office="south"),
    ]
    (found,) = instance_warnings(instance_of(clients, [worker("w1")], []))
    assert found.message == (
        "1 client owned today by a worker of another office; where pool.scope keeps workers to "
        "their office, another owner is needed"
    )


def test_kinds_and_groups_of_a_policy_that_nobody_has() -> None:
    policy = Policy.model_validate(
        {
            "continuity": {
                "exempt_kinds": ["call", "lobby"],
                "k_by_group": {"elderly": 1, "veteran": 2},
            },
            "service": {"levels": {"intake": 1, "visit": 1}},
        }
    )
    policy = policy.without("pool")
    nothing = ", so naming it changes nothing"
    assert [(one.field, one.message) for one in policy_warnings(policy, instance())] == [
        ("continuity.exempt_kinds", f"no task has the kind 'lobby'{nothing}"),
        ("continuity.k_by_group", f"no client is in the group 'veteran'{nothing}"),
        ("service.levels", f"no task has the kind 'visit'{nothing}"),
    ]


def test_a_policy_may_name_what_another_agency_has() -> None:
    policy = Policy.model_validate(
        {
            "pool": {"enabled": False, "regions": {"a": ["west"]}},
            "caseload": {"weights": {"X": 2}, "caps": {"calfresh": 9}},
            "moves": {"frozen": ["c9", "C1"]},
        }
    )
    assert policy_problems(policy, instance()) == []
    found = policy_warnings(policy, instance())
    assert [(one.field, "did you mean" in one.message) for one in found] == [
        ("pool.regions", False),
        ("caseload.weights", False),
        ("caseload.caps", True),
        ("moves.frozen", False),
        ("moves.frozen", True),
    ]
    for engine in ("cp-sat", "milp"):
        result = solve(instance(), policy, engine=engine, threads=1)
        known = Policy.model_validate({"pool": {"enabled": False}})
        assert result.objective == solve(instance(), known, engine=engine, threads=1).objective


def test_offices_whose_clients_nobody_may_serve_are_named() -> None:
    some = instance_of([client("c1", office="south"), client("c2")], [worker("w1")], [])
    (found,) = policy_warnings(Policy(), some)
    assert found.message.startswith("no worker belongs to the office 'south': with pool.scope")
    region = {"scope": "region", "regions": {"a": ["north", "south"]}}
    assert policy_warnings(Policy.model_validate({"pool": region}), some) == []
    alone = {"scope": "region", "regions": {"a": ["north"]}}
    assert len(policy_warnings(Policy.model_validate({"pool": alone}), some)) == 1


def test_names_that_look_alike_are_named_with_both_spellings() -> None:
    clients = [client("c1"), client("C1", office="no\u200brth"), client("c2")]
    some = instance_of(clients, [worker("w1")], [task("t1", "c1")])
    said = [one.message for one in instance_warnings(some)]
    assert (
        "the offices 'north', 'no\\u200brth' look alike and count as different; write them one "
        "way" in said
    )
    assert any(says.startswith("the clients 'C1', 'c1' look alike") for says in said)


def test_a_list_with_commas_is_read_where_all_its_parts_are_known(tmp_path: Path) -> None:
    small = rows()
    small["clients"] = [client("c1", programs=["CalFresh, Medi-Cal"]), client("c2")]
    small["workers"] = [worker("w1", programs=["CalFresh", "Medi-Cal"])]
    small["tasks"] = [task("t1", "c1")]
    found, _ = read(csv_folder(tmp_path, small, policy=None))
    assert found.client("c1").programs == ("CalFresh", "Medi-Cal")
    small["workers"] = [worker("w1")]
    found, _ = read(csv_folder(tmp_path, small, policy=None))
    assert found.client("c1").programs == ("CalFresh, Medi-Cal",)
    assert any("separate its elements by ';', not by ','" in one.message for one in found.warnings)


def test_warnings_come_with_the_instance(tmp_path: Path) -> None:
    policy = '[continuity]\nexempt_kinds = ["visit"]\n'
    found, _ = read(csv_folder(tmp_path, policy=policy, calendar="periods = 5\n"))
    assert [one.message for one in found.warnings] == [
        "no task has the kind 'visit', so naming it changes nothing",
        "no worker belongs to the office 'south': with pool.scope = 'office' nobody may serve its "
        "1 clients",
    ]
