"""Workload: the minutes that workers work, lack and own clients with."""

from __future__ import annotations

import polars as pl

from .facts import Facts
from .table import Definition, Measured, Measurements, floats, largest, mean, p90, total
from .timeliness import undone_minutes

FTE_MINUTES = 6960
"""Minutes that one full-time worker has for cases in ``FTE_PERIODS`` periods (assumed)."""

FTE_PERIODS = 21
"""Periods that ``FTE_MINUTES`` are spread over."""

_REGULAR = "over workers with regular minutes"

DEFINITIONS = (
    Definition(
        "utilisation_mean",
        "workload",
        "share",
        "",
        f"Mean of minutes worked / regular minutes {_REGULAR}.",
    ),
    Definition(
        "utilisation_p90",
        "workload",
        "share",
        "low",
        "Least utilisation that nine tenths of the workers with regular minutes do not exceed.",
    ),
    Definition(
        "utilisation_max",
        "workload",
        "share",
        "low",
        f"Largest minutes worked / regular minutes {_REGULAR}.",
    ),
    Definition(
        "workers_over_85",
        "workload",
        "share",
        "low",
        f"Workers who work more than 85 % of their regular minutes, {_REGULAR}.",
    ),
    Definition(
        "workers_over_100",
        "workload",
        "share",
        "low",
        f"Workers who work more than their regular minutes, {_REGULAR}.",
    ),
    Definition(
        "overtime_minutes",
        "workload",
        "minutes",
        "low",
        "Sum over workers and periods of the minutes worked above the period's regular minutes.",
    ),
    Definition(
        "missing_minutes",
        "workload",
        "minutes",
        "low",
        "Standard minutes left undone + overtime minutes.",
    ),
    Definition(
        "fte_missing",
        "workload",
        "full-time equivalents",
        "low",
        f"Missing minutes / (an assumed {FTE_MINUTES} per worker x periods / {FTE_PERIODS}).",
    ),
    Definition(
        "minutes_worked",
        "workload",
        "minutes",
        "",
        "All minutes worked: tasks with their interpreter minutes, transfers and hand-offs.",
    ),
    Definition(
        "fte_worked",
        "workload",
        "full-time equivalents",
        "",
        f"Minutes worked / (an assumed {FTE_MINUTES} per worker x periods / {FTE_PERIODS}).",
    ),
    Definition(
        "transfer_minutes",
        "workload",
        "minutes",
        "low",
        "Minutes that new owners spend on taking clients over.",
    ),
    Definition(
        "handoff_minutes",
        "workload",
        "minutes",
        "low",
        "Minutes that workers other than the owner spend on getting to know clients.",
    ),
    Definition(
        "extra_minutes",
        "workload",
        "minutes",
        "low",
        "Minutes worked on tasks - standard minutes of the done tasks (interpreters add, "
        "specialists save).",
    ),
    Definition(
        "clients_owned_mean",
        "workload",
        "clients",
        "",
        "Mean number of clients that a worker owns, over all workers.",
    ),
    Definition(
        "clients_owned_max",
        "workload",
        "clients",
        "low",
        "Largest number of clients that one worker owns.",
    ),
    Definition(
        "new_clients_mean",
        "workload",
        "clients",
        "",
        "Mean number of clients that a worker owns and did not own before, over all workers.",
    ),
    Definition(
        "new_clients_max",
        "workload",
        "clients",
        "low",
        "Largest number of clients that one worker owns and did not own before.",
    ),
    Definition(
        "caseload_mean",
        "workload",
        "cases",
        "",
        "Mean weighted caseload, the sum of the weights of the owned clients, over all workers.",
    ),
    Definition(
        "caseload_max",
        "workload",
        "cases",
        "low",
        "Largest weighted caseload of one worker.",
    ),
    Definition(
        "caseload_of_cap_max",
        "workload",
        "share",
        "low",
        "Largest weighted caseload of one worker / the policy's cap by the worker's share of a "
        "caseload, over workers with a share above 0, whether the cap is in force or not; not "
        "applicable without a cap.",
    ),
    Definition(
        "standing_minutes_max",
        "workload",
        "minutes",
        "low",
        "Most standing minutes that one worker owns: what the clients need in a usual month.",
    ),
    Definition(
        "standing_of_fair_share_max",
        "workload",
        "share",
        "low",
        "Largest standing minutes of one worker / the worker's fair share, the pool's standing "
        "minutes by regular minutes x share of a caseload, over workers who have a share.",
    ),
)


def measure_workload(facts: Facts, fte_minutes: int = FTE_MINUTES) -> Measurements:
    """Measure the workers' load.

    Parameters
    ----------
    facts : Facts
        The instance and the plan.
    fte_minutes : int, optional
        Minutes of one full-time worker in ``FTE_PERIODS`` periods, above 0.
    """
    workers, tasks = facts.workers, facts.tasks
    regular = workers.filter(pl.col("capacity") > 0)
    full_time = fte_minutes * facts.periods / FTE_PERIODS
    missing = undone_minutes(facts) + float(floats(workers["overtime"]).sum())
    worked = total(workers["load"])
    return {
        "utilisation_mean": [mean(regular["utilisation"])],
        "utilisation_p90": [p90(regular["utilisation"])],
        "utilisation_max": [largest(regular["utilisation"])],
        # in whole numbers: 0.85 as a binary fraction would misjudge workers right on the line
        "workers_over_85": [mean(regular["load"] * 100 > regular["capacity"] * 85)],
        "workers_over_100": [mean(regular["load"] > regular["capacity"])],
        "overtime_minutes": [total(workers["overtime"])],
        "missing_minutes": [Measured(missing, tasks.height)],
        "fte_missing": [Measured(missing / full_time, tasks.height)],
        "minutes_worked": [worked],
        "fte_worked": [Measured((worked.value or 0) / full_time, worked.n)],
        "transfer_minutes": [_spent_on(facts, "transfer")],
        "handoff_minutes": [_spent_on(facts, "handoff")],
        "extra_minutes": [_extra_minutes(facts)],
        "clients_owned_mean": [mean(workers["owned"])],
        "clients_owned_max": [largest(workers["owned"])],
        "new_clients_mean": [mean(workers["gained"])],
        "new_clients_max": [largest(workers["gained"])],
        "caseload_mean": [mean(workers["caseload"])],
        "caseload_max": [largest(workers["caseload"])],
        "caseload_of_cap_max": [_of_cap(facts)],
        "standing_minutes_max": [largest(workers["standing"])],
        "standing_of_fair_share_max": [largest(workers["of_fair_share"])],
    }


def _spent_on(facts: Facts, activity: str) -> Measured:
    spent = floats(facts.work.filter(pl.col("activity") == activity)["minutes"])
    return Measured(float(spent.sum()), facts.workers.height)


def _of_cap(facts: Facts) -> Measured:
    capped = facts.workers.filter(pl.col("caseload_share") > 0)
    most = largest(capped["caseload"] / capped["caseload_share"])
    share = most.value / facts.cap if most.value is not None and facts.cap else None
    return Measured(share, most.n)


def _extra_minutes(facts: Facts) -> Measured:
    done = facts.tasks.filter("done")
    return Measured(float(floats(done["spent"] - done["minutes"]).sum()), facts.tasks.height)
