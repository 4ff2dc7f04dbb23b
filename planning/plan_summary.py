"""A plan summed up: one row per worker, and one per period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import polars as pl

from ..audit import fair_shares
from ..metrics.facts import Facts, gather_facts
from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Formulation, Policy
from .written import AnswerAsForm, Fields, LeftOut


class WorkerSums(Fields):
    """What one worker owns and does in all.

    Attributes
    ----------
    worker, office, unit : str
        Who, and where.
    clients, new_clients : int
        Clients owned, and those of them whom the worker does not own today.
    cases : float
        Weighted caseload.
    standing_minutes : int
        What the clients need in a usual month.
    caseload_share : float
        The worker's share of a usual caseload.
    fair_share : float
        The worker's part of the pool's standing minutes, by regular minutes times that share; 0
        without any.
    without_language, without_program : int
        Clients whose language the worker does not speak, and those of whose programs one is
        missing.
    tasks, late : int
        Tasks done, and those of them that end after their due.
    regular_minutes, minutes, overtime_minutes : int
        Minutes there are, minutes worked, and those worked above the regular ones of a period.
    """

    worker: str
    office: str
    unit: str
    clients: int
    new_clients: int
    cases: float
    standing_minutes: int
    caseload_share: float
    fair_share: float
    without_language: int
    without_program: int
    tasks: int
    late: int
    regular_minutes: int
    minutes: int
    overtime_minutes: int


class DaySums(Fields):
    """What is worked in one period.

    Attributes
    ----------
    period : int
        The period.
    day : datetime.date or None
        Its day, where the calendar has a start.
    regular_minutes, minutes, overtime_minutes : int
        Minutes there are, minutes worked, and those worked above the regular ones.
    """

    period: int
    day: date | None
    regular_minutes: int
    minutes: int
    overtime_minutes: int


class PlanSummary(AnswerAsForm):
    """A plan, one row per worker and one per period.

    Attributes
    ----------
    formulation : str
        The standard it was made under.
    workers : tuple of WorkerSums
        In the order of the instance.
    days : tuple of DaySums
        All workers together.
    clients_without_owner, tasks_undone : int
        What nobody owns and nobody does.
    """

    kind: ClassVar[str] = "plan-summary"
    large: ClassVar[LeftOut] = {}

    formulation: Formulation
    workers: tuple[WorkerSums, ...]
    days: tuple[DaySums, ...]
    clients_without_owner: int
    tasks_undone: int


@typed_arguments(instance=Instance, plan=Plan)
def summarise_plan(instance: Instance, plan: Plan) -> PlanSummary:
    """Sum a plan up by worker and by period.

    Parameters
    ----------
    instance : Instance
        The instance that the plan was made for.
    plan : Plan
        A plan that the audit accepts.

    Returns
    -------
    PlanSummary
        What each worker owns and does, and the minutes of each period.
    """
    facts = gather_facts(instance, plan)
    capacity = regular_minutes(instance)
    minutes = {id: [0] * instance.calendar.periods for id in capacity}
    for worker, period, amount in plan.work.select("worker", "period", "minutes").iter_rows():
        minutes[worker][period] += amount
    return PlanSummary(
        formulation=plan.policy.formulation,
        workers=tuple(sum_workers(instance, plan.policy, facts)),
        days=tuple(
            DaySums(
                period=period,
                day=instance.calendar.day(period),
                regular_minutes=sum(each[period] for each in capacity.values()),
                minutes=sum(each[period] for each in minutes.values()),
                overtime_minutes=sum(
                    max(minutes[id][period] - capacity[id][period], 0) for id in capacity
                ),
            )
            for period in range(instance.calendar.periods)
        ),
        clients_without_owner=plan.owners["owner"].null_count(),
        tasks_undone=plan.assignments["worker"].null_count(),
    )


# How it is counted.


def sum_workers(instance: Instance, policy: Policy, facts: Facts) -> Iterable[WorkerSums]:
    """Yield what each worker owns and does, in the order of the instance.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy of the plan.
    facts : Facts
        Instance and plan, joined.
    """
    done = facts.tasks.filter("done").group_by("worker")
    tasks = _by_id(done.agg(pl.len(), (pl.col("periods_late") > 0).sum().alias("late")))
    owned = facts.clients.drop_nulls("owner").with_columns(
        strange=~pl.col("owner_speaks").fill_null(False),
        lacking=pl.col("programs").list.set_difference(pl.col("owner_programs")).list.len() > 0,
    )
    misfits = _by_id(owned.group_by("owner").agg(pl.col("strange").sum(), pl.col("lacking").sum()))
    shares = [float(share) for share in fair_shares(instance, policy)]
    for row, share in zip(facts.workers.iter_rows(named=True), shares, strict=True):
        number, late = tasks.get(row["worker"], (0, 0))
        strange, lacking = misfits.get(row["worker"], (0, 0))
        yield WorkerSums(
            worker=row["worker"],
            office=row["office"],
            unit=row["unit"],
            clients=row["owned"],
            new_clients=row["gained"],
            cases=row["caseload"],
            standing_minutes=row["standing"],
            caseload_share=row["caseload_share"],
            fair_share=round(share, 3),
            without_language=strange,
            without_program=lacking,
            tasks=number,
            late=late,
            regular_minutes=row["capacity"],
            minutes=row["load"],
            overtime_minutes=row["overtime"],
        )


def _by_id(table: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Return a table of an id and two numbers as a dictionary."""
    return {id: (int(one), int(other)) for id, one, other in table.iter_rows()}


def regular_minutes(instance: Instance) -> Mapping[str, list[int]]:
    """Return the regular minutes of every worker, without leaves, by period."""
    return dict(instance.without_leaves().workers.select("id", "minutes").iter_rows())
