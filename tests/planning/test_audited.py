"""No plan leaves the library unless the audit finds the same cost and no fault."""

from __future__ import annotations

import pytest

from plans import legal_plan, office, with_task
from samehands.audit import recompute_cost
from samehands.model import InternalError
from samehands.planning.solve import audited


def test_a_plan_of_the_cost_it_should_have_passes() -> None:
    total = recompute_cost(office(), legal_plan()).total
    assert audited(office(), legal_plan(), total).total == total


def test_another_cost_is_an_internal_error() -> None:
    total = recompute_cost(office(), legal_plan()).total
    with pytest.raises(InternalError, match=f"cost of {total}, the problem {total + 1}"):
        audited(office(), legal_plan(), total + 1)


def test_a_broken_rule_is_an_internal_error() -> None:
    broken = with_task(legal_plan(), "t1", "w4")
    with pytest.raises(InternalError, match=r"breaks \d+ rules"):
        audited(office(), broken, recompute_cost(office(), broken).total)
