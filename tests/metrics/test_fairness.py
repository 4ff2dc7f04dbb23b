"""Fairness of a plan worked by hand, and the laws of the indices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measured import client_of, instance_of, office, only, plan_of, shared_plan, worker_of
from samehands.metrics import gini, jain, measure, spread, standard_deviation
from samehands.model.policy import Policy
from samehands.model.sections import Caseload

loads = st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=12)
positive = st.floats(min_value=1e-3, max_value=1e3)


def test_by_hand() -> None:
    metrics = measure(office(), shared_plan())
    a, b = 145 / 400, 40 / 100
    expected = {
        "utilisation_range": b - a,
        "utilisation_sd": (b - a) / 2,
        "utilisation_gini": (b - a) / (2 * (a + b)),
        "utilisation_jain": (a + b) ** 2 / (2 * (a * a + b * b)),
        "bilingual_gap": a - b,  # A speaks two languages, B one
        "contact_share_sd": abs(100 / 145 - 30 / 40) / 2,  # t1 and t4 for A, t3 for B
    }
    for name, value in expected.items():
        assert metrics.value(name) == pytest.approx(value), name
        assert metrics.get(name).n == 2


def test_by_language_of_the_worker() -> None:
    metrics = measure(office(), shared_plan())
    used = metrics.parts("utilisation_by_language")
    assert used["language:English"].value == pytest.approx((145 / 400 + 40 / 100) / 2)
    assert used["language:English"].n == 2  # C has no regular minutes
    assert used["language:Spanish"].value == pytest.approx(145 / 400)
    owned = {
        key: (part.value, part.n)
        for key, part in metrics.parts("clients_owned_by_language").items()
    }
    assert owned == {"language:English": (3 / 3, 3), "language:Spanish": (3, 1)}


def test_what_is_owned_by_unit_and_by_language_of_the_worker() -> None:
    staff = [
        ("A", "north", "one", ["English", "Spanish"], ["P"], [100]),
        ("B", "north", "one", ["English"], ["P"], [100]),
        ("C", "south", "one", ["English"], ["P"], [100]),
        ("D", "south", "one", ["English"], ["P"], [0]),
    ]
    clients = [client_of(f"c{n}") for n in range(6)]
    instance = instance_of(1, clients, staff)
    weights = Caseload(weights={"P": 2.0}, standing={"P": 30})
    owners = {"c0": "A", "c1": "A", "c2": "A", "c3": "B", "c4": "D", "c5": "D"}
    metrics = measure(instance, plan_of(instance, owners, {}, policy=Policy(caseload=weights)))
    # A owns three clients, B one, C none; D has no regular minutes and is not compared.
    for stem, each in (("standing_minutes", 30), ("caseload", 2)):
        assert metrics.value(f"{stem}_range") == 3 * each
        assert metrics.value(f"{stem}_gini") == pytest.approx(2 * 3 / (3 * 4))
        parts = {**metrics.parts(f"{stem}_by_unit"), **metrics.parts(f"{stem}_by_language")}
        assert {key: (part.value, part.n) for key, part in parts.items()} == {
            "unit:north one": (2 * each, 2),
            "unit:south one": (0, 1),
            "language:English": (pytest.approx(4 * each / 3), 3),
            "language:Spanish": (3 * each, 1),
        }


def test_one_office_or_one_kind_of_worker_has_no_gap() -> None:
    metrics = measure(office(), shared_plan())
    assert metrics.value("office_gap") is None  # C, alone in the south, has no regular minutes
    monolingual = only(office(), workers=["B"])
    assert measure(monolingual, plan_of(monolingual, {}, {})).value("bilingual_gap") is None


def test_gap_between_offices() -> None:
    workers = [worker_of(f"w{i}", [100], "north" if i else "south") for i in range(3)]
    tasks = [(f"t{i}", "c", "P", "call", 20 * i, 0, 0, True) for i in range(3)]
    instance = instance_of(1, [client_of("c")], workers, tasks)
    done = {"t1": ("w1", {0: 20}), "t2": ("w2", {0: 40})}
    gap = measure(instance, plan_of(instance, {}, done)).get("office_gap")
    assert gap.value == pytest.approx(0.3)  # (0.2 + 0.4) / 2 against 0
    assert gap.n == 2


@pytest.mark.parametrize("index", [gini, jain, spread, standard_deviation])
def test_none_without_loads(index: object) -> None:
    assert callable(index)
    assert index([]) is None


@pytest.mark.parametrize(
    ("values", "g", "j"),
    [
        ([0.0, 0.0], 0, 1),
        ([1.0], 0, 1),
        ([0.0, 0.0, 0.0, 5.0], 0.75, 0.25),
        ([1.0, 3.0], 0.25, 0.8),
    ],
)
def test_gini_and_jain_by_hand(values: list[float], g: float, j: float) -> None:
    assert gini(values) == pytest.approx(g)
    assert jain(values) == pytest.approx(j)


@given(loads)
def test_bounds(values: list[float]) -> None:
    n = len(values)
    g, j = gini(values), jain(values)
    assert g is not None and j is not None
    assert 0 <= g <= 1 - 1 / n + 1e-9
    assert 1 / n - 1e-9 <= j <= 1 + 1e-9


@given(loads, positive)
def test_scale_does_not_matter(values: list[float], factor: float) -> None:
    scaled = [value * factor for value in values]
    if all(value == 0 or value > 1e-200 for value in (*values, *scaled)):
        assert gini(scaled) == pytest.approx(gini(values), abs=1e-9)
        assert jain(scaled) == pytest.approx(jain(values), abs=1e-9)


@given(st.floats(min_value=0, max_value=1e300), st.integers(1, 12))
def test_equal_loads_are_even(value: float, n: int) -> None:
    assert gini([value] * n) == pytest.approx(0, abs=1e-12)
    assert jain([value] * n) == pytest.approx(1)
    assert spread([value] * n) == 0


@given(loads, st.data())
def test_moving_load_from_more_to_less_is_fairer(values: list[float], data: st.DataObject) -> None:
    values = sorted(values)
    gap = values[-1] - values[0]
    moved = data.draw(st.floats(0, 0.5)) * gap
    after = [values[0] + moved, *values[1:-1], values[-1] - moved] if len(values) > 1 else values
    assert (gini(after) or 0) <= (gini(values) or 0) + 1e-9
    assert (jain(after) or 0) >= (jain(values) or 0) - 1e-9
