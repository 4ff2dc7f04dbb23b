"""One worker of a plan: what is owned and done, against fair share, caps and regular minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar

import polars as pl

from ..metrics.facts import Facts, gather_facts
from ..model.checks.cells import shown
from ..model.checks.messages import suggestion
from ..model.errors import InputError, InputFault, typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Formulation, Policy, floor_share, milli
from ..model.tables import Activity
from .moves import OwnerChange, changes_by_client
from .plan_summary import DaySums, WorkerSums, regular_minutes, sum_workers
from .written import AnswerAsForm, Fields, LeftOut

# What is said of a client, a day and a cap.


class OwnedClient(Fields):
    """A client whom a worker owns.

    Attributes
    ----------
    client, language : str
        Id and language.
    programs : tuple of str
        The bundle.
    speaks : bool
        Whether the worker speaks the language.
    missing_programs : tuple of str
        Programs that the worker does not work in.
    cases : float
        Weight.
    standing_minutes : int
        What the client needs in a usual month.
    tasks : int
        Tasks in the calendar.
    is_new : bool
        Whether the worker does not own the client today.
    owner_today : str or None
        The owner of today.
    change : OwnerChange or None
        Why the worker owns the client in the place of today's owner; None where nobody makes place.
    """

    client: str
    language: str
    programs: tuple[str, ...]
    speaks: bool
    missing_programs: tuple[str, ...]
    cases: float
    standing_minutes: int
    tasks: int
    is_new: bool
    owner_today: str | None
    change: OwnerChange | None = None


class DayWork(Fields):
    """A piece of work of one period.

    Attributes
    ----------
    activity : str
        ``task``, ``transfer`` or ``handoff``.
    client : str
        For whom.
    task, kind, program : str or None
        The task; None for switching minutes.
    minutes : int
        Minutes spent.
    due : int
        Last period on time, at most that of the calendar; below 0 if overdue on arrival.
    due_day : datetime.date or None
        Its day, where the calendar has a start.
    is_late : bool
        Whether the minutes are spent after it.
    """

    activity: Activity
    client: str
    task: str | None
    kind: str | None
    program: str | None
    minutes: int
    due: int
    due_day: date | None
    is_late: bool


class WorkerDay(DaySums):
    """One period of one worker: sums, and the work in the order of the plan.

    Attributes
    ----------
    work : tuple of DayWork
        What is done.
    """

    work: tuple[DayWork, ...]


class Cap(Fields):
    """A cap of the policy on what a worker owns.

    Attributes
    ----------
    field : str
        ``caseload.cap``, or ``caseload.caps`` with the program.
    owned, most : float
        What the worker owns of it, and the cap by the worker's share of a caseload: weighted cases,
        or clients of the program.
    """

    field: str
    owned: float
    most: float


# The answer.


class WorkerPlan(AnswerAsForm):
    """The caseload and the days of one worker.

    Attributes
    ----------
    formulation : str
        The standard the plan was made under.
    sums : WorkerSums
        In all.
    caps : tuple of Cap
        Against the caps of the policy; none where the rule is off.
    clients : tuple of OwnedClient
        In the order of the instance.
    days : tuple of WorkerDay
        Every period, those without work too.
    leaving : tuple of OwnerChange
        Clients whom the worker owns today and not in the plan, in the order of the instance.
    """

    kind: ClassVar[str] = "worker-plan"
    large: ClassVar[LeftOut] = {}

    formulation: Formulation
    sums: WorkerSums
    caps: tuple[Cap, ...]
    clients: tuple[OwnedClient, ...]
    days: tuple[WorkerDay, ...]
    leaving: tuple[OwnerChange, ...] = ()


@typed_arguments(instance=Instance, plan=Plan, worker=str)
def describe_worker(
    instance: Instance, plan: Plan, worker: str, moves: Sequence[OwnerChange] = ()
) -> WorkerPlan:
    """Show what one worker owns and does.

    Parameters
    ----------
    instance : Instance
        The instance that the plan was made for.
    plan : Plan
        A plan that the audit accepts.
    worker : str
        Id of the worker.
    moves : sequence of OwnerChange
        Why clients change hands, where that is known: ``result.moves`` of the plan's result.

    Returns
    -------
    WorkerPlan
        The caseload against fair share and caps, and the days against the regular minutes.

    Raises
    ------
    InputError
        If there is no such worker.
    """
    check_id("worker", worker, instance.workers["id"])
    facts = gather_facts(instance, plan)
    (sums,) = (each for each in sum_workers(instance, plan.policy, facts) if each.worker == worker)
    changes = changes_by_client(plan.owners, moves)
    clients = tuple(_owned(instance, facts, worker, changes))
    return WorkerPlan(
        formulation=plan.policy.formulation,
        sums=sums,
        caps=tuple(_caps(plan.policy, sums, clients)),
        clients=clients,
        days=tuple(_days(instance, plan, facts, worker)),
        leaving=tuple(each for each in changes.values() if each.before == worker),
    )


def check_id(sort: str, id: str, known: pl.Series) -> None:
    """Raise InputError with near misses if an id is not among those known."""
    if id not in set(known):
        hint = suggestion(id, known) or f"; there are {known.len():,}"
        says = f"the instance has no {sort} {shown(id)}{hint}"
        raise InputError([InputFault("argument", None, None, sort, says)])


# How it is counted.


def _owned(
    instance: Instance, facts: Facts, worker: str, changes: Mapping[str, OwnerChange]
) -> Iterable[OwnedClient]:
    tasks = dict(instance.tasks.group_by("client").len().iter_rows())
    mine = facts.clients.filter(pl.col("owner") == worker)
    for row in mine.iter_rows(named=True):
        yield OwnedClient(
            client=row["client"],
            language=row["language"],
            programs=tuple(row["programs"]),
            speaks=bool(row["owner_speaks"]),
            missing_programs=missing_programs(row["programs"], row["owner_programs"]),
            cases=row["weight"],
            standing_minutes=row["standing"],
            tasks=tasks.get(row["client"], 0),
            is_new=row["is_new"],
            owner_today=row["owner_today"],
            change=changes.get(row["client"]),
        )


def missing_programs(bundle: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the programs of a bundle that are not among those known, each once."""
    there = set(known)
    return tuple(name for name in dict.fromkeys(bundle) if name not in there)


