"""A compressed-sparse-row matrix of whole numbers: scipy's, with places of 64 bits.

Compiled loops and sums over entries read its three arrays; scipy does the arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

Ints = npt.NDArray[np.int64]
"""An array of 64-bit whole numbers."""

Bools = npt.NDArray[np.bool_]
"""An array of truth values."""


@dataclass(frozen=True, eq=False)
class Sparse:
    """A matrix of whole numbers, stored row by row.

    Parameters
    ----------
    start : array of shape (rows + 1,)
        Row ``i`` holds the entries ``start[i]`` to ``start[i + 1] - 1``.
    column : array of shape (entries,)
        Column of each entry; within a row each column stands at most once.
    value : array of shape (entries,)
        Value of each entry.
    columns : int
        Number of columns.
    """

    start: Ints
    column: Ints
    value: Ints
    columns: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.start) - 1

    @property
    def row_of(self) -> Ints:
        """Row of each entry."""
        return np.repeat(np.arange(self.rows, dtype=np.int64), np.diff(self.start))

    def to_scipy(self) -> csr_array:
        """Return the matrix as one of scipy; the values are shared."""
        return csr_array((self.value, self.column, self.start), shape=(self.rows, self.columns))

    def row(self, index: int) -> tuple[Ints, Ints]:
        """Return columns and values of one row."""
        part = slice(int(self.start[index]), int(self.start[index + 1]))
        return self.column[part], self.value[part]

    def dense(self) -> Ints:
        """Return the matrix as an array of shape (rows, columns)."""
        full: Ints = self.to_scipy().toarray()
        return full

    def times(self, vector: Ints) -> Ints:
        """Return the product with a vector of shape (columns,): shape (rows,)."""
        product: Ints = self.to_scipy() @ vector
        return product

    def transposed(self) -> Sparse:
        """Return the matrix with rows and columns exchanged."""
        return _from_scipy(self.to_scipy().T.tocsr())

    def take(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return, for several rows at once, the position in ``rows`` and the entry index.

        Parameters
        ----------
        rows : array of shape (n,)
            Row indices, repeats allowed.

        Returns
        -------
        position, entry : arrays of shape (entries of all the rows,)
            ``entry[i]`` is an entry of row ``rows[position[i]]``.
        """
        lengths = self.start[rows + 1] - self.start[rows]
        position = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        ends = np.cumsum(lengths)
        offset = np.arange(int(lengths.sum()), dtype=np.int64) - np.repeat(ends - lengths, lengths)
        return position, np.repeat(self.start[rows], lengths) + offset


def sum_by(key: Ints, value: Ints, size: int) -> Ints:
    """Return the exact sums of values by key, of shape (size,)."""
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, key, value)
    return total


def sum_columns(values: Ints, key: Ints, size: int) -> Ints:
    """Return the exact sums of columns by key: (n, columns) with keys (columns,) to (n, size)."""
    total = np.zeros((size, len(values)), dtype=np.int64)
    np.add.at(total, key, values.T)
    return np.ascontiguousarray(total.T)


def sparse(row: Ints, column: Ints, value: Ints, rows: int, columns: int) -> Sparse:
    """Make a matrix from entries in any order; entries of the same place are added up.

    Parameters
    ----------
    row, column, value : arrays of shape (entries,)
        Place and value of each entry.
    rows, columns : int
        Size of the matrix.

    Returns
    -------
    Sparse
        Rows sorted by column; entries that add up to zero are left out.
    """
    entries = (value.astype(np.int64), (row, column))
    return _from_scipy(coo_array(entries, shape=(rows, columns)).tocsr())


def _from_scipy(matrix: csr_array) -> Sparse:
    """Return a matrix of scipy with places of 64 bits, as compiled loops take them."""
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    start, column = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64)
    return Sparse(start, column, matrix.data.astype(np.int64), int(matrix.shape[1]))


def empty(rows: int, columns: int) -> Sparse:
    """Return a matrix without entries."""
    none = np.zeros(0, dtype=np.int64)
    return Sparse(np.zeros(rows + 1, dtype=np.int64), none, none, columns)


def product(left: Sparse, right: Sparse) -> Sparse:
    """Return the matrix product of two sparse matrices."""
    return _from_scipy(left.to_scipy() @ right.to_scipy())
