"""Limits that a plan has used up, counted by hand."""

from __future__ import annotations

import pytest

from samehands.metrics.binding import BindingLimit, list_binding_limits
from samehands.model import Plan, Policy
from samehands.model.instance import Instance
from samehands.planning import solve
from samehands.planning.certificate import bound_step_saving
from samehands.planning.result import require_plan
from tables import client, instance_of, task, worker


def _agency(clients: int, minutes: int, regular: list[int]) -> Instance:
    return instance_of(
        [client(f"c{number}", worker="w") for number in range(clients)],
        [worker("w", minutes=regular), worker("v", minutes=[1000] * len(regular))],
        [task("t", "c0", minutes=minutes, due=len(regular) - 1)],
        len(regular),
    )


def _plan(instance: Instance, policy: Policy) -> Plan:
    return require_plan(solve(instance, policy, engine="milp", threads=1, time_limit=None))


@pytest.mark.parametrize(("owned", "cap", "full"), [(3, 3.0, 1), (3, 4.0, 0), (2, 2.5, 1)])
def test_a_cap_is_used_up_where_the_lightest_case_more_has_no_room(
    owned: int, cap: float, full: int
) -> None:
    policy = Policy.model_validate({"caseload": {"cap": cap, "breakpoints": []}})
    instance = _agency(owned, 10, [100])
    found = list_binding_limits(instance, _plan(instance, policy))
    assert found == ((BindingLimit("caseload.cap", cap, full),) if full else ())


def test_overtime_is_used_up_in_the_periods_in_which_all_of_it_is_worked() -> None:
    policy = Policy.model_validate({"overtime": {"limit": 5}})
    # 30 minutes of work, 10 + 5 in each of two periods: all of both.
    busy = _agency(1, 30, [10, 10])
    fixed = {"tasks": {"t": "w"}}
    result = solve(busy, policy, engine="milp", threads=1, time_limit=None, fixed=fixed)
    assert list_binding_limits(busy, require_plan(result)) == (
        BindingLimit("overtime.limit", 5, 1, 2),
    )
    calm = _agency(1, 24, [10, 10])
    result = solve(calm, policy, engine="milp", threads=1, time_limit=None, fixed=fixed)
    assert list_binding_limits(calm, require_plan(result)) == ()


def test_a_ceiling_is_used_up_where_no_minute_more_has_room() -> None:
    policy = Policy.model_validate({"utilisation": {"ceiling": 0.5, "breakpoints": []}})
    for minutes, full in ((50, 1), (49, 0)):
        instance = _agency(1, minutes, [100])
        found = list_binding_limits(instance, _plan(instance, policy))
        assert found == ((BindingLimit("utilisation.ceiling", 0.5, 1),) if full else ())


def test_one_step_more_saves_no_more_than_is_said() -> None:
    """Four clients of one owner under a cap of three; a cap of four saves the change of one."""
    instance = _agency(4, 10, [100])
    tight = Policy.model_validate({"caseload": {"cap": 3, "breakpoints": []}})
    loose = Policy.model_validate({"caseload": {"cap": 4, "breakpoints": []}})
    result, more = (
        solve(instance, policy, engine="milp", threads=1, time_limit=None)
        for policy in (tight, loose)
    )
    said = bound_step_saving(instance, result, "caseload.cap")
    assert said is not None
    assert result.objective is not None
    assert more.objective is not None
    assert result.objective - more.objective > 0
    assert said >= result.objective - more.objective
