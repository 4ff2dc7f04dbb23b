"""Arguments of a wrong type are named, all at once, before anything is solved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import samehands as sh
from plans import office
from tables import client, instance_of, worker

WRONG: list[tuple[str, Callable[[Any], object], list[str]]] = [
    ("policy", lambda plan: sh.solve(office(), "client-based"), ["policy"]),  # type: ignore[arg-type]
    ("pair", lambda plan: sh.solve((office(), sh.Policy()), None), ["instance", "policy"]),  # type: ignore[arg-type]
    ("start", lambda plan: sh.solve(office(), sh.Policy(), start=3), ["start"]),  # type: ignore[arg-type]
    (
        "options",
        lambda plan: sh.solve(office(), sh.Policy(), {"time_limit": 3}),  # type: ignore[arg-type]
        ["options"],
    ),
    (
        "fields of the options",
        lambda plan: sh.solve(office(), sh.Policy(), time_limit="5", gap=None, seed=1.5, engine=3),  # type: ignore[arg-type]
        ["engine", "time_limit", "gap", "seed"],
    ),
    (
        "listener",
        lambda plan: sh.solve(office(), sh.Policy(), on_event=3, cancel=True),  # type: ignore[arg-type]
        ["on_event", "cancel"],
    ),
    ("check", lambda plan: sh.check(plan, office()), ["instance", "plan"]),  # type: ignore[arg-type]
    ("measure", lambda plan: sh.measure(office(), office()), ["plan"]),  # type: ignore[arg-type]
    ("explain", lambda plan: sh.explain(office(), "x"), ["policy"]),  # type: ignore[arg-type]
    ("what_if", lambda plan: sh.what_if(office(), 3, []), ["policy"]),  # type: ignore[arg-type]
    ("scenarios", lambda plan: sh.what_if(office(), sh.Policy(), "x"), ["scenarios"]),  # type: ignore[arg-type]
    ("names", lambda plan: sh.compare_formulations(office(), sh.Policy(), "team"), ["names"]),
    ("load", lambda plan: sh.load_result(3), ["file"]),  # type: ignore[arg-type]
    ("save", lambda plan: sh.save_result(plan, "x.json"), ["result"]),
    ("compare", lambda plan: sh.compare(plan, plan), ["results", "results"]),
    ("sweep", lambda plan: sh.sweep(office(), 3, "caseload.cap", [1]), ["policy"]),  # type: ignore[arg-type]
    ("rebalance", lambda plan: sh.rebalance(office(), sh.Policy(), 3), ["events"]),  # type: ignore[arg-type]
    ("formulation", lambda plan: sh.Policy().as_formulation(3), ["formulation"]),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("name", "call", "fields"), WRONG, ids=[one[0] for one in WRONG])
def test_what_is_wrong_is_named(
    name: str, call: Callable[[Any], object], fields: list[str]
) -> None:
    plan = sh.solve(office(), sh.Policy(), engine="least-loaded").plan
    with pytest.raises(sh.InputError) as caught:
        call(plan)
    assert [fault.field for fault in caught.value.problems] == fields, name


def test_a_result_as_start_is_told_where_its_plan_is() -> None:
    result = sh.solve(office(), sh.Policy(), engine="least-loaded")
    with pytest.raises(sh.InputError, match=r"not Result; give the plan of a result: result\.plan"):
        sh.solve(office(), sh.Policy(), start=result)  # type: ignore[arg-type]
    with pytest.raises(sh.InputError, match="about other clients"):
        other = instance_of([client("somebody")], [worker("w1")], [])
        sh.solve(other, sh.Policy(), start=result.plan)


@pytest.mark.parametrize("fields", [{"foo": 1}, {"moves": {"limit": -1}}, {"moves": 3}])
def test_a_policy_of_wrong_keywords_is_an_input_error(fields: dict[str, Any]) -> None:
    with pytest.raises(sh.InputError) as caught:
        sh.Policy(**fields)
    assert {fault.table for fault in caught.value.problems} == {"policy"}
    right: dict[str, Any] = {"moves": {"limit": 3}}
    assert sh.Policy(**right).moves.limit == 3


_BASE: dict[str, Any] = {"instance": office(), "policy": sh.Policy()}
CALLS: list[tuple[Callable[..., object], dict[str, Any], str]] = [
    (sh.solve, {}, "instance policy options start"),
    (sh.explain, {}, "instance policy options on_step on_stage executor"),
    (sh.what_if, {"scenarios": []}, "instance policy scenarios options start on_stage executor"),
    (sh.compare_formulations, {}, "instance policy names options start on_stage executor"),
    (sh.rebalance, {"events": sh.Events()}, "instance policy events options max_changes"),
    (sh.sweep, {"setting": "overtime.limit", "values": [0]}, "policy setting values options"),
    (sh.frontier, {}, "instance policy ks options"),
    (sh.owner_share, {}, "instance policy shares options"),
    (sh.price_of_fairness, {}, "instance policy group limits options"),
    (sh.fewest_staff, {}, "instance policy standards options step most"),
    (sh.break_even, {}, "instance policy options epsilon most seeds"),
    (sh.shadow_prices, {}, "instance policy options executor"),
    (sh.changes.apply, {"changes": []}, "changes instance policy seed"),
]
ARGUMENTS = [(*call[:2], name) for call in CALLS for name in call[2].split()]
WRONG_VALUES: list[object] = [object(), {"x": 1}, [object()]]


@pytest.mark.parametrize(
    ("call", "right", "name"), ARGUMENTS, ids=[f"{one[0].__name__}-{one[2]}" for one in ARGUMENTS]
)
def test_every_wrong_argument_is_an_input_error_that_names_it(
    call: Callable[..., object], right: dict[str, Any], name: str
) -> None:
    for wrong in WRONG_VALUES:
        with pytest.raises(sh.InputError) as caught:
            call(**{**_BASE, **right, name: wrong})
        assert name in {fault.field for fault in caught.value.problems}