def _caps(policy: Policy, sums: WorkerSums, clients: tuple[OwnedClient, ...]) -> Iterable[Cap]:
    section = policy.caseload
    if not section.enabled:
        return
    if section.cap is not None:
        most = floor_share(sums.caseload_share, milli(section.cap)) / MILLI
        yield Cap(field="caseload.cap", owned=sums.cases, most=most)
    for program, cap in section.caps.items():
        owned = sum(program in each.programs for each in clients)
        most = floor_share(sums.caseload_share, cap)
        yield Cap(field=f"caseload.caps.{program}", owned=owned, most=most)


def _days(instance: Instance, plan: Plan, facts: Facts, worker: str) -> Iterable[WorkerDay]:
    calendar, regular = instance.calendar, regular_minutes(instance)[worker]
    work = work_rows(instance, plan, facts).filter(pl.col("worker") == worker)
    days: dict[int, list[DayWork]] = {period: [] for period in range(calendar.periods)}
    for row in work.iter_rows(named=True):
        days[row["period"]].append(
            DayWork(
                **{name: row[name] for name in ("activity", "client", "task", "kind", "program")},
                minutes=row["minutes"],
                due=row["due"],
                due_day=calendar.day(row["due"]),
                is_late=row["period"] > row["due"],
            )
        )
    for period, done in days.items():
        minutes = sum(each.minutes for each in done)
        yield WorkerDay(
            period=period,
            day=calendar.day(period),
            regular_minutes=regular[period],
            minutes=minutes,
            overtime_minutes=max(minutes - regular[period], 0),
            work=tuple(done),
        )


def work_rows(instance: Instance, plan: Plan, facts: Facts) -> pl.DataFrame:
    """Return the work of a plan with what it is for.

    Parameters
    ----------
    instance : Instance
        The instance.
    plan : Plan
        The plan.
    facts : Facts
        Both, joined.

    Returns
    -------
    polars.DataFrame
        The rows of ``plan.work`` with ``kind``, ``program`` (null for switching minutes) and
        ``due``, at most the last period, below 0 for what is overdue on arrival; for switching
        minutes the last due of the client's tasks inside the calendar.
    """
    tasks = facts.tasks.select(
        "task", "kind", "program", task_due=pl.col("due") - pl.col("overdue")
    )
    last = facts.tasks.group_by("client").agg(pl.col("due").max().alias("last_due"))
    return (
        plan.work.join(tasks, on="task", how="left", maintain_order="left")
        .join(last, on="client", how="left", maintain_order="left")
        .with_columns(due=pl.coalesce("task_due", "last_due", instance.calendar.last))
        .drop("task_due", "last_due")
    )
