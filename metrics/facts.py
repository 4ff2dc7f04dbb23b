"""What the metrics count: instance and plan side by side, one row per task, client and worker.

The instance alone says when work is due, what it takes and who owns whom today. Of the policy only
the weights of cases, their cap, the pool and the standing minutes are read, also where the caseload
rule is off: a rule that is switched off must not hide what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ..audit import Pieces, count_pieces, fair_shares, standing_minutes
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import MILLI, milli


@dataclass(frozen=True, eq=False)
class Facts:
    """An instance and a plan, joined.

    Parameters
    ----------
    periods : int
        Periods of the calendar.
    cap : float or None
        Most weighted cases a worker may own by the policy; None: no cap.
    pieces : Pieces
        Tasks that lie over several periods.
    tasks : polars.DataFrame
        One row per task: ``task``, ``client``, ``program``, ``kind``, ``contact``, ``minutes``
        (standard), ``release``, ``due`` (inside the calendar, its first or last period where it
        falls due before or after), ``due_inside`` (whether it falls due inside), ``overdue``
        (periods from its due to the first), ``language`` (of the client), ``worker`` (null:
        undone), ``owner`` (null: none), ``done``, ``by_owner``, ``in_language`` (whether the worker
        speaks the client's language), ``spent`` (minutes worked), ``finish`` and ``periods_late``
        (null: undone; ``periods_late`` also where the task was late on arrival).
    clients : polars.DataFrame
        One row per client: ``client``, ``office``, ``language``, ``groups``, ``programs``,
        ``owner``, ``owner_today``, ``owner_programs`` (each null: none), ``is_new`` (whether the
        owner is another than today's, or the first), ``weight`` (cases), ``standing`` (minutes in a
        usual month), ``owner_speaks`` (whether the owner speaks the client's language; null: none)
        and ``has_tasks``.
    workers : polars.DataFrame
        One row per worker: ``worker``, ``office``, ``unit``, ``languages``, ``capacity``, ``load``,
        ``overtime``, ``contact_minutes`` (minutes each), ``utilisation`` (null: no minutes),
        ``owned`` and ``gained`` (clients, and new ones of them), ``caseload`` (cases),
        ``caseload_share`` (of a usual caseload),
        ``standing`` (standing minutes of the owned clients) and ``of_fair_share`` (these by the
        worker's fair share; null without a share).
    work : polars.DataFrame
        One row per piece of work: ``worker``, ``activity``, ``period``, ``minutes``, ``due`` (as
        above, of the task; for switching minutes the last due of the client's tasks), ``overdue``
        (of the task; 0 for switching minutes) and ``contact``.
    days : polars.DataFrame
        One row per worker and period: ``worker``, ``period``, ``regular`` (minutes there are,
        without those of leaves), ``worked`` and ``overtime`` (worked above the regular ones).
    """

    periods: int
    cap: float | None
    pieces: Pieces
    tasks: pl.DataFrame
    clients: pl.DataFrame
    workers: pl.DataFrame
    work: pl.DataFrame
    days: pl.DataFrame


def gather_facts(instance: Instance, plan: Plan) -> Facts:
    """Join an instance and a plan made for it."""
    clients = _clients(instance, plan)
    tasks = _tasks(instance, plan, clients)
    work = _work(instance, plan, tasks)
    shares = [float(share) for share in fair_shares(instance, plan.policy)]
    days = _days(instance, work)
    workers = _workers(instance, clients, work, days, shares)
    return Facts(
        periods=instance.calendar.periods,
        cap=plan.policy.caseload.cap,
        pieces=count_pieces(plan, plan.policy),
        tasks=tasks,
        clients=clients,
        workers=workers,
        work=work,
        days=days,
    )


def _clients(instance: Instance, plan: Plan) -> pl.DataFrame:
    qualified = instance.workers.select(
        owner="id", owner_programs="programs", owner_languages="languages"
    )
    speaks = pl.col("owner_languages").list.contains(pl.col("language"))
    return (
        instance.clients.select(
            *("office", "language", "groups", "programs"), client="id", owner_today="worker"
        )
        .join(plan.owners.select("client", "owner"), on="client", how="left")
        .join(qualified, on="owner", how="left")
        .join(standing_minutes(instance, plan.policy), on="client", how="left")
        .with_columns(
            _weight(plan.policy.caseload.weights).alias("weight"),
            owner_speaks=speaks,
            owner_left=pl.col("owner_today").is_in(instance.former["id"].implode()),
            is_new=pl.col("owner").is_not_null()
            & pl.col("owner").ne_missing(pl.col("owner_today")),
            has_tasks=pl.col("client").is_in(instance.tasks["client"].implode()),
        )
        .with_columns(pl.col("owner_left").fill_null(False))
        .drop("owner_languages")
    )


def _weight(weights: Mapping[str, float]) -> pl.Expr:
    """Return the weight of a client in cases: its programs' weights summed, 1 without any."""
    if not weights:
        return pl.lit(1.0)
    thousandths = {program: milli(weight) for program, weight in weights.items()}
    each = pl.element().replace_strict(thousandths, default=MILLI, return_dtype=pl.Int64)
    return pl.col("programs").list.eval(each).list.sum() / MILLI


def _tasks(instance: Instance, plan: Plan, clients: pl.DataFrame) -> pl.DataFrame:
    last = instance.calendar.last
    on_tasks = plan.work.filter(pl.col("activity") == "task").group_by("task")
    spent = on_tasks.agg(
        pl.col("minutes").sum().alias("spent"), pl.col("period").max().alias("ended")
    )
    done, due = pl.col("worker").is_not_null(), pl.col("due")
    late = pl.max_horizontal(pl.col("finish") - due, 0)
    spoken = pl.col("languages").list.contains(pl.col("language"))
    return (
        instance.tasks.rename({"id": "task"})
        .join(plan.assignments, on="task", how="left")
        .join(clients.select("client", "language", "owner"), on="client", how="left")
        .join(instance.workers.select("languages", worker="id"), on="worker", how="left")
        .join(spent, on="task", how="left")
        .with_columns(
            done.alias("done"),
            due.is_between(0, last).alias("due_inside"),
            pl.max_horizontal(-due, 0).alias("overdue"),
            due.clip(0, last),
            (pl.col("worker") == pl.col("owner")).fill_null(False).alias("by_owner"),
            spoken.fill_null(False).alias("in_language"),
            pl.col("spent").fill_null(0),
            pl.when(done).then(pl.coalesce("ended", "release")).alias("finish"),
        )
        .with_columns(
            pl.when(pl.col("done") & (pl.col("overdue") == 0)).then(late).alias("periods_late")
        )
        .drop("languages", "ended")
    )


def _work(instance: Instance, plan: Plan, tasks: pl.DataFrame) -> pl.DataFrame:
    last_due = tasks.group_by("client").agg(pl.col("due").max().alias("last_due"))
    return (
        plan.work.join(tasks.select("task", "due", "overdue", "contact"), on="task", how="left")
        .join(last_due, on="client", how="left")
        .select(
            "worker",
            "activity",
            "period",
            "minutes",
            pl.coalesce("due", "last_due", instance.calendar.last).alias("due"),
            pl.col("overdue").fill_null(0),
            pl.col("contact").fill_null(False),
        )
    )


def _workers(
    instance: Instance,
    clients: pl.DataFrame,
    work: pl.DataFrame,
    days: pl.DataFrame,
    shares: list[float],
) -> pl.DataFrame:
    minutes = pl.col("minutes")
    worked = work.group_by("worker").agg(
        minutes.sum().alias("load"), minutes.filter("contact").sum().alias("contact_minutes")
    )
    owned = clients.group_by(worker="owner").agg(
        pl.len().cast(pl.Int64).alias("owned"),
        pl.col("is_new").sum().cast(pl.Int64).alias("gained"),
        pl.col("weight").sum().alias("caseload"),
        pl.col("standing").sum(),
    )
    sums = ("load", "contact_minutes", "overtime", "owned", "gained", "caseload", "standing")
    share = pl.lit(pl.Series("share", shares, dtype=pl.Float64))
    regular = pl.col("capacity") > 0
    return (
        instance.without_leaves()
        .workers.select(
            *("office", "unit", "languages", "minutes"),
            pl.col("caseload_share").fill_null(1.0),
            worker="id",
        )
        .with_columns(minutes.list.sum().alias("capacity"), share)
        .join(worked, on="worker", how="left")
        .join(days.group_by("worker").agg(pl.col("overtime").sum()), on="worker", how="left")
        .join(owned, on="worker", how="left")
        .with_columns(pl.col(sums).fill_null(0))
        .with_columns(
            pl.when(regular).then(pl.col("load") / pl.col("capacity")).alias("utilisation"),
            pl.when(pl.col("share") > 0)
            .then(pl.col("standing") / pl.col("share"))
            .alias("of_fair_share"),
        )
        .drop("minutes", "share")
    )


def _days(instance: Instance, work: pl.DataFrame) -> pl.DataFrame:
    """Return what each worker has and works in each period, in the order of the instance."""
    worked = work.group_by("worker", "period").agg(pl.col("minutes").sum().alias("worked"))
    above = pl.max_horizontal(pl.col("worked") - pl.col("regular"), 0)
    return (
        instance.without_leaves()
        .workers.select(
            pl.col("id").alias("worker"),
            pl.int_ranges(pl.col("minutes").list.len()).alias("period"),
            pl.col("minutes").alias("regular"),
        )
        .explode("period", "regular")
        .join(worked, on=["worker", "period"], how="left", maintain_order="left")
        .with_columns(pl.col("worked").fill_null(0))
        .with_columns(overtime=above)
    )
