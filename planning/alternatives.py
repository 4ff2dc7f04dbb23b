"""A plan read by client: who owns whom, who does what, and what every other owner would cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar

import polars as pl
from pydantic import computed_field

from ..audit import Costs, check, find_exclusions, recompute_cost, restate
from ..formulations import lift, lower
from ..metrics.facts import Facts, gather_facts
from ..model.calendar import Calendar
from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, Formulation
from ..model.rules import RuleId
from ..problem import evaluate
from .caseloads import DayWork, check_id, missing_programs, work_rows
from .moves import OwnerChange, changes_by_client
from .revalue import embed_whole, lift_limits
from .written import AnswerAsForm, Fields, LeftOut

# What is said of a client's tasks, and of another owner.


class WorkOfDay(DayWork):
    """A piece of work for the client: what, by whom and in which period.

    Attributes
    ----------
    worker : str
        Who does it.
    period : int
        When.
    day : datetime.date or None
        Its day, where the calendar has a start.
    """

    worker: str
    period: int
    day: date | None


class ClientTask(Fields):
    """A task of the client.

    Attributes
    ----------
    task, program, kind : str
        Which.
    minutes : int
        Standard minutes.
    release, due : int
        First period, and last one on time, at most that of the calendar; below 0 if overdue on
        arrival.
    worker : str or None
        Who does it; None: undone.
    finish : int or None
        Last period worked; None: undone.
    release_day, due_day, finish_day : datetime.date or None
        Their days, where the calendar has a start.
    """

    task: str
    program: str
    kind: str
    minutes: int
    release: int
    due: int
    worker: str | None
    finish: int | None
    release_day: date | None
    due_day: date | None
    finish_day: date | None

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def is_late(self) -> bool | None:
        """Whether it ends after its due; None where it is undone."""
        return None if self.finish is None else self.finish > self.due


class Alternative(Fields):
    """What the plan would cost if another worker owned the client.

    Attributes
    ----------
    worker : str
        The other worker.
    cost : float
        Cost of the whole plan, in minutes.
    difference : float
        The same less the cost of the plan as it is.
    parts : mapping of str to float
        The difference, part by part; parts that stay the same are left out.
    speaks : bool
        Whether the worker speaks the client's language.
    missing_programs : tuple of str
        Programs of the client that the worker does not work in.
    """

    worker: str
    cost: float
    difference: float
    parts: Mapping[str, float]
    speaks: bool
    missing_programs: tuple[str, ...]


class ClientPlan(AnswerAsForm):
    """What a plan does for one client, and what every other owner would cost.

    Attributes
    ----------
    formulation : str
        The standard the plan was made under.
    client, office, language : str
        Who.
    programs : tuple of str
        The bundle.
    standing_minutes : int
        What the client needs in a usual month.
    owner, owner_today : str or None
        The owner in the plan, and today's.
    speaks : bool or None
        Whether the owner speaks the client's language; None without one.
    missing_programs : tuple of str
        Programs that the owner does not work in.
    tasks : tuple of ClientTask
        In the order of the instance.
    work : tuple of WorkOfDay
        Minutes spent, by period.
    tasks_follow : bool
        Whether the client's tasks go to the other owner with the client, because the standard
        gives the client one worker; otherwise they stay where they are.
    cost : float
        Cost of the plan, in minutes.
    alternatives : tuple of Alternative
        Every other worker who could own the client in this plan, the cheapest first.
    excluded : mapping of str to str
        The rule that keeps a worker from it, by worker, in the order of the instance; ``overtime``
        also where the work would not end inside the calendar with all overtime.
    change : OwnerChange or None
        Why the owner is another one than today's; None where it is not.
    """

    kind: ClassVar[str] = "client-plan"
    large: ClassVar[LeftOut] = {}

    formulation: Formulation
    client: str
    office: str
    language: str
    programs: tuple[str, ...]
    standing_minutes: int
    owner: str | None
    owner_today: str | None
    speaks: bool | None
    missing_programs: tuple[str, ...]
    tasks: tuple[ClientTask, ...]
    work: tuple[WorkOfDay, ...]
    tasks_follow: bool
    cost: float
    alternatives: tuple[Alternative, ...]
    excluded: Mapping[str, RuleId]
    change: OwnerChange | None = None

    @computed_field  # type: ignore[prop-decorator]  # mypy issue 1362: above @property
    @property
    def excluded_by_rule(self) -> dict[str, int]:
        """How many workers each rule keeps from it."""
        return dict(Counter(self.excluded.values()))


@typed_arguments(instance=Instance, plan=Plan, client=str)
def explain_client(
    instance: Instance, plan: Plan, client: str, moves: Sequence[OwnerChange] = ()
) -> ClientPlan:
    """Show what a plan does for one client, and why no other worker is the owner.

    Every other worker is put in the owner's place, with the rest of the plan unchanged but for the
    days of the two, who do their work earliest due first; the audit recomputes the whole cost.
    Under a standard that gives the client one worker the tasks go along.

    Parameters
    ----------
    instance : Instance
        The instance that the plan was made for.
    plan : Plan
        A plan that the audit accepts.
    client : str
        Id of the client.
    moves : sequence of OwnerChange
        Why clients change hands, where that is known: ``result.moves`` of the plan's result.

    Returns
    -------
    ClientPlan
        Owner, tasks, work, and what each other worker would cost, or which rule excludes the
        worker.

    Raises
    ------
    InputError
        If there is no such client.
    """
    check_id("client", client, instance.clients["id"])
    facts = gather_facts(instance, plan)
    (row,) = facts.clients.filter(pl.col("client") == client).iter_rows(named=True)
    following = _following_tasks(instance, plan, client, row["owner"])
    now = recompute_cost(instance, plan)
    alternatives, excluded = _try_others(instance, plan, client, following, now)
    (office,) = instance.clients.filter(pl.col("id") == client)["office"]
    return ClientPlan(
        formulation=plan.policy.formulation,
        client=client,
        office=office,
        language=row["language"],
        programs=tuple(row["programs"]),
        standing_minutes=row["standing"],
        owner=row["owner"],
        owner_today=row["owner_today"],
        speaks=row["owner_speaks"],
        missing_programs=(
            () if row["owner"] is None else missing_programs(row["programs"], row["owner_programs"])
        ),
        tasks=tuple(_tasks(instance.calendar, facts, client)),
        work=tuple(_work(instance, plan, facts, client)),
        tasks_follow=following is not None,
        cost=now.total / MILLI,
        alternatives=alternatives,
        excluded=excluded,
        change=changes_by_client(plan.owners, moves).get(client),
    )


def _tasks(calendar: Calendar, facts: Facts, client: str) -> Iterable[ClientTask]:
    mine = facts.tasks.filter(pl.col("client") == client)
    mine = mine.with_columns(pl.col("due") - pl.col("overdue"))
    for row in mine.iter_rows(named=True):
        names = (*("task", "program", "kind", "minutes"), *("release", "due", "worker", "finish"))
        finish: int | None = row["finish"]
        yield ClientTask(
            **{name: row[name] for name in names},
            release_day=calendar.day(row["release"]),
            due_day=calendar.day(row["due"]),
            finish_day=None if finish is None else calendar.day(finish),
        )


def _work(instance: Instance, plan: Plan, facts: Facts, client: str) -> Iterable[WorkOfDay]:
    calendar = instance.calendar
    mine = work_rows(instance, plan, facts).filter(pl.col("client") == client)
    for row in mine.sort("period", "worker", "activity", "task").iter_rows(named=True):
        yield WorkOfDay(
            **row,
            due_day=calendar.day(row["due"]),
            is_late=row["period"] > row["due"],
            day=calendar.day(row["period"]),
        )


# Every other worker in the owner's place.


def _following_tasks(
    instance: Instance, plan: Plan, client: str, owner: str | None
) -> list[str] | None:
    """Return the tasks that go with the client to another owner; None where none ever do.

    Under K = 1 these are the bound tasks that are done, or all of them where there is no owner.
    """
    limits = restate.worker_limits(instance, plan.policy).filter(pl.col("client") == client)
    if limits["k"].item() != 1:
        return None
    bound = restate.tasks(instance, plan.policy).filter(
        (pl.col("client") == client) & ~pl.col("pooled")
    )
    rows = bound.select("task").join(plan.assignments, on="task", how="left", maintain_order="left")
    return rows.filter(pl.col("worker").is_not_null() | (owner is None))["task"].to_list()


def _try_others(
    instance: Instance, plan: Plan, client: str, following: Sequence[str] | None, now: Costs
) -> tuple[tuple[Alternative, ...], dict[str, RuleId]]:
    """Return what every other worker would cost, the cheapest first, and who is excluded why."""
    (row,) = plan.owners.filter(pl.col("client") == client).iter_rows(named=True)
    ruled = find_exclusions(instance, plan.policy, [client]).select("worker", "rule")
    excluded: dict[str, RuleId] = dict(ruled.iter_rows())
    known = {violation.sentence for violation in check(instance, plan)}
    found: list[Alternative] = []
    for worker in instance.workers["id"].to_list():
        if worker == row["owner"] or worker in excluded:
            continue
        other = _with_owner(instance, plan, client, worker, following or ())
        scheduled = _schedule_anew(instance, other, {worker, row["owner"]})
        rule = _broken_rule(instance, scheduled or other, known, scheduled is not None)
        if rule is not None or scheduled is None:
            excluded[worker] = rule or "overtime"
            continue
        found.append(_priced(instance, client, worker, recompute_cost(instance, scheduled), now))
    places = {worker: place for place, worker in enumerate(instance.workers["id"])}
    found.sort(key=lambda each: (each.difference, places[each.worker]))
    others: dict[str, RuleId] = {
        worker: excluded[worker] for worker in places if worker in excluded
    }
    others.pop(row["owner"], None)
    return tuple(found), others


def _broken_rule(
    instance: Instance, plan: Plan, known: Collection[str], is_scheduled: bool
) -> RuleId | None:
    """Return the first rule that a plan breaks beside what it broke before; None if there is none.

    Where the work fits into no days, only what does not count minutes is asked: who may serve whom,
    and how many.
    """
    for each in check(instance, plan):
        is_asked = is_scheduled or each.unit != "minutes"
        if each.rule != "plan" and is_asked and each.sentence not in known:
            return each.rule
    return None


def _with_owner(
    instance: Instance, plan: Plan, client: str, worker: str, following: Sequence[str]
) -> Plan:
    """Return the plan with another owner, and the work as it was."""
    owner = pl.when(pl.col("client") == client).then(pl.lit(worker)).otherwise("owner")
    doer = pl.when(pl.col("task").is_in(list(following))).then(pl.lit(worker)).otherwise("worker")
    return replace(
        plan,
        owners=plan.owners.with_columns(owner=owner),
        assignments=plan.assignments.with_columns(worker=doer),
    )


def _schedule_anew(instance: Instance, plan: Plan, workers: set[str | None]) -> Plan | None:
    """Return the plan with the days of some workers made anew; None if their work does not fit.

    Only the clients whom they serve are lowered, under a policy without what sums forbid: their
    days depend on nothing else.
    """
    mine = [worker for worker in workers if worker is not None]
    owned = plan.owners.filter(pl.col("owner").is_in(mine))["client"]
    doing = plan.assignments.filter(pl.col("worker").is_in(mine))
    served = instance.tasks.filter(pl.col("id").is_in(doing["task"].implode()))["client"]
    touched = pl.concat([owned, served]).unique().implode()
    part = replace(
        instance,
        # A share of 0 makes nothing of any cap, also of one that shall not bind.
        workers=instance.workers.with_columns(caseload_share=pl.lit(None, dtype=pl.Float64)),
        clients=instance.clients.filter(pl.col("id").is_in(touched)),
        tasks=instance.tasks.filter(pl.col("client").is_in(touched)),
        pairs=instance.pairs.filter(pl.col("client").is_in(touched)),
    )
    loose = lift_limits(plan.policy)
    # The audit judges households; days know no more of them than who does what.
    apart = loose.continuity.model_copy(update={"household": False})
    lowered = lower(part, loose.model_copy(update={"continuity": apart}))
    theirs = replace(
        plan, owners=_only(plan.owners, "owner", mine), assignments=_only(doing, "worker", mine)
    )
    theirs = replace(theirs, owners=theirs.owners.filter(pl.col("client").is_in(touched)))
    x = embed_whole(lowered, theirs)
    if x is None or evaluate(lowered.problem, x).objective is None:
        return None
    days = lift(lowered, x).work
    kept = plan.work.filter(~pl.col("worker").is_in(mine))
    work = pl.concat([kept, days.filter(pl.col("worker").is_in(mine))])
    return replace(plan, work=work.sort("worker", "period", "client", "activity", "task"))


def _only(table: pl.DataFrame, column: str, names: Sequence[str]) -> pl.DataFrame:
    """Return a table in which a column is null where it holds none of some names."""
    return table.with_columns(pl.when(pl.col(column).is_in(names)).then(column).alias(column))


def _priced(instance: Instance, client: str, worker: str, costs: Costs, now: Costs) -> Alternative:
    before = now.as_dict()
    apart = {name: amount - before[name] for name, amount in costs.as_dict().items()}
    row, staff = instance.client(client), instance.worker(worker)
    return Alternative(
        worker=worker,
        cost=costs.total / MILLI,
        difference=(costs.total - now.total) / MILLI,
        parts={name: amount / MILLI for name, amount in apart.items() if amount},
        speaks=row.language in staff.languages,
        missing_programs=missing_programs(row.programs, staff.programs),
    )
