"""A small office whose plan is legal under every rule, and ways to break it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from samehands.audit import Violation, check
from samehands.model import ASSIGNMENTS, OWNERS, WORK, Plan
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.rules import RuleId
from tables import client, instance_of, task, worker

Work = tuple[str, str, str, str | None, int, int]
"""Worker, client, activity, task, period, minutes."""

BOTH = ["CalFresh", "Medi-Cal"]


def office() -> Instance:
    """Return five clients (three owned today), five workers and six tasks in four periods."""
    return instance_of(
        [
            client("c1", programs=BOTH, worker="w1", groups=["elderly"]),
            client("c2", language="Spanish", worker="w1"),
            client("c3", office="south"),
            client("c4", language="Spanish", programs=["Medi-Cal"]),
            client("c5", programs=[], worker="w4"),
        ],
        [
            worker("w1", programs=BOTH, minutes=100),
            worker("w2", languages=["English", "Spanish"], programs=BOTH, minutes=[100, 0, 99, 99]),
            worker("w3", office="south", unit="B", programs=BOTH, minutes=100),
            worker("w4", unit="B", minutes=100),
            worker("w5", unit="B", languages=["Spanish"], programs=[], minutes=100),
        ],
        [
            task("t1", "c1", minutes=60, due=1),
            task("t2", "c1", program="Medi-Cal", kind="renewal", minutes=45, release=1, due=3),
            task("t3", "c2", minutes=40, due=2),
            task("t4", "c2", kind="call", minutes=10, release=1, due=2),
            task("t5", "c3", minutes=30, due=9),
            task("t6", "c3", kind="call", minutes=0, release=3, due=3),
        ],
        periods=4,
    )


def strict_policy() -> Policy:
    """Return a hybrid policy in which every rule is on and set."""
    return Policy.model_validate(
        {
            "continuity": {"k": 1, "exempt_kinds": ["call"]},
            "deadlines": {"late": "forbidden"},
            "caseload": {"cap": 2, "caps": {"Medi-Cal": 1}},
            "utilisation": {"ceiling": 0.4, "gaps": [{"group": "unit:A", "limit": 0.2}]},
            "overtime": {"limit": 10},
            "service": {"undone": "forbidden", "levels": {"intake": 1.0}},
            "moves": {"limit": 1, "limit_share": 0.5, "frozen": ["c5"]},
            "handoffs": {"minutes": 5},
        }
    )


def legal_plan() -> Plan:
    """Return a plan of the office that breaks no rule of the strict policy.

    Client c2 goes from w1 to w2; c3 and c4 get a first owner; the exempt call t4 is done by w1
    through an interpreter (10 x 1.5 = 15 min), after a hand-off.
    """
    return plan_of(
        office(),
        strict_policy(),
        owners={"c1": "w1", "c2": "w2", "c3": "w3", "c4": "w2", "c5": "w4"},
        done={"t1": "w1", "t2": "w1", "t3": "w2", "t4": "w1", "t5": "w3", "t6": "w3"},
        work=[
            ("w1", "c1", "task", "t1", 0, 60),
            ("w1", "c1", "task", "t2", 1, 45),
            ("w1", "c2", "handoff", None, 2, 5),
            ("w1", "c2", "task", "t4", 2, 15),
            ("w2", "c2", "task", "t3", 0, 40),
            ("w2", "c2", "transfer", None, 0, 15),
            ("w3", "c3", "task", "t5", 0, 30),
        ],
    )


def plan_of(
    instance: Instance,
    policy: Policy,
    owners: Mapping[str, str | None],
    done: Mapping[str, str | None],
    work: Iterable[Work],
) -> Plan:
    """Return a plan; clients and tasks that are not named have nobody."""
    clients = instance.clients
    return Plan(
        policy=policy,
        owners=pl.DataFrame(
            {
                "client": clients["id"],
                "owner": [owners.get(id) for id in clients["id"]],
                "owner_today": clients["worker"],
            },
            schema=dict(OWNERS),
        ),
        assignments=pl.DataFrame(
            {"task": instance.tasks["id"], "worker": [done.get(id) for id in instance.tasks["id"]]},
            schema=dict(ASSIGNMENTS),
        ),
        work=work_table(work),
    )


def work_table(rows: Iterable[Work]) -> pl.DataFrame:
    """Return work rows as a table, in the order that plans have."""
    table = pl.DataFrame(list(rows), schema=dict(WORK), orient="row")
    return table.sort("worker", "period", "client", "activity", "task")


def with_policy(plan: Plan, rule: RuleId, **fields: object) -> Plan:
    """Return the plan under a policy whose section of the rule is changed."""
    section = plan.policy.section(rule).model_dump() | fields
    policy = Policy.model_validate(plan.policy.model_dump() | {rule: section})
    return replace(plan, policy=policy)


def with_owner(plan: Plan, client: str, owner: str | None) -> Plan:
    """Return the plan with another owner, or none, for a client."""
    return replace(plan, owners=_set(plan.owners, "client", client, "owner", owner))


def with_task(plan: Plan, task: str, worker: str | None) -> Plan:
    """Return the plan with a task assigned otherwise; its work rows stay."""
    table = _set(plan.assignments, "task", task, "worker", worker)
    return replace(plan, assignments=table)


def with_work(plan: Plan, remove: Sequence[Work] = (), add: Sequence[Work] = ()) -> Plan:
    """Return the plan with some work rows removed, which must be there, and others added."""
    rows: list[Work] = list(plan.work.rows())
    for row in remove:
        rows.remove(row)
    return replace(plan, work=work_table([*rows, *add]))


def _set(table: pl.DataFrame, key: str, id: str, column: str, value: str | None) -> pl.DataFrame:
    assert id in table[key]
    chosen = pl.when(pl.col(key) == id).then(pl.lit(value, dtype=pl.String))
    return table.with_columns(chosen.otherwise(column).alias(column))


Found = tuple[str, dict[str, str], int | None, int, str]
"""Rule, who, when, by, unit."""


def found(instance: Instance, plan: Plan) -> list[Found]:
    """Return what the check finds, without the sentences."""
    return [plain(violation) for violation in check(instance, plan)]


def plain(violation: Violation) -> Found:
    """Return a violation without its sentence."""
    who = dict(violation.who)
    return (violation.rule, who, violation.when, violation.by, violation.unit)


def free_of(rule: RuleId, instance: Instance, plan: Plan) -> bool:
    """Whether no violation of a rule is left once that rule is switched off."""
    return all(v.rule != rule for v in check(instance, plan, plan.policy.without(rule)))
