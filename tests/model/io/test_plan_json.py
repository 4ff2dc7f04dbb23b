"""A plan survives JSON, and every fault of one is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from samehands.model import (
    ASSIGNMENTS,
    OWNERS,
    WORK,
    InputError,
    Plan,
    Policy,
)
from tables import instance

Place = tuple[str, int | None, str | None, str | None]


def plan() -> Plan:
    """Return a plan for the small instance: c2 moves to w1, t4 stays undone."""
    owners = [("c1", "w1", "w1"), ("c2", "w1", "w2"), ("c3", None, None)]
    assignments = [("t1", "w1"), ("t2", "w1"), ("t3", "w2"), ("t4", None)]
    work = [
        ("w1", "c1", "task", "t1", 0, 60),
        ("w1", "c2", "transfer", None, 0, 15),
        ("w1", "c1", "task", "t2", 1, 30),
        ("w2", "c2", "task", "t3", 3, 10),
    ]
    return Plan(
        Policy().as_formulation("task-based"),
        pl.DataFrame(owners, schema=dict(OWNERS), orient="row"),
        pl.DataFrame(assignments, schema=dict(ASSIGNMENTS), orient="row"),
        pl.DataFrame(work, schema=dict(WORK), orient="row"),
    )


def data() -> Any:
    return json.loads(json.dumps(plan().to_dict()))


def problems(content: object) -> list[tuple[Place, str]]:
    with pytest.raises(InputError) as caught:
        Plan.from_dict(content, instance())
    return [((f.table, f.row, f.id, f.field), f.message) for f in caught.value.problems]


def test_a_plan_survives_json() -> None:
    assert Plan.from_dict(data(), instance()) == plan()
    assert Plan.from_dict(data()) == plan()


def test_rows_are_put_in_order() -> None:
    content = data()
    for part in ("owners", "assignments", "work"):
        content[part].reverse()
    assert Plan.from_dict(content, instance()) == plan()


def test_an_empty_plan_survives() -> None:
    nothing = Plan(Policy(), plan().owners.clear(), plan().assignments.clear(), plan().work.clear())
    assert Plan.from_dict(nothing.to_dict()) == nothing


def put(part: str, row: int, field: str, value: object) -> Callable[[Any], object]:
    return lambda content: content[part][row - 1].update({field: value})


EDITS: list[tuple[str, Callable[[Any], object], Place, str]] = [
    ("owner", put("owners", 2, "owner", "w9"), ("plan", 2, "c2", "owners.owner"), "no worker 'w9'"),
    (
        "owner today",
        put("owners", 2, "owner_today", "w9"),
        ("plan", 2, "c2", "owners.owner_today"),
        "no worker 'w9'",
    ),
    (
        "client missing",
        lambda c: c["owners"].pop(1),
        ("plan", None, "c2", "owners.client"),
        "no row",
    ),
    (
        "client twice",
        lambda c: c["owners"].append(c["owners"][0]),
        ("plan", 4, "c1", "owners.client"),
        "row 1",
    ),
    (
        "client unknown",
        lambda c: c["owners"].append({"client": "c9"}),
        ("plan", 4, "c9", "owners.client"),
        "no client 'c9'",
    ),
    (
        "task missing",
        lambda c: c["assignments"].pop(),
        ("plan", None, "t4", "assignments.task"),
        "no row",
    ),
    (
        "task twice",
        lambda c: c["assignments"].append({"task": "t1"}),
        ("plan", 5, "t1", "assignments.task"),
        "row 1",
    ),
    (
        "worker unknown",
        put("assignments", 1, "worker", "w9"),
        ("plan", 1, "t1", "assignments.worker"),
        "no worker 'w9'",
    ),
    (
        "minutes negative",
        put("work", 1, "minutes", -5),
        ("plan", 1, "w1", "work.minutes"),
        "negative",
    ),
    ("minutes zero", put("work", 1, "minutes", 0), ("plan", 1, "w1", "work.minutes"), "above 0"),
    ("minutes null", put("work", 1, "minutes", None), ("plan", 1, "w1", "work.minutes"), "empty"),
    ("period late", put("work", 1, "period", 5), ("plan", 1, "w1", "work.period"), "from 0 to 4"),
    ("period early", put("work", 1, "period", -1), ("plan", 1, "w1", "work.period"), "negative"),
    ("work client", put("work", 1, "client", "c9"), ("plan", 1, "w1", "work.client"), "'c9'"),
    ("work task", put("work", 1, "task", "t9"), ("plan", 1, "w1", "work.task"), "no task 't9'"),
    ("work worker", put("work", 1, "worker", "w9"), ("plan", 1, "w9", "work.worker"), "'w9'"),
    ("no task", put("work", 1, "task", None), ("plan", 1, "w1", "work.task"), "must name it"),
    ("task too much", put("work", 2, "task", "t3"), ("plan", 2, "w1", "work.task"), "must be null"),
    (
        "activity",
        put("work", 1, "activity", "nap"),
        ("plan", 1, "w1", "work.activity"),
        "one of task, transfer, handoff",
    ),
    ("column", put("work", 1, "minuts", 5), ("plan", None, None, "work.minuts"), "'minutes'?"),
    ("part missing", lambda c: c.pop("work"), ("plan", None, None, "work"), "missing"),
    ("part unknown", lambda c: c.update(wrk=[]), ("plan", None, None, "wrk"), "'work'?"),
    ("no list", lambda c: c.update(work=5), ("plan", None, None, "work"), "list of row objects"),
    ("no object", lambda c: c["work"].append(5), ("plan", 5, None, "work"), "an object"),
    (
        "policy",
        lambda c: c["policy"]["moves"].update(limit=-1),
        ("policy", None, None, "moves.limit"),
        "from 0 to",
    ),
    (
        "policy's gap",
        lambda c: c["policy"]["utilisation"].update(gaps=[{"group": "unit:Z", "limit": 0}]),
        ("policy", None, None, "utilisation.gaps.group"),
        "'Z'",
    ),
]


@pytest.mark.parametrize(("name", "edit", "place", "says"), EDITS, ids=[e[0] for e in EDITS])
def test_a_planted_fault_is_named(
    name: str, edit: Callable[[Any], object], place: Place, says: str
) -> None:
    content = data()
    edit(content)
    ((found, message),) = problems(content)
    assert found == place, name
    assert says in message


def test_all_faults_are_named_at_once() -> None:
    content = data()
    for _, edit, _, _ in (EDITS[0], EDITS[6], EDITS[8]):
        edit(content)
    assert [found for found, _ in problems(content)] == [EDITS[0][2], EDITS[6][2], EDITS[8][2]]


def test_what_is_no_plan_is_refused() -> None:
    assert problems([])[0][0] == ("plan", None, None, None)
