"""What every pair, and every item left, costs under prices of rows, in floating point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse as matrices  # pyright: ignore[reportMissingTypeStubs]

from ...problem import SCALE, AssignmentProblem, Prices, Sparse

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Duals:
    """Prices of rows and what follows from them.

    Parameters
    ----------
    rows : array of shape (agents, rows)
        Price of each row of each agent, not negative.
    global_rows : array of shape (global rows,)
        Price of each global row, not negative.
    profile : array of shape (profiles, agents)
        Price of one use of each profile at each agent.
    constant : float
        The part of the bound that no choice changes.
    """

    rows: Floats
    global_rows: Floats
    profile: Floats
    constant: float

    @property
    def exact(self) -> Prices:
        """The prices in whole numbers, for the exact bound."""
        rows = np.rint(self.rows * SCALE).astype(np.int64)
        return Prices(rows, np.rint(self.global_rows * SCALE).astype(np.int64))


class DualsMaker:
    """Makes the duals of one problem from prices of its rows.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    """

    def __init__(self, problem: AssignmentProblem) -> None:
        self._problem = problem
        self._rows = scipy_matrix(problem.rows)
        self._profiles = scipy_matrix(problem.profiles)
        self._relief = scipy_matrix(problem.relief)

    def between(self, one: Duals, other: Duals, share: float) -> Duals:
        """Return duals a share of the way from some to others."""
        if share == 1.0:
            return other
        rows = (1 - share) * one.rows + share * other.rows
        return self.of(rows, (1 - share) * one.global_rows + share * other.global_rows)

    def of(self, rows: Floats, global_rows: Floats) -> Duals:
        """Return the duals of some prices."""
        problem = self._problem
        resource = self._rows.T @ rows.T
        reduced = problem.slack_price[:, None] - self._relief @ rows.T
        constant = float((problem.slack_limit.T * np.minimum(reduced, 0.0)).sum())
        constant -= float((rows * problem.capacity).sum())
        constant -= float(global_rows @ problem.global_limit)
        profile = np.ascontiguousarray(self._profiles @ resource)
        return Duals(rows, global_rows, profile, constant)


def scipy_matrix(table: Sparse) -> Any:
    """Return a sparse matrix of the problem as one of scipy's, in floating point."""
    shape = (table.rows, table.columns)
    entries = (table.value.astype(np.float64), table.column, table.start)
    return make_csr(entries, shape)


def make_csr(entries: object, shape: tuple[int, int]) -> Any:
    """Return a sparse matrix of scipy's, whose types say too little, from its entries."""
    make: Any = matrices.csr_array
    return make(entries, shape=shape)


def empty_csr(rows: int, columns: int) -> Any:
    """Return a sparse matrix of scipy's without entries."""
    none = np.zeros(0, dtype=np.int64)
    return make_csr((np.zeros(0), (none, none)), (rows, columns))


def stack_csr(parts: list[list[Any]]) -> Any:
    """Return a sparse matrix of scipy's from a table of its parts, None where there is nothing."""
    library: Any = matrices
    return library.block_array(parts, format="csr")


def repeat_diagonal(part: object, times: int) -> Any:
    """Return a sparse matrix of scipy's with one part on its diagonal so many times."""
    library: Any = matrices
    return library.kron(library.eye_array(times), part, format="csr")
