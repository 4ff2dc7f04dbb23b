"""What the audit can vouch for of what an engine says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from answers import answer
from plans import office
from samehands.formulations import lower
from samehands.model import Policy
from samehands.model.errors import InternalError
from samehands.planning.certificate import certificate_of, find_proof
from samehands.problem import Prices
from samehands.solver import SolveOptions, solve

LOWERED = lower(office(), Policy())
OPTIMAL = answer(LOWERED.problem, "cp-sat")


def _nothing() -> Prices:
    problem = LOWERED.problem
    return Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))


def test_a_reported_bound_that_is_better_stays_beside_the_certified_one() -> None:
    said = replace(OPTIMAL, objective=7_000_000, bound=5_000_000, prices=_nothing())
    found = find_proof(LOWERED, said)
    assert (found.bound, found.kind, found.certified) == (5_000_000, "reported", 0)
    assert found.certificate is not None


def test_without_a_reported_bound_the_certified_one_is_the_bound() -> None:
    said = replace(OPTIMAL, bound=None, prices=_nothing())
    found = find_proof(LOWERED, said)
    assert (found.bound, found.kind, found.certified) == (0, "certified", 0)


def test_an_engine_without_prices_gets_some() -> None:
    said = solve(LOWERED.problem, SolveOptions(engine="cp-sat"))
    assert OPTIMAL.prices is None and said.prices is not None
    found = find_proof(LOWERED, said)
    assert found.certified is not None
    assert found.certificate is not None


def test_nothing_found_gets_no_prices() -> None:
    said = replace(OPTIMAL, status="no_plan", x=None, objective=None, bound=None, prices=None)
    found = find_proof(LOWERED, said)
    assert (found.bound, found.kind, found.certificate) == (None, "none", None)


def test_a_certified_bound_above_a_plan_is_a_bug() -> None:
    with pytest.raises(InternalError, match="but a plan costs"):
        find_proof(LOWERED, replace(OPTIMAL, objective=-1, bound=None, prices=_nothing()))


def test_zero_prices_are_left_out() -> None:
    prices = _nothing()
    assert certificate_of(LOWERED, prices).rows == ()
    prices.rows[0, 0] = 7
    row = certificate_of(LOWERED, prices).rows[0]
    assert (row.worker, row.rule, row.price) == ("w1", "deadlines", 7)
