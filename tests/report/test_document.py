"""Who is left without an owner, and which rule keeps whom away."""

from __future__ import annotations

from plans import legal_plan, office, plan_of, strict_policy, with_owner, with_policy
from samehands.metrics.unserved import Unowned, undone_tasks, unowned_clients
from samehands.report.document import undone_line, unowned_lines
from tables import client, instance_of


def test_every_excluded_worker_has_a_rule() -> None:
    plan = with_owner(with_owner(legal_plan(), "c1", None), "c3", None)
    plan = with_policy(plan, "language", match="required")
    found = unowned_clients(office(), plan)
    assert [each.client for each in found] == ["c1", "c3"]
    assert found[0].excluded == {"w3": "pool", "w4": "skills", "w5": "skills"}
    assert found[1].as_dict() == {
        "client": "c3",
        "excluded": dict.fromkeys(("w1", "w2", "w4", "w5"), "pool"),
    }


def test_an_owned_plan_has_nobody_to_name() -> None:
    assert unowned_clients(office(), legal_plan()) == []


def test_clients_are_grouped_by_what_keeps_workers_away() -> None:
    plan = plan_of(office(), strict_policy(), owners={"c5": "w4"}, done={}, work=[])
    lines = unowned_lines(office(), unowned_clients(office(), plan))
    assert lines == [
        "2 clients: pool excludes 1, skills excludes 2 of 5 workers; 2 could be the owner (c1, c4)",
        "1 client: pool excludes 1, skills excludes 1 of 5 workers; 3 could be the owner (c2)",
        "1 client: pool excludes 4 of 5 workers; 1 could be the owner (c3)",
    ]


def test_lines_tell_whom_no_rule_and_whom_every_rule_keeps_away() -> None:
    free = Unowned("c1", {})
    lone = Unowned("c2", dict.fromkeys(("w1", "w2", "w3", "w4", "w5"), "skills"))
    assert unowned_lines(office(), [free, lone]) == [
        "1 client: no rule excludes any of 5 workers; the plan has no owner for them (c1)",
        "1 client: skills excludes 5 of 5 workers; nobody can be the owner (c2)",
    ]
    nobody = instance_of([client("c1")], [], [])
    assert unowned_lines(nobody, [free]) == ["1 client: there is no worker (c1)"]


def test_undone_tasks_are_counted_by_kind() -> None:
    plan = plan_of(office(), strict_policy(), owners={}, done={"t4": "w1"}, work=[])
    tasks = undone_tasks(plan)
    assert tasks == ["t1", "t2", "t3", "t5", "t6"]
    line = undone_line(office(), tasks)
    assert line.startswith("5 tasks of 175 minutes undone: 3 intake, 1 ")
    assert line.endswith("(t1, t2, t3 and 2 more)")
    assert undone_line(office(), []) == "no task undone"
