"""Workers who are away in every period, and what becomes of their clients."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from samehands.metrics.away import AwayThroughout, list_away_throughout
from samehands.metrics.hardness import measure_hardness
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.result import require_plan
from samehands.report.described import described_document
from samehands.report.document import Document
from samehands.report.files import format_markdown
from samehands.report.solved import solved_document
from tables import client, frame, instance_of, task, worker


def _agency() -> Instance:
    """w1 owns three clients and is away in all five periods; w2 was away only at first."""
    return instance_of(
        [client(f"c{at}", worker="w1") for at in range(3)] + [client("c3", worker="w2")],
        [worker("w1", minutes=[0] * 5), worker("w2", minutes=[0, 300, 300, 300, 300])],
        [task(f"t{at}", f"c{at}", minutes=60) for at in range(4)],
    )


def _plan(instance: Instance) -> Plan:
    return require_plan(solve(instance, Policy(), engine="least-loaded"))


def _text(document: Document) -> str:
    return " ".join(format_markdown(document).split())


def test_whose_clients_stay_move_and_lose_their_owner() -> None:
    instance = _agency()
    plan = _plan(instance)
    owners = pl.Series("owner", ["w1", "w2", None, "w2"])
    doing = pl.when(pl.col("task") == "t3").then(pl.lit("w2"))
    made = replace(
        plan,
        owners=plan.owners.with_columns(owners),
        assignments=plan.assignments.with_columns(worker=doing),
    )
    assert list_away_throughout(instance, made) == (
        AwayThroughout("w1", 3, 1, 1, {"w2": 1}, taken=0, tasks=3, undone=3),
    )


def test_whole_days_of_leave_count_as_any_other_absence() -> None:
    there = replace(
        _agency(), workers=frame("workers", [worker("w1", minutes=300), worker("w2", minutes=300)])
    )
    leaves = frame("leaves", [{"worker": "w1", "first": 0, "last": 4, "share": 1.0}])
    plan = _plan(there)
    assert list_away_throughout(there, plan) == ()
    assert [x.worker for x in list_away_throughout(replace(there, leaves=leaves), plan)] == ["w1"]


def test_solve_and_describe_list_them() -> None:
    instance, policy = _agency(), Policy()
    result = solve(instance, policy, time_limit=20, threads=1)
    said = _text(solved_document(instance, result))
    assert (
        "w1 is away in every period: of 3 clients owned today 0 stay and 3 move (3 to w2)" in said
    )
    said = _text(described_document(instance, (), measure_hardness(instance, policy)))
    assert "Away in every period, with the clients they own today: w1 (3)." in said
