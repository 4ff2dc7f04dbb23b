"""Pool: owners and workers of the client's office, region or county."""

from __future__ import annotations

import pytest

from plans import found, free_of, legal_plan, office, with_owner, with_policy, with_task, with_work
from samehands.model.plan import Plan


def foreign_task() -> Plan:
    """Return the legal plan with the call of c2 (north) done by w3 (south)."""
    return with_work(
        with_task(legal_plan(), "t4", "w3"),
        remove=[("w1", "c2", "task", "t4", 2, 15), ("w1", "c2", "handoff", None, 2, 5)],
        add=[("w3", "c2", "task", "t4", 2, 15), ("w3", "c2", "handoff", None, 2, 5)],
    )


@pytest.mark.rule("pool", "infeasible")
def test_a_worker_of_another_office() -> None:
    who = {"client": "c2", "worker": "w3", "task": "t4"}
    assert found(office(), foreign_task()) == [("pool", who, None, 1, "workers")]
    assert free_of("pool", office(), foreign_task())


@pytest.mark.rule("pool", "infeasible")
def test_an_owner_of_another_office() -> None:
    plan = with_owner(legal_plan(), "c4", "w3")
    who = {"client": "c4", "worker": "w3"}
    assert found(office(), plan) == [("pool", who, None, 1, "workers")]
    assert free_of("pool", office(), plan)


@pytest.mark.rule("pool", "feasible")
@pytest.mark.parametrize(
    "fields",
    [
        {"scope": "county"},
        {"scope": "region", "regions": {"city": ["north", "south"]}},
        {"enabled": False},
    ],
)
def test_a_wider_pool(fields: dict[str, object]) -> None:
    assert found(office(), with_policy(foreign_task(), "pool", **fields)) == []


@pytest.mark.parametrize(
    "regions", [{}, {"up": ["north"]}, {"south": ["north"]}, {"up": ["north"], "down": ["south"]}]
)
def test_an_office_outside_every_region_is_a_region_of_its_own(
    regions: dict[str, list[str]],
) -> None:
    plan = with_policy(foreign_task(), "pool", scope="region", regions=regions)
    assert [violation[0] for violation in found(office(), plan)] == ["pool"]
