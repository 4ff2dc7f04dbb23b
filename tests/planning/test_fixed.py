"""What a caller fixes stays, whatever else is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from samehands.audit import check
from samehands.explanation import explain
from samehands.model.errors import InputError
from samehands.model.instance import Instance
from samehands.model.policy import Policy
from samehands.planning import Fixed, Result, solve
from samehands.planning.fixed import read_fixed, with_fixed
from samehands.planning.result import require_plan
from tables import client, instance_of, task, worker

STANDARDS = ("client-based", "team-2", "task-based")


def _agency(**of_first: object) -> Instance:
    """Two workers of a day; w1 owns c1 and c2, who together are too much for one, w2 owns c3."""
    return instance_of(
        [client("c1", worker="w1"), client("c2", worker="w1"), client("c3", worker="w2")],
        [worker("w1", minutes=[100], **of_first), worker("w2", minutes=[100])],
        [task("t1", "c1", minutes=80), task("t2", "c2", minutes=60), task("t3", "c3", minutes=10)],
        periods=1,
    )


def _solve(fixed: Mapping[str, object] | Fixed, standard: str, engine: str = "milp") -> Result:
    return solve(
        _agency(),
        Policy().as_formulation(standard),
        engine=engine,
        threads=1,
        time_limit=20,
        fixed=fixed,
    )


def _owners(result: Result) -> dict[str, str | None]:
    return dict(require_plan(result).owners.select("client", "owner").iter_rows())


def _doers(result: Result) -> dict[str, str | None]:
    return dict(require_plan(result).assignments.select("task", "worker").iter_rows())


def test_owners_of_today_stay_where_clients_or_workers_are_fixed() -> None:
    free = _solve({}, "client-based")
    assert _owners(free) == {"c1": "w1", "c2": "w2", "c3": "w2"}
    for fixed in ({"clients": ["c1", "c2"]}, {"workers": ["w1"]}, Fixed(workers=("w1",))):
        kept = _solve(fixed, "client-based")
        assert _owners(kept) == {"c1": "w1", "c2": "w1", "c3": "w2"}
        # 140 minutes: 40 of overtime at 1.5, and 55 above 85 at 0.25. Either way one worker owns 26
        # of the 39 standing minutes, above 17, 19 and 21 9, 7 and 5 at 0.05, 0.05 and 0.15 more.
        assert (kept.status, free.objective, kept.objective) == ("optimal", 31.55, 75.3)


@pytest.mark.parametrize("engine", ["milp", "cp-sat", "least-loaded"])
@pytest.mark.parametrize("standard", STANDARDS)
def test_owners_and_tasks_stay_as_they_are_named(standard: str, engine: str) -> None:
    result = _solve({"owners": {"c3": "w1"}, "tasks": {"t1": "w2"}}, standard, engine)
    assert _owners(result)["c3"] == "w1" and _doers(result)["t1"] == "w2"
    if standard == "client-based":
        # Whoever does a task of the client is the owner.
        assert _owners(result)["c1"] == "w2"
    assert result.policy.moves.fixed_owners == {"c3": "w1"}
    assert result.policy.moves.fixed_tasks == {"t1": "w2"}
    assert check(_agency(), require_plan(result)) == []


def test_the_audit_names_who_did_not_stay() -> None:
    free = _solve({}, "task-based")
    policy = with_fixed(
        _agency(), free.policy, {"owners": {"c3": "w1"}, "tasks": {"t3": "w1", "t1": "w1"}}
    )
    broken = check(_agency(), require_plan(free), policy)
    assert [(each.rule, dict(each.who)) for each in broken] == [
        ("moves", {"client": "c3", "worker": "w1"}),
        ("moves", {"client": "c3", "worker": "w1", "task": "t3"}),
    ]
    assert "is fixed to the owner w1, but is owned by w2" in broken[0].sentence


def test_a_plan_stays_while_new_work_is_planned_around_it() -> None:
    plan = require_plan(_solve({"tasks": {"t1": "w2"}}, "task-based"))
    whole, of_worker = Fixed.of_plan(plan), Fixed.of_plan(plan, ["w2"])
    assert len(whole.owners) == len(whole.tasks) == 3
    assert of_worker.tasks == {id: who for id, who in whole.tasks.items() if who == "w2"}
    again = _solve(whole, "task-based")
    assert require_plan(again).owners.equals(plan.owners)
    assert require_plan(again).assignments.equals(plan.assignments)


def test_without_the_rule_moves_what_is_fixed_stays_at_no_price() -> None:
    policy = with_fixed(_agency(), Policy().without("moves"), {"owners": {"c3": "w1"}})
    result = solve(_agency(), policy, engine="milp", threads=1, time_limit=20)
    assert _owners(result)["c3"] == "w1"
    assert result.objective_parts["change"] == 0


def _faults(fixed: Mapping[str, object], policy: Policy | None = None) -> list[str]:
    instance = _agency(programs=["CalFresh"], languages=["Spanish"])
    with pytest.raises(InputError) as caught:
        with_fixed(instance, Policy() if policy is None else policy, fixed)
    return [str(fault) for fault in caught.value.problems]


def test_what_cannot_stay_is_named_with_what_keeps_it() -> None:
    required = Policy.model_validate({"language": {"match": "required"}})
    assert _faults({"clients": ["c1"]}, required) == [
        "fixed (c1), owners: is fixed to 'w1', who may not own it by the rule language; "
        "fix another worker, or change the rule"
    ]
    (two,) = _faults({"owners": {"c1": "w2"}, "clients": ["c1"]})
    assert "is fixed to 'w1' and to 'w2'" in two
    (owned,) = _faults({"owners": {"c1": "w2"}, "tasks": {"t1": "w1"}})[:1]
    assert "another worker is fixed who would have to own the client" in owned
    strict = Policy.model_validate({"overtime": {"limit": 0}})
    (much,) = _faults({"tasks": {"t1": "w2", "t2": "w2", "t3": "w2"}}, strict)
    assert "(w2), tasks: the 3 tasks that are fixed to it take 150 min" in much
    assert "it has 100 min" in much


def test_ids_and_fields_that_are_not_there_are_named() -> None:
    assert _faults({"clients": ["C1"], "owners": {"c2": "w9"}, "tasks": {"t9": "w1"}}) == [
        "fixed, clients: no client has the id 'C1'; did you mean 'c1'?",
        "fixed, owners: no worker has the id 'w9'; name one of the table",
        "fixed, tasks: no task has the id 't9'; name one of the table",
    ]
    (unknown,) = _faults({"client": ["c1"]})
    assert "unknown field 'client'; did you mean 'clients'?" in unknown
    idle = instance_of([client("c1", worker=None)], [worker("w1")], [])
    with pytest.raises(InputError, match="has no owner today who could stay"):
        with_fixed(idle, Policy(), {"clients": ["c1"]})
    with pytest.raises(InputError, match="must be of the type Fixed or Mapping, not list"):
        solve(idle, Policy(), fixed=["c1"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_fixed_choices_that_clash_are_proven_and_explained_by_name() -> None:
    policy = Policy.model_validate(
        {
            "overtime": {"limit": 0},
            "deadlines": {"late": "forbidden"},
            "service": {"undone": "forbidden"},
        }
    )
    kept = with_fixed(_agency(), policy, {"clients": ["c1", "c2"]})
    assert solve(_agency(), kept, engine="milp", threads=1).status == "infeasible"
    found = explain(_agency(), kept, engine="milp", threads=1, time_limit=30)
    assert found.conflict is not None
    assert {"moves.fixed_owners.c1", "moves.fixed_owners.c2"} <= set(found.conflict.parts)
    assert "release c1 from moves.fixed_owners" in [way.words for way in found.ways_out]


def test_a_policy_names_workers_that_are_there() -> None:
    for field, fixed in (("fixed_owners", {"c1": "w8"}), ("fixed_tasks", {"t1": "w8"})):
        policy = Policy.model_validate({"moves": {field: fixed}})
        with pytest.raises(InputError, match=f"moves.{field}: no worker has the id 'w8'"):
            solve(_agency(), policy)
    # Clients and tasks of another agency change nothing, and are told.
    policy = Policy.model_validate({"moves": {"fixed_owners": {"x": "w8"}}})
    result = solve(_agency(), policy, engine="milp", threads=1)
    assert result.status == "optimal"
    assert [fault.field for fault in result.warnings] == ["moves.fixed_owners"]


def test_ids_or_a_file_say_what_stays(tmp_path: Path) -> None:
    assert read_fixed("c1, w2", _agency()) == Fixed(clients=("c1",), workers=("w2",))
    file = tmp_path / "stays.toml"
    file.write_text('workers = ["w2"]\n[tasks]\nt1 = "w2"\n', encoding="utf-8")
    assert read_fixed(str(file), _agency()) == Fixed(workers=("w2",), tasks={"t1": "w2"})
    data = tmp_path / "stays.json"
    data.write_text('{"owners": {"c1": 2}}', encoding="utf-8")
    with pytest.raises(InputError, match=r"fixed, owners\.c1"):
        read_fixed(str(data), _agency())
    with pytest.raises(InputError, match="no client or worker has the id 'W2'; did you mean 'w2'"):
        read_fixed("W2", _agency())


def test_what_is_fixed_by_keywords_names_what_is_wrong() -> None:
    with pytest.raises(InputError, match="fixed, clients: 3 is not right; it must be a list"):
        Fixed(clients=3)  # type: ignore[arg-type]  # what a caller may give
