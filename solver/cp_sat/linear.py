"""Linear expressions, built the quick way."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

Weighted = list[tuple[cp_model.IntVar, int]]
"""Variables with their coefficients."""


def weighted(terms: Weighted) -> cp_model.LinearExprT:
    """Return the sum of variables times coefficients."""
    variables, factors = [var for var, _ in terms], [factor for _, factor in terms]
    # The stubs of OR-Tools leave the element types of the lists open.
    return cp_model.LinearExpr.weighted_sum(variables, factors)  # pyright: ignore[reportUnknownMemberType]


def total(variables: Sequence[cp_model.IntVar]) -> cp_model.LinearExprT:
    """Return the sum of variables."""
    return weighted([(var, 1) for var in variables])
