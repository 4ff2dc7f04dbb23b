"""Tiny agencies and policies drawn from a random source, so small that every plan can be listed.

All names have one or two letters and all minutes one digit. Prices are of the size of the minutes,
so that each rule has a say in what is best. The same draws serve seeded loops and hypothesis.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

import polars as pl

from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.rules import RULES
from samehands.model.tables import SCHEMAS
from tables import Row, client, instance_of, task, worker

PROGRAMS = ["A", "B"]
LANGUAGES = ["en", "es"]
KINDS = ["intake", "call"]
PAIR_PRICES = ["never", "never", "1", "3", "-1", "-2", "-4", "0"]
FORMULATIONS = ("client-based", "team-2", "hybrid", "task-based")
MOST_PLANS = 3000
"""Owners and workers of tasks are drawn again until there are no more combinations than this."""

Case = tuple[Instance, Policy]
Fields = dict[str, object]
T = TypeVar("T")


def draw_case(
    rng: Random, formulation: str | None = None, off: float = 0.1, times: int = 1
) -> Case:
    """Draw an agency and a policy.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    formulation : str or None
        One of ``FORMULATIONS``; drawn if not given.
    off : float
        How often a rule is switched off.
    times : int
        How many times as many workers, clients and tasks as can be listed in all plans.

    Returns
    -------
    tuple of Instance and Policy
        Valid, and valid for each other.
    """
    instance = draw_instance(rng, times)
    return instance, draw_policy(rng, instance, formulation or rng.choice(FORMULATIONS), off)


def draw_instance(rng: Random, times: int = 1) -> Instance:
    """Draw an agency of up to three workers, three clients, four tasks and three periods.

    Workers, clients and tasks may be so many times as many.
    """
    while True:
        workers, clients = rng.choice([1, 2, 2, 3]), rng.choice([1, 2, 2, 3])
        tasks = rng.choice([1, 2, 3, 4, 4])
        if (workers + 1) ** (clients + tasks) <= MOST_PLANS:
            break
    workers, clients, tasks = times * workers, times * clients, times * tasks
    periods = rng.choice([1, 2, 3, 3])
    bare = instance_of(
        [_client(rng, f"c{number}", workers) for number in range(clients)],
        [_worker(rng, f"w{number}", periods) for number in range(workers)],
        [_task(rng, f"t{number}", clients, periods) for number in range(tasks)],
        periods,
    )
    # The tables decide about the pairs, so that drawing them leaves all other draws alone.
    drawn = bare.clients.drop("household"), bare.workers.drop("caseload_share"), bare.tasks
    tables = " ".join(str(table.rows()) for table in drawn)
    shared = replace(
        bare,
        pairs=_pairs(Random(tables), clients, workers),
        workers=_with_shares(Random(f"shares {tables}"), bare.workers),
        clients=_with_households(Random(f"households {tables}"), bare.clients),
    )
    left = _with_former(Random(f"former {tables}"), shared)
    return _with_backlog(Random(f"backlog {tables}"), left)


def _with_backlog(rng: Random, instance: Instance) -> Instance:
    """Return the instance, in half of all draws with some tasks overdue on arrival."""
    share = rng.choice([0.0, 0.4])
    due = [
        -rng.choice([1, 1, 2, 5]) if release == 0 and rng.random() < share else due
        for release, due in instance.tasks.select("release", "due").iter_rows()
    ]
    return replace(instance, tasks=instance.tasks.with_columns(due=pl.Series(due, dtype=pl.Int64)))


def _with_households(rng: Random, clients: pl.DataFrame) -> pl.DataFrame:
    """Put the clients of half of the agencies into households."""
    some = rng.random() < 0.5
    labels = [rng.choice([None, "H", "H", "H", "I"]) if some else None for _ in clients["id"]]
    return clients.with_columns(household=pl.Series(labels, dtype=pl.String))


def _with_shares(rng: Random, workers: pl.DataFrame) -> pl.DataFrame:
    """Give some workers of half of the agencies a share of a usual caseload."""
    some = rng.random() < 0.5
    shares = [
        rng.choice([None, 0.0, 0.25, 0.5, 0.75, 1.5]) if some else None for _ in workers["id"]
    ]
    return workers.with_columns(caseload_share=pl.Series(shares, dtype=pl.Float64))


def _with_former(rng: Random, instance: Instance) -> Instance:
    """Return the instance with some clients owned by one of two workers who have left."""
    left = ["x0", "x1"]
    owners = [
        rng.choice(left) if rng.random() < 0.15 else owner
        for owner in instance.clients["worker"].to_list()
    ]
    if not {*owners} & {*left}:
        return instance
    clients = instance.clients.with_columns(worker=pl.Series(owners, dtype=pl.String))
    former = pl.DataFrame({"id": left}, schema=dict(SCHEMAS["former"]))
    wishes = pl.DataFrame(
        [
            {
                "client": id,
                "worker": rng.choice(left),
                "price": rng.choice(PAIR_PRICES),
                "reason": "",
            }
            for id in clients["id"]
            if rng.random() < 0.25
        ],
        schema=dict(SCHEMAS["pairs"]),
    )
    pairs = pl.concat([instance.pairs, wishes])
    return replace(instance, clients=clients, former=former, pairs=pairs)


def _pairs(rng: Random, clients: int, workers: int) -> pl.DataFrame:
    rows = [
        {"client": f"c{one}", "worker": f"w{other}", "price": rng.choice(PAIR_PRICES), "reason": ""}
        for one in range(clients)
        for other in range(workers)
        if rng.random() < 0.25
    ]
    return pl.DataFrame(rows, schema=dict(SCHEMAS["pairs"]))


def _client(rng: Random, id: str, workers: int) -> Row:
    today = rng.choice([-1, *range(workers), *range(workers), *range(workers)])
    return client(
        id,
        office=rng.choice(["n", "n", "n", "s"]),
        language=rng.choice(LANGUAGES),
        programs=_some(rng, PROGRAMS),
        worker=None if today < 0 else f"w{today}",
        groups=_some(rng, ["old", "new"]),
        expected_minutes=rng.choice([None, None, 0, 3, 5]),
    )


def _worker(rng: Random, id: str, periods: int) -> Row:
    return worker(
        id,
        office=rng.choice(["n", "n", "n", "s"]),
        unit=rng.choice(["", "U"]),
        languages=rng.choice([["en"], ["en"], ["en", "es"], ["es"], []]),
        programs=rng.choice([["A", "B"], ["A", "B"], ["A", "B"], ["A"], ["B"]]),
        minutes=[rng.choice([0, 2, 3, 4, 5]) for _ in range(periods)],
    )


def _task(rng: Random, id: str, clients: int, periods: int) -> Row:
    release = rng.choice([0, 0, rng.randrange(periods)])
    return task(
        id,
        f"c{rng.randrange(clients)}",
        program=rng.choice(PROGRAMS),
        kind=rng.choice(KINDS),
        minutes=rng.choice([1, 2, 3, 3, 4, 5, 0]),
        release=release,
        due=rng.choice([release, release, rng.randint(release, periods + 1)]),
        contact=rng.random() < 0.75,
    )


def draw_policy(rng: Random, instance: Instance, formulation: str, off: float) -> Policy:
    """Draw a policy of a formulation, with every field of every rule drawn.

    Parameters
    ----------
    rng : random.Random
        Where the draws come from.
    instance : Instance
        The agency whose clients may be frozen.
    formulation : str
        One of ``FORMULATIONS``; K by client group may turn it into a neighbour.
    off : float
        How often a rule is switched off.

    Returns
    -------
    Policy
        The policy.
    """
    fields: dict[str, Fields] = {
        "skills": {
            "bundle_integrity": rng.random() < 0.7,
            "specialist_speedup": rng.choice([0.0, 0.0, 0.25, 0.5]),
            "owner_price": rng.choice([0.0, 1.0, 2.5]),
        },
        "language": {
            "match": rng.choice(["required", "required", "interpreter", "interpreter", "ignored"]),
            "interpreter_factor": rng.choice([1.0, 1.2, 1.5, 2.0]),
            "interpreter_price": rng.choice([0.0, 0.25, 0.5, 1.0]),
            "owner_price": rng.choice([0.0, 1.0, 2.5]),
        },
        "pool": _pool(rng, _occurring(instance, "office")),
        "pairs": {},
        "continuity": _continuity(rng, instance, formulation),
        "deadlines": {
            "late": "forbidden" if rng.random() < 0.25 else "priced",
            "late_price": rng.choice([0.5, 1.0, 1.5, 4.0]),
        },
        "caseload": _caseload(rng, _occurring(instance, "programs")),
        "utilisation": _utilisation(rng, instance),
        "overtime": {
            "limit": rng.choice([0, 0, 1, 2]),
            "price": rng.choice([0.25, 0.5, 0.5]),
        },
        "service": _service(rng),
        "moves": _moves(rng, instance),
        "handoffs": {"minutes": rng.choice([0, 1, 1, 2])},
        "robust": _robust(Random(repr([*instance.workers.rows(), *instance.tasks.rows()]))),
    }
    for rule in RULES:
        fields[rule]["enabled"] = rng.random() >= off
    return Policy.model_validate(fields)


def _continuity(rng: Random, instance: Instance, formulation: str) -> Fields:
    by_group: Fields = {}
    if formulation != "task-based" and rng.random() < 0.3:
        groups = _some(rng, ["old", "new"])
        by_group = {group: rng.choice([1, 2, 3, "unlimited"]) for group in groups}
    k = {"client-based": 1, "team-2": 2, "hybrid": rng.choice([1, 1, 2])}
    exempt = rng.choice([["call"], ["call"], ["call", "intake"]])
    return {
        "k": k.get(formulation, "unlimited"),
        "exempt_kinds": exempt if formulation == "hybrid" else [],
        "k_by_group": by_group,
        # It has no part in what a plan costs, so that it leaves all other draws alone.
        "piece": Random(repr(sorted(by_group)) + formulation + str(len(exempt))).choice([0, 2, 3]),
        # The agency decides, so that drawing it leaves all other draws alone.
        "household": Random(repr(instance.clients.rows())).random() < 0.8,
    }


def _pool(rng: Random, offices: set[str]) -> Fields:
    regions = rng.choice([{}, {"all": sorted(offices)}, {"south": sorted(offices & {"s"})}])
    return {"scope": rng.choice(["office", "office", "region", "county"]), "regions": regions}


def _caseload(rng: Random, programs: set[str]) -> Fields:
    weights = rng.choice([{}, {}, {"A": 0.5}, {"A": 1.5, "B": 0.25}])
    caps = rng.choice([{}, {}, {"A": 0}, {"A": 1}, {"A": 1, "B": 1}])
    standing = rng.choice([{}, {"A": 2}, {"A": 3, "B": 1}, {"A": 2, "B": 4}])
    one = {"above": 0.75, "price": 0.5}
    more = [{"above": 0.5, "price": 0.25}, {"above": 1.0, "price": 1.25}]
    return {
        "cap": rng.choice([None, 0.5, 1.0, 1.0, 2.0]),
        "weights": {name: weight for name, weight in weights.items() if name in programs},
        "caps": {name: cap for name, cap in caps.items() if name in programs},
        "standing": {name: each for name, each in standing.items() if name in programs},
        "breakpoints": rng.choice([[], [one], more]),
    }


def _utilisation(rng: Random, instance: Instance) -> Fields:
    one = {"above": 0.45, "price": 0.75}
    more = [{"above": 0.25, "price": 0.5}, {"above": 0.7, "price": 1.75}]
    groups = [
        f"{word}:{name}"
        for word, column in (
            ("language", "languages"),
            ("program", "programs"),
            ("office", "office"),
            ("unit", "unit"),
        )
        for name in sorted(_occurring(instance, column) & {"en", "A", "n", "U"})
    ]
    gap = {"group": rng.choice(groups or [""]), "limit": rng.choice([0.0, 0.2, 0.5])}
    return {
        "ceiling": rng.choice([None, 0.5, 0.8, 1.1]),
        "breakpoints": rng.choice([[], [one], more]),
        "gaps": rng.choice([[], [], [gap] if groups else []]),
    }


def _service(rng: Random) -> Fields:
    levels = [{}, {}, {}, {}, {}, {"intake": 0.5}, {"call": 1.0}, {"intake": 0.67, "call": 0.3}]
    return {
        "undone": "forbidden" if rng.random() < 0.06 else "priced",
        "undone_price": rng.choice([0.5, 1.0, 2.0, 4.0]),
        "unowned": rng.choice([0.0, 4.0, 6.0, 12.0]),
        "levels": rng.choice(levels),
    }


def _moves(rng: Random, instance: Instance) -> Fields:
    clients, tasks = instance.clients["id"].to_list(), instance.tasks["id"].to_list()
    workers = instance.workers["id"].to_list()
    # What is fixed leaves few plans, so most policies fix nothing.
    some = Random(repr([*instance.clients.rows(), *instance.tasks.rows()]))
    share = 0.25 if workers and some.random() < 0.16 else 0.0
    return {
        "change_price": rng.choice([0.0, 1.0, 2.0, 2.5]),
        "transfer_minutes": rng.choice([0, 1, 1, 2]),
        "months_served": rng.choice([1, 1, 3]),
        "limit": rng.choice([None, None, None, 0, 1]),
        "limit_share": rng.choice([None, None, 0.5]),
        "frozen": [id for id in clients if rng.random() < 0.15],
        "fixed_owners": {id: some.choice(workers) for id in clients if some.random() < share},
        "fixed_tasks": {id: some.choice(workers) for id in tasks if some.random() < share},
    }


def _robust(rng: Random) -> Fields:
    """Draw what a plan withstands; the agency decides, so that it leaves all other draws alone."""
    return {
        "absence": rng.choice([0.0, 0.0, 0.2, 0.34]),
        "deviation": rng.choice([0.0, 0.2, 0.5, 1.0]),
        "clients": rng.choice([0, 1, 1, 2]),
        "threshold": rng.choice([0, 1, 1, 2]),
    }


def _occurring(instance: Instance, column: str) -> set[str]:
    """Return the names in a column of clients or workers."""
    found: set[str] = set()
    for table in (instance.clients, instance.workers):
        for cell in table[column].to_list() if column in table.columns else []:
            found |= {cell} if isinstance(cell, str) else set(cell)
    return found


def _some(rng: Random, values: list[T]) -> list[T]:
    return [value for value in values if rng.random() < 0.5]
