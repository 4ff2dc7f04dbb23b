"""Continuity: how many workers a client meets, and how often they change."""

from __future__ import annotations

import polars as pl

from .facts import Facts
from .indices import indices_by_client
from .table import Definition, Measured, Measurements, floats, largest, mean, p90, total

_TWICE = "over clients with two or more done tasks"

DEFINITIONS = (
    Definition(
        "workers_per_client_mean",
        "continuity",
        "workers",
        "low",
        "Mean number of distinct workers who do a task of the client, over clients with a done "
        "task.",
    ),
    Definition(
        "workers_per_client_p90",
        "continuity",
        "workers",
        "low",
        "Least number of distinct workers that nine tenths of the clients with a done task do not "
        "exceed.",
    ),
    Definition(
        "workers_per_client_max",
        "continuity",
        "workers",
        "low",
        "Largest number of distinct workers who do tasks of one client.",
    ),
    Definition(
        "clients_with_one_worker",
        "continuity",
        "share",
        "high",
        "Clients whose done tasks are all done by one worker / clients with a done task.",
    ),
    Definition(
        "tasks_with_owner",
        "continuity",
        "share",
        "high",
        "Tasks done by the client's owner / tasks done.",
    ),
    Definition(
        "contacts_with_owner",
        "continuity",
        "share",
        "high",
        "Contact tasks done by the client's owner / contact tasks done.",
    ),
    Definition(
        "coc",
        "continuity",
        "index",
        "high",
        f"Bice-Boxerman index (sum of n_i^2 - N) / (N (N - 1)), mean {_TWICE}.",
    ),
    Definition(
        "secon",
        "continuity",
        "index",
        "high",
        "Share of tasks done by the worker of the task before (by last period worked, then due, "
        f"then id), mean {_TWICE}.",
    ),
    Definition(
        "upc",
        "continuity",
        "index",
        "high",
        f"Share of the client's most frequent worker max n_i / N, mean {_TWICE}.",
    ),
    Definition(
        "k_index",
        "continuity",
        "index",
        "high",
        f"(N - M) / (N - 1) with M distinct workers, mean {_TWICE}.",
    ),
    Definition(
        "hhi",
        "continuity",
        "index",
        "high",
        f"Herfindahl index, the sum of (n_i / N)^2, mean {_TWICE}.",
    ),
    Definition(
        "mmci",
        "continuity",
        "index",
        "high",
        f"(1 - M / (N + 0.1)) / (1 - 1 / (N + 0.1)) with M distinct workers, mean {_TWICE}.",
    ),
    Definition(
        "clients_without_index",
        "continuity",
        "clients",
        "",
        "Clients with fewer than two done tasks, for whom the indices are not defined.",
    ),
    Definition(
        "switches_per_100",
        "continuity",
        "per 100 tasks",
        "low",
        "100 x consecutive done tasks of a client by different workers / consecutive done tasks.",
    ),
    Definition(
        "hand_offs",
        "continuity",
        "hand-offs",
        "low",
        "Pairs of a client and a worker other than the owner who does a task of the client.",
    ),
    Definition(
        "tellings_mean",
        "continuity",
        "workers",
        "low",
        "Mean number of distinct workers who do a contact task of the client, over clients with a "
        "done contact task.",
    ),
    Definition(
        "owner_changes",
        "continuity",
        "clients",
        "low",
        "Clients owned today whose owner is another worker.",
    ),
    Definition(
        "forced_changes",
        "continuity",
        "clients",
        "",
        "Of the changes of owner, those of clients whose owner today has left.",
    ),
    Definition(
        "chosen_changes",
        "continuity",
        "clients",
        "low",
        "Of the changes of owner, all others: those of clients whose owner today is still there.",
    ),
    Definition(
        "first_owners",
        "continuity",
        "clients",
        "",
        "Clients without an owner today who get one.",
    ),
    Definition(
        "clients_without_owner",
        "continuity",
        "clients",
        "low",
        "Clients without an owner in the plan.",
    ),
    Definition(
        "tasks_in_pieces",
        "continuity",
        "tasks",
        "low",
        "Done tasks that are worked on in more periods than one.",
    ),
    Definition(
        "short_pieces",
        "continuity",
        "pieces",
        "low",
        "Pieces of those tasks, one a period, with fewer minutes than the policy's "
        "continuity.piece.",
    ),
)


def measure_continuity(facts: Facts) -> Measurements:
    """Measure continuity over the tasks that are done."""
    done = facts.tasks.filter("done")
    contacts = done.filter("contact")
    indices = indices_by_client(
        done.sort("finish", "due", "task")
        .select("client", "worker", "owner")
        .with_row_index("order")
    )
    workers, twice = indices["distinct_workers"], indices.filter(pl.col("n") >= 2)
    tellings = contacts.group_by("client").agg(pl.col("worker").n_unique().alias("workers"))
    strangers = done.filter(~pl.col("by_owner")).select("client", "worker").n_unique()
    return {
        "tasks_in_pieces": [Measured(facts.pieces.tasks, done.height)],
        "short_pieces": [Measured(facts.pieces.short, done.height)],
        "workers_per_client_mean": [mean(workers)],
        "workers_per_client_p90": [p90(workers)],
        "workers_per_client_max": [largest(workers)],
        "clients_with_one_worker": [mean(workers == 1)],
        "tasks_with_owner": [mean(done["by_owner"])],
        "contacts_with_owner": [mean(contacts["by_owner"])],
        **{name: [mean(twice[name])] for name in ("coc", "secon", "upc", "k_index", "hhi", "mmci")},
        "clients_without_index": [
            Measured(facts.clients.height - twice.height, facts.clients.height)
        ],
        "switches_per_100": [_switches_per_100(twice)],
        "hand_offs": [Measured(strangers, facts.tasks.height)],
        "tellings_mean": [mean(tellings["workers"])],
        **_owners(facts.clients),
    }


def _switches_per_100(indices: pl.DataFrame) -> Measured:
    steps = int(floats(indices["n"] - 1).sum())
    switched = float(floats(indices["switches"]).sum())
    return Measured(100 * switched / steps if steps else None, steps)


def _owners(clients: pl.DataFrame) -> Measurements:
    owner, today = clients["owner"], clients["owner_today"]
    changed, left = (owner != today).fill_null(False), clients["owner_left"]
    return {
        "owner_changes": [total(changed)],
        "forced_changes": [total(changed & left)],
        "chosen_changes": [total(changed & ~left)],
        "first_owners": [total(today.is_null() & owner.is_not_null())],
        "clients_without_owner": [total(owner.is_null())],
    }
