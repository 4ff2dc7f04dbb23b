"""Agencies in which everything can be done on time, each broken in one of eight ways.

What was broken is known, so an explanation can be held against it. A draw counts only if an engine
finds a plan before it was broken, none after, and one again without the rules that were hit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import cast

import polars as pl

from answers import optimum
from samehands.changes import Absent, Freeze, apply
from samehands.explanation.oracle import forbid_undone_and_late
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.model.rules import RuleId
from tables import Row, client, instance_of, task, worker

PERIODS = 4
_TRIES = 200
_OFFICES = ("north", "south")
_BOTH = ["A", "B"]


@dataclass(frozen=True)
class Planted:
    """A question without an answer, and the rules without any one of which there is one.

    Parameters
    ----------
    instance : Instance
        The broken agency.
    policy : Policy
        The policy; undone and late work are still priced in it.
    rules : tuple of rule ids
        Every conflict holds these.
    """

    instance: Instance
    policy: Policy
    rules: tuple[RuleId, ...]


Broken = tuple[Instance, Policy] | None


def planted(way: str, rng: Random) -> Planted:
    """Draw an agency broken in one way, which is a key of ``WAYS``."""
    rules, breaks = WAYS[way]
    for _ in range(_TRIES):
        instance = _agency(rng)
        policy = Policy.model_validate(
            {"language": {"match": "required"}, "utilisation": {"breakpoints": []}}
        )
        broken = breaks(rng, instance, policy)
        if broken is None or not _has_plan(instance, policy) or _has_plan(*broken):
            continue
        if all(_has_plan(broken[0], broken[1].without(rule)) for rule in rules):
            return Planted(*broken, rules)
    raise AssertionError(f"no agency could be broken by {way}")


def _has_plan(instance: Instance, policy: Policy) -> bool:
    return optimum(instance, forbid_undone_and_late(policy)) is not None


def _agency(rng: Random) -> Instance:
    workers = [
        worker(
            f"w{number}",
            office=_OFFICES[number // 3],
            languages=["English", "Spanish"] if number % 3 == 0 else ["English"],
            programs=["A"] if number % 3 == 2 else _BOTH,
            minutes=[rng.randint(20, 40) for _ in range(PERIODS)],
        )
        for number in range(6)
    ]
    clients = [_client(rng, number, workers) for number in range(rng.randint(7, 9))]
    tasks = [_task(rng, number, clients) for number in range(rng.randint(8, 12))]
    return instance_of(clients, workers, tasks, PERIODS)


def _client(rng: Random, number: int, workers: list[Row]) -> Row:
    office = number % 2
    spanish = number in (0, 1)
    owner = 3 * office if spanish else 3 * office + rng.randint(0, 1)
    return client(
        f"c{number}",
        office=_OFFICES[office],
        language="Spanish" if spanish else "English",
        programs=_BOTH if number in (2, 3) else [rng.choice(_BOTH)],
        worker=workers[owner]["id"],
    )


def _task(rng: Random, number: int, clients: list[Row]) -> Row:
    of = clients[number % len(clients)]
    programs = cast("list[str]", of["programs"])
    release = rng.randrange(PERIODS - 1)
    return task(
        f"t{number}",
        str(of["id"]),
        program=rng.choice(programs),
        kind="call" if number % 4 == 0 else "intake",
        minutes=rng.randint(3, 12),
        release=release,
        due=release if number % 4 == 0 else PERIODS - 1,
    )


def _with(policy: Policy, rule: RuleId, **fields: object) -> Policy:
    section = policy.section(rule).model_copy(update=fields)
    return policy.model_copy(update={rule: section})


def _there(office: str) -> pl.Expr:
    return pl.col("office") == office


def _language(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """Nobody in an office speaks Spanish any more."""
    english = pl.when(_there(rng.choice(_OFFICES))).then(pl.lit(["English"])).otherwise("languages")
    return replace(instance, workers=instance.workers.with_columns(languages=english)), policy


def _program(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """Nobody in an office works in the program B any more."""
    first = pl.when(_there(rng.choice(_OFFICES))).then(pl.lit(["A"])).otherwise("programs")
    return replace(instance, workers=instance.workers.with_columns(programs=first)), policy


def _cap(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """The cap leaves fewer places in an office than it has clients."""
    there = instance.clients.filter(_there(rng.choice(_OFFICES))).height
    places = (there - 1) // 3
    return (instance, _with(policy, "caseload", cap=float(places))) if places else None


def _absent_day(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """Everybody of an office is away on the day of a call."""
    office = rng.choice(_OFFICES)
    calls = instance.tasks.filter(pl.col("kind") == "call").join(
        instance.clients.filter(_there(office)), left_on="client", right_on="id", how="semi"
    )
    if not calls.height:
        return None
    day = int(rng.choice(calls["due"].to_list()))
    minutes = [
        [0 if place == office and period == day else each for period, each in enumerate(some)]
        for place, some in instance.workers.select("office", "minutes").iter_rows()
    ]
    return replace(
        instance, workers=instance.workers.with_columns(minutes=pl.Series(minutes))
    ), policy


def _boundary(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """All workers of an office are counted to the other one."""
    one, other = rng.sample(_OFFICES, 2)
    moved = pl.when(_there(one)).then(pl.lit(other)).otherwise("office")
    return replace(instance, workers=instance.workers.with_columns(office=moved)), policy


def _away(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """A worker is away all the time, and the clients of that worker are frozen."""
    one = rng.choice(["w0", "w1", "w3", "w4"])
    clients = tuple(instance.clients.filter(pl.col("worker") == one)["id"].to_list())
    if not clients:
        return None
    away = Absent(absent=one, first=0, last=PERIODS - 1)
    return apply([away, Freeze(freeze=clients)], instance, policy)


def _one_owner(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """Who may own a client of two programs has time for one of them only."""
    id = rng.choice(["c2", "c3"])
    rows = [
        task(f"x{number}", id, program=program, minutes=rng.randint(60, 75), due=PERIODS - 1)
        for number, program in enumerate(_BOTH)
    ]
    extra = instance_of([], [], rows, PERIODS).tasks
    minutes = [
        [18] * PERIODS if programs == _BOTH else [60] * PERIODS
        for programs in instance.workers["programs"].to_list()
    ]
    workers = instance.workers.with_columns(minutes=pl.Series(minutes))
    tasks = pl.concat([instance.tasks.filter(pl.col("client") != id), extra])
    tight = _with(policy, "overtime", limit=5)
    return replace(instance, workers=workers, tasks=tasks), tight


def _ceiling(rng: Random, instance: Instance, policy: Policy) -> Broken:
    """Nobody may be busy enough to do the work, and there is no overtime."""
    share = rng.choice([0.05, 0.08, 0.1])
    plain = _with(policy, "overtime", limit=0)
    return instance, _with(plain, "utilisation", ceiling=share)


Breaks = Callable[[Random, Instance, Policy], Broken]

WAYS: Mapping[str, tuple[tuple[RuleId, ...], Breaks]] = {
    "a language missing in an office": (("language",), _language),
    "a program skill": (("skills",), _program),
    "a caseload cap": (("caseload",), _cap),
    "same-day work on an absent day": (("deadlines",), _absent_day),
    "a pool boundary": (("pool",), _boundary),
    "a freeze with the owner away": (("moves",), _away),
    "K with bundle integrity": (("skills", "continuity"), _one_owner),
    "a ceiling without overtime": (("utilisation",), _ceiling),
}
"""The eight ways, each with the rules that it hits."""
