"""The fewest full-time equivalents."""

from __future__ import annotations

from fractions import Fraction

import pytest

from samehands.metrics import FTE_MINUTES
from samehands.model.errors import InputError
from samehands.model.policy import Policy
from samehands.scenarios.staffing import fewest_staff, scaled
from samehands.solver import SolveOptions
from tables import client, instance_of, task, worker

QUICK = SolveOptions(engine="kernel", time_limit=300, threads=1)
TWO = instance_of(
    [client("c0", worker="w0"), client("c1", worker="w0"), client("c2", worker="w1")],
    [worker("w0", minutes=400), worker("w1", minutes=400)],
    [task(f"t{at}", f"c{at}", minutes=400, release=0, due=1) for at in range(3)],
    periods=2,
)


def test_each_standard_needs_what_its_work_needs() -> None:
    """Task-based splits nothing either: two tasks at one worker, one at the other."""
    today = 1600 / (FTE_MINUTES * 2 / 21)
    owned, pooled = fewest_staff(TWO, Policy(), step=0.05, options=QUICK).standards
    for each in (owned, pooled):
        assert each.edge.low is not None and each.edge.high == each.edge.low + 1
        assert each.plan is not None and each.plan.policy.deadlines.late == "forbidden"
    # Two tasks of 400 minutes fit one worker's two periods of 400 exactly, not of 390.
    assert owned.today == pytest.approx(today) == 2.4137931
    assert (owned.fewest, owned.impossible) == (pooled.fewest, pooled.impossible) == (2.45, 2.4)


def test_more_staff_helps_the_same_work_in_overtime_as_well() -> None:
    with_overtime, _ = fewest_staff(
        TWO, Policy(), step=0.05, overtime=True, options=QUICK
    ).standards
    without, _ = fewest_staff(TWO, Policy(), step=0.05, options=QUICK).standards
    assert with_overtime.fewest is not None and without.fewest is not None
    assert with_overtime.fewest < without.fewest


def test_no_staff_is_enough_for_work_that_nobody_may_do() -> None:
    lost = instance_of([client("c0")], [worker("w0", programs=[])], [task("t0", "c0")])
    (found,) = fewest_staff(lost, Policy(), ("client-based",), options=QUICK).standards
    assert (found.fewest, found.plan) == (None, None)
    assert found.impossible == pytest.approx(found.edge.last * found.step)


def test_scaling_rounds_down_to_whole_minutes() -> None:
    assert scaled(TWO, Fraction(1, 3)).capacity.tolist() == [[133, 133], [133, 133]]


def test_steps_out_of_range_are_refused() -> None:
    for step in (0.0, -1.0, 1e-9):
        with pytest.raises(InputError):
            fewest_staff(TWO, Policy(), step=step, options=QUICK)
    with pytest.raises(InputError):
        fewest_staff(TWO, Policy(), ("solo",), options=QUICK)
