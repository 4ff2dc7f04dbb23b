"""A small agency with a desk, and streams of clients who come to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import numpy as np

import samehands as sh
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning.result import require_plan
from tables import Row, client, instance_of, task, worker

LANGUAGES = ("English", "Spanish")
PROGRAMS = ("CalFresh", "Medi-Cal")
PERIODS = 5


@cache
def small_agency() -> tuple[Instance, Policy, Plan]:
    """Return six workers with twelve clients, and the clerk's plan; callers share it."""
    workers = [
        worker(
            f"w{number}",
            office="Main",
            languages=LANGUAGES[: 1 + number % 2],
            programs=PROGRAMS[: 1 + (number > 1)],
            minutes=[300] * PERIODS,
        )
        for number in range(6)
    ]
    clients = [
        client(f"c{number}", office="Main", language="English", worker=f"w{number % 6}")
        for number in range(12)
    ]
    tasks = [task(f"t{number}", f"c{number}", minutes=60, due=3) for number in range(12)]
    instance = instance_of(clients, workers, tasks, PERIODS)
    policy = Policy()
    result = sh.solve(instance, policy, engine="least-loaded", time_limit=None)
    return instance, policy, require_plan(result)


def arrivals(seed: int, prefix: str = "n") -> Iterator[tuple[Row, list[Row]]]:
    """Yield clients and their tasks without an end, as plain data."""
    rng, number = Random(seed), 0
    while True:
        number += 1
        id = f"{prefix}{seed}-{number}"
        who: Row = {
            "id": id,
            "office": "Main",
            "language": rng.choice(LANGUAGES),
            "programs": rng.choice([["CalFresh"], ["Medi-Cal"], [*PROGRAMS]]),
        }
        work: list[Row] = []
        for each in range(rng.choice([0, 1, 1, 2])):
            release = rng.randrange(PERIODS)
            work.append(
                {
                    "id": f"{id}-{each}",
                    "program": rng.choice(PROGRAMS),
                    "kind": "intake",
                    "minutes": rng.choice([0, 1, 5, 20]),
                    "release": release,
                    "due": rng.randint(release, PERIODS),
                    "contact": rng.random() < 0.5,
                }
            )
        yield who, work


def state_of(desk: sh.IntakeDesk) -> tuple[object, ...]:
    """Return all that a desk's answers rest on, for a comparison."""
    roster = desk._roster  # pyright: ignore[reportPrivateUsage]
    loads = roster.loads
    arrays: list[object] = [*loads.agents, loads.caps.used, loads.gaps.done, loads.capacity]
    return (
        desk.changes,
        sorted(roster.clients),
        sorted(roster.tasks),
        {id: each.holding.worker for id, each in roster.placed.items()},
        dict(loads.fair.needed),
        [np.asarray(each).tolist() for each in arrays],
    )
