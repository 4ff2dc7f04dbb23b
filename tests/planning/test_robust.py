"""What `policy.robust` promises, asked of plans by drawing what goes wrong."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from itertools import chain, combinations
from random import Random

from answers import REFERENCE, ask
from draws import draws, share
from make_robust import Roster, draw_months, read_roster
from plain_audit import Plain, plain
from samehands.formulations import lift
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.planning import solve
from samehands.planning.result import require_plan
from schedules import Chunk, simulated
from tables import client, instance_of, task, worker
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
    for id, who in p.workers.items():
        room = [
            planned + (policy.overtime.limit if regular else 0)
            for planned, regular in zip(p.planned(id), who.minutes, strict=True)
        ]
        mine = sorted({p.tasks[name].client for name, doer in p.doer.items() if doer == id})
        most = policy.robust.clients
        wrong = chain.from_iterable(combinations(mine, n) for n in range(most + 1))
        for some in wrong:
            late, left = simulated(_chunks(p, id, some), room)
            if left or (forbidden and late):
                return True
    return False


def _chunks(p: Plain, id: str, wrong: tuple[str, ...]) -> list[Chunk]:
    """Return the work of a worker, longer for some clients."""
    who = p.workers[id]
    mine = [each for each in p.tasks.values() if p.doer[each.id] == id]
    switching = [row for row in p.work if row.worker == id and row.task is None]
    return [
        *(
            Chunk(
                each.release,
                p.due(each),
                p.minutes(each, who) + p.longer(each, who) * (each.client in wrong),
            )
            for each in mine
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


def _two_clients(**robust: float) -> Roster:
    """Return what two workers of 100 minutes have to do in a day: 50 and 45 for two clients."""
    instance = instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1")],
        [worker("w1", minutes=[100]), worker("w2", minutes=[100])],
        [task("t1", "c1", minutes=50), task("t2", "c2", minutes=45)],
        periods=1,
    )
    fields = {"overtime": {"limit": 0}, "deadlines": {"late": "forbidden"}, "robust": robust}
    policy = Policy.model_validate(fields).without("caseload").without("utilisation")
    return read_roster(instance, require_plan(solve(instance, policy, threads=1)))


def test_months_that_go_wrong_miss_deadlines_without_protection_and_none_with_it() -> None:
    wrong = (0.0, 0.2, 2)
    off = draw_months(_two_clients(), wrong, 200)
    # 50 a + 45 b > 5 with a and b from 0 to 0.2: all but a triangle of 0.1 x 0.111 / 2 of 0.04.
    assert 0.8 < off.with_a_miss < 0.92
    assert off.missed == off.with_a_miss
    assert draw_months(_two_clients(), (0.0, 0.0, 0), 20).missed == 0
    safe = _two_clients(deviation=0.2, clients=2)
    assert safe.undone == 0
    assert draw_months(safe, wrong, 200).missed == 0


def test_who_is_away_works_on_nothing() -> None:
    gone = draw_months(_two_clients(), (1.0, 0.0, 0), 3)
    assert (gone.with_a_miss, gone.missed) == (1.0, 2.0)
