"""Lifting: from an assignment back to a plan, and from a plan to an assignment."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import polars as pl

from ..model.plan import Plan
from ..model.tables import ASSIGNMENTS, OWNERS, WORK
from ..problem import Ints, evaluate
from .eligibility import ANYONE, ClientFacts
from .lower import Lowered
from .minutes import compute_minutes, needs_interpreter
from .rules import continuity, deadlines, handoffs, moves, robust
from .schedule import Job, join_short_pieces, schedule_by_due_date
from .view import InstanceView, encode_names

_UNSCHEDULED = "the assignment does not fit its own overtime"


class LiftError(RuntimeError):
    """An assignment could not be turned into a plan; a bug in samehands."""


def lift(lowered: Lowered, x: Ints) -> Plan:
    """Turn an assignment into a plan.

    Parameters
    ----------
    lowered : Lowered
        What was asked.
    x : array of shape (pairs,)
        A legal assignment.

    Returns
    -------
    Plan
        Owners, workers of tasks, and minutes by period after earliest due date.

    Raises
    ------
    LiftError
        If the assignment does not fit the horizon.
    """
    problem, instance = lowered.problem, lowered.instance
    chosen = np.flatnonzero(x)
    # Items are owners first, then tasks; what has no pair in use stays at -1, the name None.
    agent = np.full(problem.items, -1, dtype=np.int64)
    agent[problem.pair_item[chosen]] = problem.pair_agent[chosen]
    # The owner of a household is that of the client who stands for it.
    owner, worker = agent[lowered.facts.home], agent[lowered.view.clients :]
    names: list[str | None] = [*instance.workers["id"].to_list(), None]
    owners = instance.clients.select(
        pl.col("id").alias("client"),
        pl.Series("owner", [names[one] for one in owner.tolist()], dtype=OWNERS["owner"]),
        pl.col("worker").alias("owner_today"),
    )
    assignments = instance.tasks.select(
        pl.col("id").alias("task"),
        pl.Series("worker", [names[one] for one in worker.tolist()], dtype=ASSIGNMENTS["worker"]),
    )
    work = _work(lowered, x, owner, worker)
    return Plan(policy=lowered.policy, owners=owners, assignments=assignments, work=work)


def embed(lowered: Lowered, plan: Plan) -> Ints:
    """Turn a plan into an assignment, leaving out what the problem has no pair for.

    Where the problem leaves a client to the owner of today alone, because nothing speaks for
    another, the client has that owner: the plan costs no more for it.

    Parameters
    ----------
    lowered : Lowered
        What is asked.
    plan : Plan
        A plan for the same clients and tasks, made under any policy.

    Returns
    -------
    array of shape (pairs,)
        The assignment; a hint, not necessarily legal.
    """
    instance, problem = lowered.instance, lowered.problem
    workers = instance.workers["id"].to_list()
    owner_of = pl.Series(
        instance.clients.select("id").join(
            plan.owners, left_on="id", right_on="client", how="left", maintain_order="left"
        )["owner"]
    )
    worker_of = pl.Series(
        instance.tasks.select("id").join(
            plan.assignments, left_on="id", right_on="task", how="left", maintain_order="left"
        )["worker"]
    )
    agent = np.append(encode_names(owner_of, workers), encode_names(worker_of, workers))
    same: Ints = (problem.pair_agent == agent[problem.pair_item]).astype(np.int64)
    same[_settled_pairs(lowered, agent)] = 1
    return same


def _settled_pairs(lowered: Lowered, agent: Ints) -> Ints:
    """Return the only pairs of clients who have an owner in the plan, and stay as they are."""
    problem, clients = lowered.problem, lowered.view.clients
    first = problem.pair_start[:clients]
    is_only = np.diff(problem.pair_start[: clients + 1]) == 1
    is_only &= lowered.facts.only_owner == ANYONE
    client = np.flatnonzero(is_only & (problem.group[:clients] < 0) & (agent[:clients] >= 0))
    pairs = first[client]
    stays: Ints = pairs[problem.pair_agent[pairs] == lowered.view.today[client]]
    return stays


def _work(lowered: Lowered, x: Ints, owner: Ints, worker: Ints) -> pl.DataFrame:
    jobs = _jobs(lowered, owner, worker)
    evaluation = evaluate(lowered.problem, x)
    windows = lowered.problem.windows
    if windows is None or evaluation.objective is None:
        raise LiftError(_UNSCHEDULED)
    overtime = evaluation.slacks[:, windows.overtime]
    capacity = robust.planned_minutes(lowered.view, lowered.policy) + overtime
    least = continuity.least_piece(lowered.policy)
    rows: list[tuple[int, Job, int, int]] = []
    for agent, mine in jobs.items():
        done, unfinished = schedule_by_due_date(mine, capacity[agent].tolist())
        if unfinished:
            raise LiftError(_UNSCHEDULED)
        joined = join_short_pieces(done, capacity[agent].tolist(), least)
        rows += [(agent, job, period, minutes) for job, period, minutes in joined]
    return _frame(lowered, owner, rows)


def _jobs(lowered: Lowered, owner: Ints, worker: Ints) -> dict[int, list[Job]]:
    view, facts, policy = lowered.view, lowered.facts, lowered.policy
    jobs: dict[int, list[Job]] = defaultdict(list)
    done = np.flatnonzero(worker >= 0)
    plain, interpreted = compute_minutes(view, policy, facts)
    silent = needs_interpreter(view, done, worker[done])
    minutes = np.where(silent, interpreted[done], plain[done])
    # Among what is overdue on arrival, what has waited longest comes first.
    due = deadlines.dues(view, policy) - deadlines.overdue(view, policy)
    columns = (due[done], view.client[done], done, view.release[done], minutes)
    for agent, *job in zip(worker[done].tolist(), *(c.tolist() for c in columns), strict=True):
        jobs[agent].append(Job(*job))
    clients = np.arange(view.clients)
    taken = clients[(owner >= 0) & moves.is_change(view, clients, owner)]
    # Each worker on a client is one row, however many tasks it does there; the owner is no other.
    # Whoever comes to a household gets to know all its clients with work.
    others = np.unique(np.column_stack([facts.home[view.client[done]], worker[done]]), axis=0)
    others = others[others[:, 1] != owner[others[:, 0]]]
    place, known = _clients_with_work(view, facts, others[:, 0])
    others = np.column_stack([known, others[place, 1]])
    for client, agent, minutes_each in (
        (taken, owner[taken], moves.transfer_minutes(policy)),
        (others[:, 0], others[:, 1], handoffs.minutes(policy)),
    ):
        window = (facts.last_due[client], client, facts.first_release[client])
        for one, *at in zip(agent.tolist(), *(c.tolist() for c in window), strict=True):
            jobs[one].append(Job(at[0], at[1], -1, at[2], minutes_each))
    return jobs


def _clients_with_work(view: InstanceView, facts: ClientFacts, homes: Ints) -> tuple[Ints, Ints]:
    """Return, for households, the position in ``homes`` and the row of each client with work."""
    some = np.unique(view.client)
    order = some[np.argsort(facts.home[some], kind="stable")]
    first = np.searchsorted(facts.home[order], homes)
    count = np.searchsorted(facts.home[order], homes, side="right") - first
    place = np.repeat(np.arange(len(homes)), count)
    within = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return place, order[first[place] + within]


def _frame(lowered: Lowered, owner: Ints, rows: list[tuple[int, Job, int, int]]) -> pl.DataFrame:
    instance = lowered.instance
    workers = instance.workers["id"].to_list()
    clients = instance.clients["id"].to_list()
    tasks = instance.tasks["id"].to_list()
    activity = [
        "task" if job.task >= 0 else "transfer" if owner[job.client] == agent else "handoff"
        for agent, job, _, _ in rows
    ]
    frame = pl.DataFrame(
        {
            "worker": [workers[agent] for agent, *_ in rows],
            "client": [clients[job.client] for _, job, _, _ in rows],
            "activity": activity,
            "task": [tasks[job.task] if job.task >= 0 else None for _, job, _, _ in rows],
            "period": [period for *_, period, _ in rows],
            "minutes": [minutes for *_, minutes in rows],
        },
        schema=dict(WORK),
    )
    return frame.sort("worker", "period", "client", "activity", "task")
