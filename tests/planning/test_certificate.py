"""What the audit can vouch for of what an engine says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from answers import answer
from fake_engines import Double, nothing_found
from plans import office
from samehands.formulations import lower
from samehands.model import Policy
from samehands.model.certificate import Certificate, RowPrice
from samehands.model.errors import InternalError
from samehands.planning import solve as solve_instance
from samehands.planning.certificate import audit_prices, certificate_of, find_proof, prices_of
from samehands.problem import Prices
from samehands.solver import SolveOptions, registered, solve, verify
from tables import instance

LOWERED = lower(office(), Policy())
OPTIMAL = answer(LOWERED.problem, "cp-sat")
CHANGES = 30_000
"""What no prices prove: client c2 goes to w2. With w1, who speaks no Spanish, an owner costs 5, and
the two talks, of 40 and 10 minutes, cost 75 through an interpreter.
"""


def _nothing() -> Prices:
    problem = LOWERED.problem
    return Prices(np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit))


def test_a_reported_bound_that_is_better_stays_beside_the_certified_one() -> None:
    said = replace(OPTIMAL, objective=7_000_000, bound=5_000_000, prices=_nothing())
    found = find_proof(LOWERED, said, audit_prices(LOWERED, said))
    assert (found.bound, found.kind, found.certified) == (5_000_000, "reported", CHANGES)
    assert found.certificate is not None


def test_without_a_reported_bound_the_certified_one_is_the_bound() -> None:
    said = replace(OPTIMAL, bound=None, prices=_nothing())
    found = find_proof(LOWERED, said, audit_prices(LOWERED, said))
    assert (found.bound, found.kind, found.certified) == (CHANGES, "certified", CHANGES)


def test_an_engine_without_prices_gets_some() -> None:
    said = solve(LOWERED.problem, SolveOptions(engine="cp-sat"))
    assert OPTIMAL.prices is None and said.prices is not None
    found = find_proof(LOWERED, said, audit_prices(LOWERED, said))
    assert found.certified is not None
    assert found.certificate is not None


def test_nothing_found_gets_no_prices() -> None:
    said = replace(OPTIMAL, status="no_plan", x=None, objective=None, bound=None, prices=None)
    found = find_proof(LOWERED, said, audit_prices(LOWERED, said))
    assert (found.bound, found.kind, found.certificate) == (None, "none", None)


def test_a_certified_bound_above_a_plan_is_a_bug() -> None:
    said = replace(OPTIMAL, objective=-1, bound=None, prices=_nothing())
    with pytest.raises(InternalError, match="but a plan costs"):
        find_proof(LOWERED, said, audit_prices(LOWERED, said))


def test_zero_prices_are_left_out() -> None:
    prices = _nothing()
    assert certificate_of(LOWERED, prices).rows == ()
    prices.rows[0, 0] = 7
    row = certificate_of(LOWERED, prices).rows[0]
    assert (row.worker, row.rule, row.price) == ("w1", "deadlines", 7)


def test_what_was_proven_before_is_audited_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    agency, policy = instance(), Policy()
    before = solve_instance(agency, policy, engine="kernel", threads=1)
    assert before.certificate is not None and before.certified_bound is not None
    assert before.certified_bound > 0
    start, certificate = before.plan, before.certificate
    monkeypatch.setattr(verify, "MOST_PAIRS", 0)
    with registered(Double(nothing_found)):
        alone = solve_instance(agency, policy, engine="double", time_limit=1e-6)
        known = solve_instance(
            agency, policy, engine="double", time_limit=1e-6, certificate=certificate
        )
        both = solve_instance(
            agency, policy, engine="double", start=start, certificate=certificate, gap=0.99
        )
    assert alone.certified_bound is None
    assert known.certified_bound == known.bound == before.certified_bound
    assert (known.bound_kind, known.certificate) == ("certified", certificate)
    assert (both.objective, both.bound) == (before.objective, before.bound)
    assert both.limit in ("gap", "none")


def test_prices_that_another_question_has_not_are_passed_over() -> None:
    row = RowPrice(worker="nobody", rule="deadlines", window=None, name=None, price=5)
    foreign = Certificate(scale=1000, rows=(row,))
    said = solve_instance(office(), Policy(), engine="least-loaded", certificate=foreign)
    assert said.has_plan and said.certificate != foreign


def test_prices_go_into_a_certificate_and_back() -> None:
    problem = LOWERED.problem
    random = np.random.default_rng(1)
    rows = random.integers(0, 5_000, problem.capacity.shape)
    limits = random.integers(0, 5_000, problem.global_limit.shape)
    again = prices_of(LOWERED, certificate_of(LOWERED, Prices(rows, limits)))
    assert (again.rows == rows).all() and (again.global_rows == limits).all()


def test_prices_of_what_a_question_lacks_are_left_out() -> None:
    named = Certificate(
        scale=2000,
        rows=(
            RowPrice(worker="nobody", rule="caseload", name="cap", price=7),
            RowPrice(worker="w1", rule="caseload", name="cap of another", price=7),
        ),
    )
    found = prices_of(LOWERED, named)
    assert not found.rows.any() and not found.global_rows.any()
