"""Single items: compiled prices and knapsacks prove what they say, every part can be left out."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import pytest

from draws import SHARE
from samehands.benchmarks.instances.sparse import generate_sparse
from samehands.problem import SCALE, AssignmentProblem, Prices
from samehands.solver import Limits, Request, SolveMonitor, run
from samehands.solver.dual import ascent
from samehands.solver.dual.ascent import BackgroundDualAscent
from samehands.solver.dual.decomposition import prove_bound
from samehands.solver.dual.row_bounds import price_rows, supports
from samehands.solver.kernel import Kernel, KernelSteps
from samehands.solver.linear.relaxation import Sifted, Sifting, cheapest_pairs
from samehands.solver.prices import priced

ITEMS, OPTIMUM = 1_800, 70_485
"""As every way of leaving a part out finds it."""

FEW, CHEAPEST = (ITEMS, OPTIMUM) if SHARE == 1.0 else (600, 24_197)
"""Of a problem that is solved with each part left out; HiGHS proves the same on the whole."""


@cache
def _problem(items: int = ITEMS) -> AssignmentProblem:
    return generate_sparse(items, 12, 12, 1).to_problem()


@cache
def _sifted(by_subgradient: bool) -> Sifted | None:
    """Return the linear program of the larger problem, which several tests look at."""
    sifting = Sifting(
        _problem(), 1, Limits(), lambda under, prices: None, by_subgradient=by_subgradient
    )
    return sifting.run()


def test_subgradient_comes_near_the_linear_program_and_not_above_it() -> None:
    problem = _problem()
    assert supports(problem)
    found = _sifted(by_subgradient=False)
    assert found is not None and found.linear.is_complete
    bound = priced(problem, price_rows(problem)).bound / SCALE
    assert 0.999 * found.linear.objective <= bound <= found.linear.objective + 1e-6


def test_linear_program_by_columns_is_that_of_all_pairs() -> None:
    values = set[int]()
    for subgradient in (False, True):
        found = _sifted(by_subgradient=subgradient)
        assert found is not None
        values.add(round(found.linear.objective))
    assert len(values) == 1


def test_knapsacks_prove_more_than_rows_and_no_more_than_is_true() -> None:
    problem = _problem()
    assert ascent.supports(problem)
    found = _sifted(by_subgradient=True)
    assert found is not None
    said: list[tuple[Prices, int]] = []
    matter = cheapest_pairs(found.under, 2 * problem.items)

    def take(prices: Prices, bound: int) -> None:
        said.append((prices, bound))

    with BackgroundDualAscent(
        problem, found.linear.prices, matter, Limits(), take, bool
    ) as background:
        background.wait()
    assert all(prove_bound(problem, prices) == bound for prices, bound in said)
    best = max(bound for _, bound in said)
    assert found.under.bound < best <= OPTIMUM * SCALE


@pytest.mark.parametrize("part", [None, *(part.name for part in fields(KernelSteps))])
def test_every_part_can_be_left_out(part: str | None) -> None:
    steps = KernelSteps() if part is None else replace(KernelSteps(), **{part: False})
    monitor = SolveMonitor(Limits(seconds=600.0))
    answer = run(Kernel(steps), _problem(FEW), Request(threads=2), monitor)
    assert (answer.status, answer.objective, answer.bound) == ("optimal", CHEAPEST, CHEAPEST)
