"""What is odd but legal is a warning with its count, never an error."""

from __future__ import annotations

from pathlib import Path

from samehands.model import Policy, instance_warnings, policy_warnings, read
from tables import client, csv_folder, instance, instance_of, task, worker


def test_the_small_instance_is_not_odd() -> None:
    assert instance_warnings(instance()) == []


def test_programs_and_languages_that_no_worker_has() -> None:
    odd = instance_of(
        [client("c1", programs=["GR", "CalFresh"]), client("c2", language="Khmer")],
        [worker("w1")],
        [task("t1", "c1", program="IHSS"), task("t2", "c1", program="GR")],
    )
    assert [str(one) for one in instance_warnings(odd)] == [
        "workers, programs: no worker works in the program 'GR' (1 clients, 1 tasks)",
        "workers, programs: no worker works in the program 'IHSS' (0 clients, 1 tasks)",
        "workers, languages: no worker speaks the language 'Khmer' (1 clients)",
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
    assert found.message == "1 clients are owned today by a worker of another office"


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
    assert [(one.field, one.message) for one in policy_warnings(policy, instance())] == [
        ("continuity.exempt_kinds", "no task has the kind 'lobby'"),
        ("continuity.k_by_group", "no client is in the group 'veteran'"),
        ("service.levels", "no task has the kind 'visit'"),
    ]


def test_warnings_come_with_the_instance(tmp_path: Path) -> None:
    policy = '[continuity]\nexempt_kinds = ["visit"]\n'
    found, _ = read(csv_folder(tmp_path, policy=policy, calendar="periods = 5\n"))
    assert [one.message for one in found.warnings] == ["no task has the kind 'visit'"]
