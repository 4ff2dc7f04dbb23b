"""What must hold between optima, whatever the agency and the prices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import assume, given, settings

from answers import optimum
from draws import draws, examples, share
from samehands.model.calendar import Calendar
from samehands.model.instance import Instance
from samehands.model.policy import Policy, milli
from samehands.model.policy_order import relaxes
from samehands.model.rules import RULES
from samehands.planning.interval import dominates
from strategies import cases, sources
from tiny_agencies import FORMULATIONS, Case, draw_case, draw_instance, draw_policy

NOTHING = float("inf")
"""What an optimum costs where there is no plan."""


def _cost(instance: Instance, policy: Policy) -> float:
    found = optimum(instance, policy)
    return NOTHING if found is None else found


def _with(policy: Policy, rule: str, **fields: object) -> Policy:
    section = getattr(policy, rule).model_copy(update=fields)
    return policy.model_copy(update={rule: section})


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(cases("client-based"))
def test_each_standard_costs_no_more_than_a_stricter_one(case: Case) -> None:
    instance, policy = case
    names = ("task-based", "team-3", "team-2", "client-based")
    pooled, *_, owned = costs = [_cost(instance, policy.as_formulation(name)) for name in names]
    hybrid = _with(policy, "continuity", exempt_kinds=("call",)).as_formulation("hybrid")
    assert all(relaxed <= strict for relaxed, strict in pairwise(costs))
    assert pooled <= _cost(instance, hybrid) <= owned


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(cases("client-based"))
def test_a_team_of_one_and_nothing_exempt_are_client_based(case: Case) -> None:
    instance, policy = case
    owned = policy.as_formulation("client-based")
    assert policy.as_formulation("team-1").formulation == "client-based"
    team = _with(policy.as_formulation("team-2"), "continuity", k=1)
    hybrid = _with(policy.as_formulation("hybrid"), "continuity", k=1, exempt_kinds=("none",))
    assert hybrid.formulation == "hybrid"
    assert _cost(instance, owned) == _cost(instance, team) == _cost(instance, hybrid)


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(cases("task-based"))
def test_a_team_of_all_and_everything_exempt_are_task_based(case: Case) -> None:
    instance, policy = case
    whole = policy.skills.bundle_integrity
    pooled = _with(policy.as_formulation("task-based"), "skills", bundle_integrity=whole)
    team = _with(policy.as_formulation("team-2"), "continuity", k="unlimited")
    # With a limit for the owner alone, which no owner can break, every task is exempt.
    exempt = ("intake", "call")
    hybrid = _with(policy.as_formulation("hybrid"), "continuity", k=1, exempt_kinds=exempt)
    assert hybrid.formulation == "hybrid"
    assert _cost(instance, pooled) == _cost(instance, team) == _cost(instance, hybrid)
    many = policy.as_formulation("team-9")
    assert _cost(instance, _plain_minutes(many)) == _cost(instance, _plain_minutes(pooled))


def _plain_minutes(policy: Policy) -> Policy:
    """Return the policy without the speed-up, which only pooled tasks have."""
    return _with(policy, "skills", specialist_speedup=0.0)


@pytest.mark.slow
@settings(max_examples=examples(15))
@given(cases(off=0.0))
def test_switching_a_rule_off_never_costs_more(case: Case) -> None:
    instance, policy = case[0], _plain_minutes(case[1])
    for rule in RULES:
        # Fair shares are those of the pool, which another pool makes others.
        even = _with(policy, "caseload", breakpoints=()) if rule == "pool" else policy
        assert _cost(instance, even.without(rule)) <= _cost(instance, even)


_EASIER: Sequence[Callable[[Policy], Policy]] = (
    lambda p: _with(p, "skills", bundle_integrity=False),
    lambda p: _with(p, "language", match="ignored"),
    lambda p: _with(p, "language", owner_price=0.0),
    lambda p: _with(p, "language", interpreter_price=0.0),
    lambda p: _with(p, "skills", owner_price=0.0),
    lambda p: _with(p, "caseload", breakpoints=()),
    lambda p: _with(_with(p, "caseload", breakpoints=()), "pool", scope="county"),
    lambda p: _with(p, "continuity", k=3, k_by_group={}),
    lambda p: _with(p, "continuity", household=False),
    lambda p: _with(p, "deadlines", late="priced"),
    lambda p: _with(p, "caseload", cap=None),
    lambda p: _with(p, "caseload", caps={}),
    lambda p: _with(p, "utilisation", ceiling=None),
    lambda p: _with(p, "utilisation", gaps=()),
    lambda p: _with(p, "overtime", limit=p.overtime.limit + 1),
    lambda p: _with(p, "service", undone="priced"),
    lambda p: _with(p, "service", levels={}),
    lambda p: _with(p, "moves", limit=None),
    lambda p: _with(p, "moves", limit_share=None, frozen=()),
    lambda p: _with(p, "moves", transfer_minutes=0),
    lambda p: _with(p, "handoffs", minutes=0),
    lambda p: _with(p, "robust", absence=p.robust.absence / 2),
    lambda p: _with(p, "robust", deviation=p.robust.deviation / 2),
    lambda p: _with(p, "robust", clients=p.robust.clients // 2),
)


@pytest.mark.slow
@settings(max_examples=10)
@given(cases("client-based", off=0.0))
def test_relaxing_one_field_never_costs_more(case: Case) -> None:
    instance, policy = case
    policy = _plain_minutes(_with(policy, "continuity", k_by_group={}))
    cost = _cost(instance, policy)
    for easier in _EASIER:
        assert _cost(instance, easier(policy)) <= cost


@settings(max_examples=examples(25))
@given(sources())
def test_another_worker_never_costs_more(rng: Random) -> None:
    instance, policy = draw_case(rng)
    # A newcomer's regular minutes change what a gap between groups of workers compares.
    policy = _with(policy, "utilisation", gaps=())
    # They make everybody else's fair share of standing minutes smaller.
    policy = _with(policy, "caseload", breakpoints=())
    newcomer = draw_instance(rng).workers.head(1)
    assume(newcomer["minutes"].list.len().item() == instance.calendar.periods)
    workers = pl.concat([instance.workers, newcomer.with_columns(id=pl.lit("new"))])
    more = replace(instance, workers=workers)
    assert _cost(more, policy) <= _cost(instance, policy)


@settings(max_examples=examples(25))
@given(sources())
def test_a_greater_share_of_a_caseload_never_costs_more_under_caps(rng: Random) -> None:
    instance, policy = draw_case(rng)
    # While breakpoints have a price it makes everybody else's fair share smaller.
    policy = _with(policy, "caseload", enabled=True, breakpoints=(), cap=rng.choice([1.0, 2.0]))
    policy = _with(policy, "utilisation", gaps=())
    share = pl.col("caseload_share").fill_null(1.0)
    instance = replace(instance, workers=instance.workers.with_columns(share))
    for more in (share + 0.25, pl.max_horizontal(share, 1.0)):
        workers = instance.workers.with_columns(caseload_share=pl.min_horizontal(more, 2.0))
        looser = replace(instance, workers=workers)
        assert _cost(looser, policy) <= _cost(instance, policy)
        assert dominates((looser, policy), (instance, policy))
        assert not dominates((instance, policy), (looser, policy)) or looser == instance


@settings(max_examples=examples(25))
@given(sources())
def test_names_and_the_order_of_rows_mean_nothing(rng: Random) -> None:
    instance, policy = draw_case(rng)
    ids = {
        old: f"{letter}{number}"
        for letter, table in (
            ("k", instance.clients),
            ("a", instance.workers),
            ("z", instance.tasks),
        )
        for number, old in enumerate(_shuffled(rng, table["id"].to_list()))
    }
    renamed = Instance(
        _rows(rng, instance.clients, ids, "id", "worker"),
        _rows(rng, instance.workers, ids, "id"),
        _rows(rng, instance.tasks, ids, "id", "client"),
        instance.calendar,
        pairs=_rows(rng, instance.pairs, ids, "client", "worker"),
        former=_rows(rng, instance.former, ids),
    )
    moves = policy.moves
    renamed_policy = _with(
        policy,
        "moves",
        frozen=tuple(ids[id] for id in moves.frozen),
        fixed_owners={ids[client]: ids[worker] for client, worker in moves.fixed_owners.items()},
        fixed_tasks={ids[task]: ids[worker] for task, worker in moves.fixed_tasks.items()},
    )
    assert _cost(renamed, renamed_policy) == _cost(instance, policy)


def _shuffled(rng: Random, values: list[str]) -> list[str]:
    return rng.sample(values, len(values))


def _rows(rng: Random, table: pl.DataFrame, ids: dict[str, str], *columns: str) -> pl.DataFrame:
    """Return the rows of a table in another order, with other ids."""
    order = rng.sample(range(table.height), table.height)
    return table[order].with_columns(pl.col(name).replace(ids) for name in columns)


@settings(max_examples=examples(15))
@given(cases())
def test_prices_in_another_coin_mean_nothing(case: Case) -> None:
    instance, policy = case
    moves = _with(policy, "moves", months_served=1)
    doubled = _with(moves, "moves", change_price=2 * moves.moves.change_price)
    for rule, field in (
        ("deadlines", "late_price"),
        ("overtime", "price"),
        ("service", "undone_price"),
        ("service", "unowned"),
        ("language", "owner_price"),
        ("language", "interpreter_price"),
        ("skills", "owner_price"),
    ):
        doubled = _with(doubled, rule, **{field: 2 * getattr(getattr(moves, rule), field)})
    for rule in ("utilisation", "caseload"):
        points = tuple(
            point.model_copy(update={"price": 2 * point.price})
            for point in getattr(moves, rule).breakpoints
        )
        doubled = _with(doubled, rule, breakpoints=points)
    minutes = pl.col("price").replace("never", None).cast(pl.Int64) * 2
    pairs = instance.pairs.with_columns(price=minutes.cast(pl.String).fill_null("never"))
    assert _cost(replace(instance, pairs=pairs), doubled) == 2 * _cost(instance, moves)


@settings(max_examples=examples(15))
@given(cases())
def test_a_period_without_minutes_in_front_changes_nothing(case: Case) -> None:
    instance, policy = case
    # What is overdue on arrival would be overdue by a period more.
    due = pl.max_horizontal("release", "due")
    instance = replace(instance, tasks=instance.tasks.with_columns(due=due))
    minutes = pl.concat_list(pl.lit([0], dtype=pl.List(pl.Int64)), "minutes")
    later = replace(
        instance,
        workers=instance.workers.with_columns(minutes=minutes),
        tasks=instance.tasks.with_columns(pl.col("release") + 1, pl.col("due") + 1),
        calendar=Calendar(periods=instance.calendar.periods + 1),
    )
    assert _cost(later, policy) == _cost(instance, policy)


@settings(max_examples=examples(15))
@given(cases())
def test_a_client_nobody_may_serve_costs_what_leaving_it_costs(case: Case) -> None:
    instance, policy = case
    # Far away and without tasks: only the price of having no owner is left.
    policy = _with(policy, "pool", enabled=True, scope="office")
    policy = _with(policy, "service", enabled=True, undone="priced", levels={})
    policy = _with(policy, "moves", limit_share=None)
    # Where nothing else says what clients need, one more without tasks makes the mean smaller.
    policy = _with(policy, "caseload", breakpoints=())
    alone = instance.clients.head(1).with_columns(household=pl.lit(None, dtype=pl.String()))
    far = alone.with_columns(id=pl.lit("far"), office=pl.lit("elsewhere"))
    more = replace(instance, clients=pl.concat([instance.clients, far]))
    assert _cost(more, policy) == _cost(instance, policy) + milli(policy.service.unowned)


@pytest.mark.slow
def test_whenever_one_policy_is_said_to_relax_another_it_costs_no_more() -> None:
    pairs = 0
    for seed in draws(200):
        rng = Random(seed)
        instance = draw_instance(rng)
        strict, other = (
            draw_policy(rng, instance, rng.choice(FORMULATIONS), off=0.1) for _ in range(2)
        )
        integrity = rng.random() < 0.5 and strict.skills.bundle_integrity
        relaxed = _with(
            strict.model_copy(update={"continuity": other.continuity}),
            "skills",
            bundle_integrity=integrity,
        )
        if relaxes(relaxed, strict):
            pairs += 1
            assert _cost(instance, relaxed) <= _cost(instance, strict)
    assert pairs >= share(20)
