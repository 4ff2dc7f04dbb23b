"""Whole bundles in one worker's hands."""

from __future__ import annotations

from measured import office, only, plan_of, shared_plan
from samehands.metrics import measure


def test_owner_may_be_qualified_and_not_serve() -> None:
    metrics = measure(office(), shared_plan())
    under, served = metrics.get("bundle_under_owner"), metrics.get("bundle_served_by_owner")
    assert (under.value, under.n) == (1, 2)  # c1 and c2 are of two programs, A works in both
    assert (served.value, served.n) == (0.5, 2)  # B does a task of c1


def test_unqualified_or_missing_owner_does_not_hold_the_bundle() -> None:
    done = {"t4": ("B", {0: 60})}
    metrics = measure(office(), plan_of(office(), {"c2": "B"}, done))
    assert metrics.value("bundle_under_owner") == 0  # B lacks Q, c1 has nobody
    served = metrics.get("bundle_served_by_owner")
    assert (served.value, served.n) == (0, 1)  # c1 has no done task


def test_one_program_is_no_bundle() -> None:
    small = only(office(), clients=["c3"], tasks=[])
    metrics = measure(small, plan_of(small, {"c3": "B"}, {}))
    assert metrics.value("bundle_under_owner") is None


def test_owners_without_a_program_count_with_or_without_tasks() -> None:
    small = only(office(), tasks=["t4"])
    # B works in P alone: c1 without tasks and c2 with one lack Q, c3 is of P, c4 of no program.
    plan = plan_of(small, {"c1": "B", "c2": "B", "c3": "B", "c4": "B"}, {})
    metrics = measure(small, plan)
    whole, active = (metrics.get(f"owners_without_program{which}") for which in ("", "_with_tasks"))
    assert (whole.value, whole.n) == (2, 4)
    assert (active.value, active.n) == (1, 1)
    assert measure(small, plan_of(small, {}, {})).value("owners_without_program") is None
