"""Minutes, K, windows and areas, restated from the words of the rules."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from samehands.audit.restate import areas, effective_minutes, tasks, windows, worker_limits
from samehands.model.policy import Policy
from tables import client, instance_of, task, worker


def minutes_of(policy: Mapping[str, object], **fields: object) -> list[int]:
    """Return how long one task takes w1, who speaks the client's language, and w2."""
    instance = instance_of(
        [client("c")],
        [worker("w1", languages=["Armenian", "English"]), worker("w2", languages=[])],
        [task("t", "c", **fields)],
    )
    pairs = pl.DataFrame({"task": ["t", "t"], "worker": ["w1", "w2"]})
    table = effective_minutes(instance, Policy.model_validate(policy), pairs)
    assert table.select("task", "worker").equals(pairs)
    minutes: list[int] = table["effective"].to_list()
    return minutes


@pytest.mark.parametrize(
    ("policy", "fields", "expected"),
    [
        ({}, {"minutes": 31}, [31, 47]),  # 46.5
        ({}, {"minutes": 31, "contact": False}, [31, 31]),
        ({}, {"minutes": 0}, [0, 0]),
        ({"language": {"match": "ignored"}}, {"minutes": 31}, [31, 31]),
        ({"language": {"match": "required"}}, {"minutes": 31}, [31, 31]),
        ({"language": {"enabled": False}}, {"minutes": 31}, [31, 31]),
        ({"language": {"interpreter_factor": 1.1}}, {"minutes": 10}, [10, 11]),
        # A factor is rounded up to a thousandth: 10000 x 1.001.
        ({"language": {"interpreter_factor": 1.0001}}, {"minutes": 10_000}, [10_000, 10_010]),
    ],
)
def test_an_interpreter_takes_longer(
    policy: dict[str, object], fields: dict[str, object], expected: list[int]
) -> None:
    assert minutes_of(policy, **fields) == expected


@pytest.mark.parametrize(
    ("speedup", "expected"),
    [
        (0.1, [9, 14]),  # 9.0 and 10 x 1.5 x 0.9 = 13.5
        (0.33, [7, 11]),  # 6.7 and 10.05
        # A saving is rounded down to a thousandth: 10 x (1 - 0.333) = 6.67 and 10.005.
        (0.3339, [7, 11]),
        (0.9999, [1, 1]),
    ],
)
def test_both_factors_are_rounded_up_once(speedup: float, expected: list[int]) -> None:
    pooled = {"skills": {"specialist_speedup": speedup}, "continuity": {"k": "unlimited"}}
    assert minutes_of(pooled, minutes=10) == expected
    off = pooled | {"continuity": {"enabled": False}}
    assert minutes_of(off, minutes=10) == expected
    exempt = pooled | {"continuity": {"k": 1, "exempt_kinds": ["intake"]}}
    assert minutes_of(exempt, minutes=10) == expected
    bound = pooled | {"continuity": {"k": 3, "exempt_kinds": ["call"]}}
    assert minutes_of(bound, minutes=10) == [10, 15]


def test_rounding_once_is_not_rounding_twice() -> None:
    # 5 x 1.5 x 0.8 = 6; rounded in between it would be ceil(8 x 0.8) = 7.
    pooled = {"skills": {"specialist_speedup": 0.2}, "continuity": {"k": "unlimited"}}
    assert minutes_of(pooled, minutes=5) == [4, 6]


def test_the_largest_product_fits() -> None:
    policy = {"language": {"interpreter_factor": 100.0}, "continuity": {"k": "unlimited"}}
    assert minutes_of(policy, minutes=10**7) == [10**7, 10**9]


def test_k_by_group() -> None:
    groups = [[], ["a"], ["b"], ["a", "b"], ["x"], ["x", "b"]]
    instance = instance_of(
        [client(f"c{number}", groups=names) for number, names in enumerate(groups)], [], []
    )

    def limits(**continuity: object) -> list[int | None]:
        policy = Policy.model_validate({"continuity": continuity})
        values: list[int | None] = worker_limits(instance, policy)["k"].to_list()
        return values

    assert limits(k=2) == [2] * 6
    assert limits(k="unlimited", k_by_group={"a": 3}) == [None, 3, None, 3, None, None]
    some = {"a": 3, "b": "unlimited"}
    assert limits(k=2, k_by_group=some) == [2, 3, None, 3, 2, None]
    assert limits(k=2, k_by_group=some, enabled=False) == [None] * 6


def test_windows_span_the_client_s_tasks() -> None:
    instance = instance_of(
        [client("c1"), client("c2"), client("c3")],
        [],
        [
            task("t1", "c2", release=2, due=3),
            task("t2", "c2", release=1, due=2),
            task("t3", "c3", release=4, due=40),
        ],
        periods=6,
    )
    expected = [("c1", 0, 5), ("c2", 1, 3), ("c3", 4, 5)]
    assert windows(instance, Policy()).rows() == expected
    off = Policy().without("deadlines")
    assert windows(instance, off).rows() == [("c1", 0, 5), ("c2", 1, 5), ("c3", 4, 5)]


def test_areas() -> None:
    instance = instance_of(
        [client("c1", office="a"), client("c2", office="b")],
        [worker("w1", office="c"), worker("w2", office="d")],
        [],
    )

    def same(pool: dict[str, object]) -> set[str]:
        area = dict(areas(instance, Policy.model_validate({"pool": pool})).iter_rows())
        return {x + y for x in area for y in area if x < y and area[x] == area[y]}

    assert same({}) == set()
    # Region "d" has nothing to do with the office of that name, which no region lists.
    regions = {"d": ["a", "b"], "e": ["c"]}
    assert same({"scope": "region", "regions": regions}) == {"ab"}
    everybody = {"ab", "ac", "ad", "bc", "bd", "cd"}
    assert same({"scope": "county"}) == everybody
    assert same({"enabled": False}) == everybody


def test_what_is_remembered_is_that_of_the_policy_and_of_the_tables() -> None:
    one, many = ({"continuity": {"k": k}} for k in (1, 3))
    tables = [client("c")], [worker("w")], [task("t", "c", due=1)]
    asked = [Policy.model_validate(each) for each in (one, many, one)]
    first = instance_of(*tables)
    assert [worker_limits(first, policy)["k"].to_list() for policy in asked] == [[1], [3], [1]]
    assert worker_limits(first, asked[0]) is worker_limits(first, Policy.model_validate(one))
    later = instance_of(*tables[:2], [task("t", "c", due=2)])
    assert [tasks(each, asked[0])["due"].to_list() for each in (first, later)] == [[1], [2]]
