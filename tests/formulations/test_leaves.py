"""Leaves count as the same minutes taken from the workers' own would."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import polars as pl
from hypothesis import given, settings

from answers import EXACT, ask, audited
from draws import examples
from samehands.changes import apply
from samehands.metrics import measure
from samehands.model import SCHEMAS, Instance
from samehands.planning import solve
from samehands.planning.result import require_plan
from samehands.scenarios.staffing import scaled
from strategies import sources
from tiny_agencies import draw_case


def with_leaves(rng: Random, instance: Instance) -> Instance:
    """Return an instance some of whose workers are away at times."""
    rows: list[tuple[str, int | None, int | None, None, float]] = []
    for _ in range(rng.choice([1, 1, 2, 3])):
        first = rng.choice([None, *range(instance.calendar.periods)])
        last = rng.choice([None, rng.randint(first or 0, instance.calendar.last)])
        who = rng.choice(instance.workers["id"].to_list())
        rows.append((who, first, last, None, rng.choice([0.0, 0.25, 0.5, 0.9, 1.0])))
    return replace(
        instance, leaves=pl.DataFrame(rows, schema=dict(SCHEMAS["leaves"]), orient="row")
    )


@settings(max_examples=examples(15))
@given(sources())
def test_the_best_plan_costs_what_it_does_with_the_minutes_left(rng: Random) -> None:
    bare, policy = draw_case(rng)
    instance = with_leaves(rng, bare)
    lowered, said = ask(instance, policy, EXACT[0])
    assert audited(lowered, said) == said.objective
    assert ask(instance.without_leaves(), policy, EXACT[0])[1].objective == said.objective


def test_a_plan_is_certified_and_measured_with_the_minutes_left() -> None:
    rng = Random(9)
    bare, policy = draw_case(rng, "team-2", off=0)
    instance = with_leaves(rng, bare)
    assert (instance.capacity != bare.capacity).any()
    found = solve(instance, policy, time_limit=20)
    folded = solve(instance.without_leaves(), policy, time_limit=20)
    assert found.objective == folded.objective
    assert found.bound_kind == "certified"
    again = measure(instance.without_leaves(), require_plan(found))
    assert found.metrics is not None
    assert found.metrics.to_dict() == again.to_dict()


def test_changes_of_staff_count_from_the_minutes_left_and_others_leave_leaves_alone() -> None:
    rng = Random(4)
    bare, policy = draw_case(rng)
    instance = with_leaves(rng, bare)
    who = str(instance.leaves["worker"][0])
    away = apply([{"absent": who, "first": 0, "last": 0}], instance, policy)[0]
    assert away.capacity[:, 1:].tolist() == instance.capacity[:, 1:].tolist()
    assert away.worker(who).minutes[0] == 0
    dearer = apply([{"set": "moves.change_price", "to": 99}], instance, policy)[0]
    assert dearer == instance
    assert scaled(instance, Fraction(1)).capacity.tolist() == instance.capacity.tolist()
