"""A plan in parts: by worker, by day, by program and kind, by office, bundle, language and group.

Each breakdown is a frame of counts and minutes whose parts add up to what the metrics say of the
whole, so that a reader can follow either to the other. Groups alone may overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from ..model.instance import Instance
from ..model.plan import Plan
from .facts import Facts, gather_facts

ENDS = ("on_time", "late", "overdue", "undone")
"""How tasks end, one of four: done by their due or in the last period where that lies beyond it,
done later, done though overdue on arrival, or not done at all."""

PARTS = ("office", "bundle", "language", "group")
"""What clients are told apart by."""

NO_PROGRAM = "no program"
"""The bundle of a client without programs."""


def load_by_worker(facts: Facts) -> pl.DataFrame:
    """Return the load of each worker against what there is.

    Returns
    -------
    polars.DataFrame
        ``worker``, ``office``, ``unit``, ``regular``, ``worked`` and ``overtime`` (minutes), and
        ``utilisation`` (worked / regular; null without regular minutes).
    """
    return facts.workers.select(
        *("worker", "office", "unit"),
        regular="capacity",
        worked="load",
        overtime="overtime",
        utilisation="utilisation",
    )


def caseload_by_worker(facts: Facts) -> pl.DataFrame:
    """Return what each worker owns today and in the plan.

    Returns
    -------
    polars.DataFrame
        ``worker``, ``clients_today``, ``clients``, ``new_clients``, ``standing_today`` and
        ``standing`` (minutes in a usual month) and ``of_fair_share`` (of the plan's standing
        minutes; null without a share).
    """
    today = facts.clients.group_by(worker="owner_today").agg(
        pl.len().cast(pl.Int64).alias("clients_today"),
        pl.col("standing").sum().alias("standing_today"),
    )
    return (
        facts.workers.join(today, on="worker", how="left", maintain_order="left")
        .with_columns(pl.col("clients_today", "standing_today").fill_null(0))
        .select(
            *("worker", "clients_today", pl.col("owned").alias("clients")),
            pl.col("gained").alias("new_clients"),
            *("standing_today", "standing", "of_fair_share"),
        )
    )


def workers_per_client(facts: Facts) -> pl.DataFrame:
    """Return how many clients see how many workers.

    Returns
    -------
    polars.DataFrame
        ``workers`` (distinct ones who do a task of the client, 1 and more, none left out below the
        most) and ``clients`` (with a done task).
    """
    found = _workers_seen(facts).group_by("workers").agg(pl.len().cast(pl.Int64).alias("clients"))
    most = max(found["workers"].to_list(), default=0)
    every = pl.DataFrame({"workers": pl.Series(range(1, most + 1), dtype=pl.Int64)})
    return every.join(found, on="workers", how="left", maintain_order="left").with_columns(
        pl.col("clients").fill_null(0)
    )


def _workers_seen(facts: Facts) -> pl.DataFrame:
    done = facts.tasks.filter("done").group_by("client")
    return done.agg(pl.col("worker").n_unique().cast(pl.Int64).alias("workers"))


def timeliness(facts: Facts) -> pl.DataFrame:
    """Return how tasks end, by program and by kind.

    Returns
    -------
    polars.DataFrame
        ``by`` (program or kind), ``part``, ``tasks``, ``on_time``, ``late``, ``overdue``,
        ``undone`` (tasks; the four add up to ``tasks``), ``due`` (those that fall due inside the
        calendar), ``on_time_rate`` (of these; null without any) and ``days_mean`` (mean of finish -
        release in periods over done tasks; null without any).
    """
    tasks = _with_ends(facts)
    on_time = pl.col("on_time").filter("due_inside").mean()
    return pl.concat(
        tasks.group_by(part=by)
        .agg(
            pl.len().cast(pl.Int64).alias("tasks"),
            *_sums(*ENDS),
            _sum("due_inside").alias("due"),
            on_time.alias("on_time_rate"),
            (pl.col("finish") - pl.col("release")).mean().alias("days_mean"),
        )
        .sort("part")
        .select(pl.lit(by).alias("by"), pl.all())
        for by in ("program", "kind")
    )


def _with_ends(facts: Facts) -> pl.DataFrame:
    """Return the tasks with a truth for each way to end; exactly one is true."""
    late, done = pl.col("periods_late"), pl.col("done")
    return facts.tasks.with_columns(
        on_time=(late == 0).fill_null(False),
        late=(late > 0).fill_null(False),
        overdue=done & late.is_null(),
        undone=~done,
    )


def minutes_by_day(facts: Facts) -> pl.DataFrame:
    """Return the minutes of each period, all workers together.

    Returns
    -------
    polars.DataFrame
        ``period``, ``regular``, ``worked`` and ``overtime`` (worked above the regular ones of a
        worker), in minutes.
    """
    return (
        facts.days.group_by("period")
        .agg(pl.col("regular", "worked", "overtime").sum())
        .sort("period")
    )


def minutes_by_worker_and_day(facts: Facts) -> pl.DataFrame:
    """Return the minutes of each worker in each period.

    Returns
    -------
    polars.DataFrame
        ``worker``, ``period``, ``regular``, ``worked`` and ``overtime`` (minutes).
    """
    return facts.days


def quantities_by_part(facts: Facts) -> pl.DataFrame:
    """Return quantities by office, program bundle, language and group of the client.

    A client of several groups counts in each; the parts of the others add up to the whole.

    Returns
    -------
    polars.DataFrame
        ``by`` (one of ``PARTS``), ``part``, ``clients``, ``one_worker`` and ``several_workers``
        (clients with a done task, by the workers who do their tasks), ``changed`` (clients owned
        today who get another owner), ``unowned``, ``tasks``, ``on_time``, ``late``, ``overdue``,
        ``undone`` (tasks), ``contacts`` (done) and ``interpreted`` (of them, by a worker who does
        not speak the client's language).
    """
    clients = _quantities_by_client(facts)
    counted = [pl.len().cast(pl.Int64).alias("clients"), *_sums(*_QUANTITIES)]
    keyed = clients.join(_bundles(clients["programs"]), on="programs", how="left")
    grouped = clients.explode("groups").drop_nulls("groups").rename({"groups": "group"})
    return pl.concat(
        (grouped if by == "group" else keyed)
        .group_by(part=by)
        .agg(counted)
        .sort("part")
        .select(pl.lit(by).alias("by"), pl.all())
        for by in PARTS
    )


def _bundles(programs: pl.Series) -> pl.DataFrame:
    """Return the name of each list of programs, which does not depend on their order."""
    name = pl.col("programs").list.sort().list.join(" + ")
    return pl.DataFrame({"programs": programs.unique()}).with_columns(
        bundle=pl.when(name == "").then(pl.lit(NO_PROGRAM)).otherwise(name)
    )


_QUANTITIES = (
    *("one_worker", "several_workers", "changed", "unowned"),
    *("tasks", *ENDS, "contacts", "interpreted"),
)


def _quantities_by_client(facts: Facts) -> pl.DataFrame:
    contact = pl.col("contact") & pl.col("done")
    of_tasks = _with_ends(facts).with_columns(
        contacts=contact, interpreted=contact & ~pl.col("in_language")
    )
    tasks = of_tasks.group_by("client").agg(
        pl.len().cast(pl.Int64).alias("tasks"), *_sums(*ENDS, "contacts", "interpreted")
    )
    seen = pl.col("workers").fill_null(0)
    return (
        facts.clients.join(tasks, on="client", how="left")
        .join(_workers_seen(facts), on="client", how="left")
        .with_columns(
            pl.col("tasks", *ENDS, "contacts", "interpreted").fill_null(0),
            one_worker=seen == 1,
            several_workers=seen > 1,
            changed=(pl.col("owner") != pl.col("owner_today")).fill_null(False),
            unowned=pl.col("owner").is_null(),
        )
    )


def _sum(name: str) -> pl.Expr:
    return pl.col(name).sum().cast(pl.Int64)


def _sums(*names: str) -> list[pl.Expr]:
    return [_sum(name) for name in names]


BREAKDOWNS: Mapping[str, Callable[[Facts], pl.DataFrame]] = MappingProxyType(
    {
        "load": load_by_worker,
        "caseload": caseload_by_worker,
        "workers_per_client": workers_per_client,
        "timeliness": timeliness,
        "days": minutes_by_day,
        "worker_days": minutes_by_worker_and_day,
        "parts": quantities_by_part,
    }
)
"""Every breakdown by its name."""


def break_down(instance: Instance, plan: Plan) -> dict[str, pl.DataFrame]:
    """Return all breakdowns of a plan by their names.

    Parameters
    ----------
    instance : Instance
        The instance that the plan was made for.
    plan : Plan
        A plan that the audit accepts.
    """
    facts = gather_facts(instance, plan)
    return {name: made(facts) for name, made in BREAKDOWNS.items()}


def break_down_plans(instance: Instance, plans: Mapping[str, Plan]) -> dict[str, pl.DataFrame]:
    """Return all breakdowns of several plans by their names, each with the plans one below another.

    Parameters
    ----------
    instance : Instance
        The instance that the plans were made for.
    plans : mapping of str to Plan
        One plan or more, by what people call them.

    Returns
    -------
    dict of str to polars.DataFrame
        As of ``break_down``, with the name of the plan in the first column, ``plan``.
    """
    found = {name: break_down(instance, plan) for name, plan in plans.items()}
    return {
        name: pl.concat(
            frames[name].select(pl.lit(plan).alias("plan"), pl.all())
            for plan, frames in found.items()
        )
        for name in (BREAKDOWNS if found else ())
    }
