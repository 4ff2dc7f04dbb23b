"""A comparison goes into a file and comes back the same, and a bad file names its faults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plans import office
from samehands.model import InputError, Policy
from samehands.planning import Comparison, compare_formulations


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare_formulations(office(), Policy(), engine="milp", threads=1, time_limit=None)


def _plain(found: Comparison) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(found.to_json(office()))
    return data


def test_a_comparison_comes_back_equal_and_byte_for_byte(found: Comparison) -> None:
    again = Comparison.from_json(found.to_json(office()), office())
    assert again == found
    assert again.to_json(office()) == found.to_json(office())
    assert again.today is not None and str(again) == str(found)


def test_without_plans_it_is_not_read(found: Comparison) -> None:
    with pytest.raises(InputError) as caught:
        Comparison.from_dict(found.to_dict(office(), full=False))
    fields = {fault.field for fault in caught.value.problems}
    assert {"columns.today.plan", "columns.client-based.plan", "columns.task-based.plan"} <= fields


def test_faults_are_named_by_their_column(found: Comparison) -> None:
    data = _plain(found)
    data["columns"]["task-based"]["status"] = "great"
    data["columns"]["client-based"]["seconds"]["read"] = "-"
    with pytest.raises(InputError) as caught:
        Comparison.from_dict(data)
    assert [fault.field for fault in caught.value.problems] == [
        "columns.client-based.seconds.read",
        "columns.task-based.status",
    ]


@pytest.mark.parametrize("data", [None, [], "x", {}, {"version": 2}])
def test_what_is_no_comparison_is_refused(data: object) -> None:
    with pytest.raises(InputError):
        Comparison.from_dict(data)


def test_differences_of_a_wrong_form_are_named(found: Comparison) -> None:
    data = _plain(found)
    data["differences"][0]["how"] = "so"
    with pytest.raises(InputError, match="'so' is not right; it must be one of 'as_priced'"):
        Comparison.from_dict(data)
