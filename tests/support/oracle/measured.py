"""Small instances and plans for the tests of the metrics, written as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from samehands.model import ASSIGNMENTS, OWNERS, WORK, Plan
from samehands.model.calendar import Calendar
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.tables import SCHEMAS, TableName

Row = tuple[object, ...]


def instance_of(
    periods: int,
    clients: Sequence[Row] = (),
    workers: Sequence[Row] = (),
    tasks: Sequence[Row] = (),
) -> Instance:
    """Return an instance of rows whose cells stand in the order of the schema.

    Cells at the end that are left out are empty.
    """

    def frame(table: TableName, rows: Sequence[Row]) -> pl.DataFrame:
        schema = dict(SCHEMAS[table])
        whole = [(*row, *[None] * (len(schema) - len(row))) for row in rows]
        return pl.DataFrame(whole, schema=schema, orient="row")

    return Instance(
        frame("clients", clients),
        frame("workers", workers),
        frame("tasks", tasks),
        Calendar(periods=periods),
    )


def plan_of(
    instance: Instance,
    owners: Mapping[str, str],
    done: Mapping[str, tuple[str, Mapping[int, int]]],
    switching: Sequence[tuple[str, str, str, int, int]] = (),
    policy: Policy | None = None,
) -> Plan:
    """Return a plan.

    Parameters
    ----------
    instance : Instance
        The instance it is for.
    owners : mapping of str to str
        Owner by client; clients that are not named have none.
    done : mapping
        Worker and minutes by period, by task; tasks that are not named are undone.
    switching : sequence of tuple
        Rows of worker, client, activity, period and minutes.
    policy : Policy, optional
        The policy it carries; by default the default one.
    """
    clients = instance.clients.select("id", "worker").iter_rows()
    clients_of = dict(instance.tasks.select("id", "client").iter_rows())
    work: list[Row] = [
        (worker, clients_of[task], "task", task, period, minutes)
        for task, (worker, spent) in done.items()
        for period, minutes in spent.items()
    ]
    work += [
        (worker, client, activity, None, period, minutes)
        for worker, client, activity, period, minutes in switching
    ]
    owned = [(client, owners.get(client), today) for client, today in clients]
    assigned = [(task, done[task][0] if task in done else None) for task in clients_of]
    return Plan(
        policy or Policy(),
        pl.DataFrame(owned, schema=dict(OWNERS), orient="row"),
        pl.DataFrame(assigned, schema=dict(ASSIGNMENTS), orient="row"),
        pl.DataFrame(work, schema=dict(WORK), orient="row").sort(
            "worker", "period", "client", "activity", "task"
        ),
    )


def worker_of(id: str, minutes: Sequence[int], office: str = "") -> Row:
    """Return the row of a worker in program P who speaks no language."""
    languages: list[str] = []
    return id, office, "", languages, ["P"], list(minutes)


def client_of(id: str, owner_today: str | None = None) -> Row:
    """Return the row of a client of program P."""
    groups: list[str] = []
    return id, "", "", ["P"], owner_today, groups


def only(
    instance: Instance,
    *,
    clients: Sequence[str] | None = None,
    workers: Sequence[str] | None = None,
    tasks: Sequence[str] | None = None,
) -> Instance:
    """Return an instance with the rows of these ids alone; None keeps a table whole."""

    def kept(table: pl.DataFrame, ids: Sequence[str] | None) -> pl.DataFrame:
        return table if ids is None else table.filter(pl.col("id").is_in(list(ids)))

    return Instance(
        kept(instance.clients, clients),
        kept(instance.workers, workers),
        kept(instance.tasks, tasks),
        instance.calendar,
    )


def office() -> Instance:
    """Return four clients, three workers and six tasks over four periods.

    Worker A speaks Spanish, B does not and works in P alone, C is away all the time in another
    office. Client c3 has no owner today, c4 has neither programs nor tasks; task t5 is due after
    the calendar, t6 takes no time.
    """
    return instance_of(
        4,
        clients=[
            ("c1", "north", "Spanish", ["P", "Q"], "A", []),
            ("c2", "north", "English", ["P", "Q"], "B", []),
            ("c3", "south", "English", ["P"], None, []),
            ("c4", "north", "English", [], "A", []),
        ],
        workers=[
            ("A", "north", "", ["English", "Spanish"], ["P", "Q"], [100, 100, 100, 100]),
            ("B", "north", "", ["English"], ["P"], [50, 50, 0, 0]),
            ("C", "south", "", ["English"], ["P", "Q"], [0, 0, 0, 0]),
        ],
        tasks=[
            ("t1", "c1", "P", "intake", 40, 0, 0, True),
            ("t2", "c1", "Q", "change", 30, 0, 1, False),
            ("t3", "c1", "P", "call", 20, 1, 1, True),
            ("t4", "c2", "P", "immediate_need", 60, 0, 0, True),
            ("t5", "c2", "P", "call", 25, 2, 9, True),
            ("t6", "c3", "P", "change", 0, 2, 2, False),
        ],
    )


def shared_plan(policy: Policy | None = None) -> Plan:
    """Return a plan for ``office`` in which A and B share client c1.

    A takes client c2 over from B, c3 stays without owner, t5 stays undone. B calls c1 through an
    interpreter (20 minutes become 30) and gets to know c1 and c3 in 5 minutes each.
    """
    return plan_of(
        office(),
        owners={"c1": "A", "c2": "A", "c4": "A"},
        done={
            "t1": ("A", {0: 40}),
            "t2": ("A", {0: 10, 2: 20}),
            "t3": ("B", {1: 30}),
            "t4": ("A", {0: 60}),
            "t6": ("B", {}),
        },
        switching=[
            ("A", "c2", "transfer", 1, 15),
            ("B", "c1", "handoff", 1, 5),
            ("B", "c3", "handoff", 3, 5),
        ],
        policy=policy,
    )
