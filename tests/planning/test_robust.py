"""What `policy.robust` promises, asked of plans by drawing what goes wrong."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import chain, combinations
from random import Random

from answers import REFERENCE, ask
from draws import draws, share
from plain_audit import Plain, plain
from samehands.formulations import lift
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from schedules import Chunk, simulated
from tiny_agencies import FORMULATIONS, draw_case


def _draw(seed: int) -> tuple[Instance, Policy]:
    """Draw an agency and a policy under which one or two clients of each worker may be wrong."""
    rng = Random(f"robust {seed}")
    instance, policy = draw_case(rng, FORMULATIONS[seed % len(FORMULATIONS)], 0.05)
    fields = {
        "absence": 0.0,
        "deviation": rng.choice([0.3, 0.5, 1.0]),
        "clients": rng.choice([1, 2]),
    }
    robust = policy.robust.model_copy(update={"enabled": True, **fields})
    overtime = policy.overtime.model_copy(update={"enabled": True})
    return instance, policy.model_copy(update={"robust": robust, "overtime": overtime})


def _breaks(instance: Instance, policy: Policy, plan: Plan) -> bool:
    """Whether some workers cannot end in time, day by day, if some of their clients take longer."""
    p = plain(instance, replace(plan, policy=policy))
    forbidden = policy.deadlines.enabled and policy.deadlines.late == "forbidden"
    for id, worker in p.workers.items():
        room = [
            planned + (policy.overtime.limit if regular else 0)
            for planned, regular in zip(p.planned(id), worker.minutes, strict=True)
        ]
        mine = sorted({p.tasks[task].client for task, doer in p.doer.items() if doer == id})
        most = policy.robust.clients
        wrong = chain.from_iterable(combinations(mine, n) for n in range(most + 1))
        for some in wrong:
            late, left = simulated(_chunks(p, id, some), room)
            if left or (forbidden and late):
                return True
    return False


def _chunks(p: Plain, id: str, wrong: tuple[str, ...]) -> list[Chunk]:
    """Return the work of a worker, longer for some clients."""
    worker = p.workers[id]
    tasks = [task for task in p.tasks.values() if p.doer[task.id] == id]
    switching = [row for row in p.work if row.worker == id and row.task is None]
    return [
        *(
            Chunk(
                task.release,
                p.due(task),
                p.minutes(task, worker) + p.longer(task, worker) * (task.client in wrong),
            )
            for task in tasks
        ),
        *(Chunk(*p.span(row), row.minutes) for row in switching),
    ]


def test_whichever_clients_take_longer_everything_ends_in_time() -> None:
    seen: Counter[str] = Counter()
    for seed in draws(200):
        instance, policy = _draw(seed)
        for name, asked in (("with", policy), ("without", policy.without("robust"))):
            lowered, said = ask(instance, asked, REFERENCE)
            if said.x is None:
                seen[f"{name}: no plan"] += 1
                continue
            broken = _breaks(instance, policy, lift(lowered, said.x))
            seen[f"{name}: {'broken' if broken else 'kept'}"] += 1
    sys.stdout.write(f"{dict(seen)}\n")
    assert seen["with: broken"] == 0
    assert seen["with: kept"] >= share(100)
    assert seen["without: broken"] >= share(10)
