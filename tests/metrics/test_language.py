"""Contacts in the client's language."""

from __future__ import annotations

import pytest

from measured import office, plan_of, shared_plan
from samehands.metrics import measure


def test_by_hand() -> None:
    metrics = measure(office(), shared_plan())
    share = metrics.get("contacts_without_interpreter")
    assert share.value == pytest.approx(2 / 3)  # t1 and t4; B calls c1 (t3) without Spanish
    assert share.n == 3
    parts = metrics.parts("contacts_without_interpreter")
    assert {key: (part.value, part.n) for key, part in parts.items()} == {
        "language:English": (1, 1),
        "language:Spanish": (0.5, 2),
    }
    minutes = metrics.get("interpreter_minutes")
    assert (minutes.value, minutes.n) == (10, 4)  # t3 takes 30 instead of 20 minutes


def test_work_without_contact_needs_no_language() -> None:
    metrics = measure(office(), plan_of(office(), {}, {"t2": ("B", {0: 30})}))
    assert metrics.value("contacts_without_interpreter") is None
    assert metrics.value("interpreter_minutes") == 0


def test_owners_without_the_language_count_with_or_without_tasks() -> None:
    metrics = measure(office(), plan_of(office(), {"c1": "B", "c4": "B"}, {}))
    whole = metrics.get("owners_without_language")
    assert (whole.value, whole.n) == (1, 2)
    parts = metrics.parts("owners_without_language")
    assert {key: (part.value, part.n) for key, part in parts.items()} == {
        "language:English": (0, 1),
        "language:Spanish": (1, 1),
    }
    # c1 has tasks, c4 has none and speaks English.
    active = metrics.get("owners_without_language_with_tasks")
    assert (active.value, active.n) == (1, 1)
    turned = measure(office(), plan_of(office(), {"c1": "A", "c4": "B"}, {}))
    assert turned.value("owners_without_language_with_tasks") == 0
    assert measure(office(), plan_of(office(), {}, {})).value("owners_without_language") is None
