"""Which counts are hidden so that no small one can be read or worked out.

The rule is CalHHS Data De-Identification Guidelines 4.4.1: counts from 1 to 10 are hidden and zero
is shown; further counts are hidden so that sums do not give the small ones back; one more where
everything hidden in a sum is 3 or less, or together less than 11. All sums of a document are taken
together, because one table can give back what another hides.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .attack import attack
from .sums import LEAST_SHOWN, Cells, Sum, check_sums, is_small, linked

_TINY = 3
"""Hidden counts of a sum must not all be this small (CalHHS 4.4.1)."""

_CLOSE = 1e-6
_MOST_CELLS = 1_500
"""Cells that hang together up to which the least loss is looked for by integer programming."""

_MOST_ROUNDS = 40
_MOST_NODES = 20_000
MOST_SECONDS = 30.0
"""Seconds after which the search is stopped."""


@dataclass(frozen=True)
class Hidden:
    """The names of the counts that are not shown.

    Parameters
    ----------
    primary : frozenset of str
        Those from 1 to 10.
    complementary : frozenset of str
        Those that would give a small one away.
    beyond : frozenset of str
        Of the complementary ones those hidden because the search was stopped: every count that
        hangs together with a small one, needed or not.
    """

    primary: frozenset[str] = frozenset()
    complementary: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Return all of them."""
        return self.primary | self.complementary


def protect(
    counts: Mapping[str, int], sums: Sequence[Sum] = (), known: Collection[str] = ()
) -> Hidden:
    """Return which counts to hide: as few as possible so that small ones stay unknown.

    Hidden are all counts from 1 to 10, never a zero, and as few others as possible, sums last, such
    that

    - of the terms of a sum (parts and total) none is the only hidden one, and as far as there is
      more to hide, the hidden ones are together 11 or more and not all of them 3 or less;
    - whoever sees the rest cannot bound a hidden count more tightly than ``attack`` allows.

    The same counts and sums give the same answer, but for a search of more than 30 seconds: it is
    stopped, and every count above zero that hangs together with the small ones is hidden.

    Parameters
    ----------
    counts : mapping of str to int
        Each count of people by its name.
    sums : sequence of Sum
        Which of them are sums of others, all of one document.
    known : collection of str
        The names of those that everybody knows from elsewhere: they are shown, however small.

    Raises
    ------
    ValueError
        If a count is negative, or a sum does not fit the counts.
    """
    check_sums(counts, sums)
    until = time.monotonic() + MOST_SECONDS
    groups = list(linked(counts, sums, known))
    hidden: set[str] = set()
    beyond: set[str] = set()
    for cells in groups:
        if cells.small.any():
            pattern = _Search(cells, until).pattern()
            beyond.update(cells.hideable() if pattern is None else ())
            hidden.update(cells.hideable(pattern))
    # The last word has an attack that shares nothing with the search.
    exposed = {each.key for each in attack(counts, hidden, sums, known)}
    for cells in groups:
        if not exposed.isdisjoint(cells.keys):
            beyond.update(cells.hideable())
            hidden.update(cells.hideable())
    primary = frozenset(key for key in hidden if is_small(counts[key]))
    return Hidden(primary, frozenset(hidden - primary), frozenset(beyond - primary))


@dataclass(frozen=True)
class _Cover:
    """What must be hidden: so much of some cells, if a certain cell is hidden."""

    weights: NDArray[np.float64]
    need: float
    cell: int


@dataclass
class _Search:
    """The search for the cells to hide among those that hang together."""

    cells: Cells
    until: float
    covers: list[_Cover] = field(default_factory=list[_Cover])
    blind: _Reader = field(init=False)

    def __post_init__(self) -> None:
        self.blind = _Reader(self.cells, ~self.cells.known)

    def pattern(self) -> NDArray[np.bool_] | None:
        """Return which cells to hide, or None if the search was stopped."""
        self.covers += _rule(self.cells)
        exact = len(self.cells.keys) <= _MOST_CELLS
        hidden = self.cells.small
        for round_ in range(len(self.cells.keys) + _MOST_ROUNDS):
            exact = exact and round_ < _MOST_ROUNDS
            hidden = self._least_loss() if exact else self._grown(hidden)
            cuts = list(_cuts(_Reader(self.cells, hidden), self.blind))
            if not cuts:
                return hidden
            if time.monotonic() > self.until or any(not cut.weights.any() for cut in cuts):
                return None
            self.covers += cuts
        return None

    def _least_loss(self) -> NDArray[np.bool_]:
        """Return the cheapest cells that meet all covers, by integer programming."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not self.covers:
            return self.cells.small
        rows = np.array([each.weights for each in self.covers])
        rows[np.arange(len(rows)), [each.cell for each in self.covers]] -= [
            each.need for each in self.covers
        ]
        answer = milp(
            _losses(self.cells),
            integrality=np.ones(len(self.cells.keys), np.int64),
            bounds=Bounds(self.cells.small.astype(float), (~self.cells.known).astype(float)),
            constraints=LinearConstraint(rows, 0.0, np.inf),
            options={"node_limit": _MOST_NODES, "mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return self._grown(self.cells.small)
        return np.asarray(answer.x > 0.5, np.bool_)

    def _grown(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the cells hidden, and more until all covers are met, each time the cheapest."""
        losses = _losses(self.cells)
        grown = hidden.copy()
        lacking = True
        while lacking:
            lacking = False
            for each in self.covers:
                while grown[each.cell] and each.weights[grown].sum() < each.need:
                    useful = (each.weights > 0) & ~grown
                    grown[np.where(useful, losses, np.inf).argmin()] = True
                    lacking = True
        return grown


def _losses(cells: Cells) -> NDArray[np.float64]:
    """Return what is lost by hiding each cell, shape (cells,).

    A cell counts one, and a sum as much again for each part above zero; people come after cells.
    """
    parts = (cells.equations > 0).sum(axis=1)
    sums = np.where(cells.equations < 0, parts[:, None], 0).max(axis=0, initial=0)
    return np.asarray(1.0 + sums + np.log1p(cells.values) / 100, np.float64)


def _rule(cells: Cells) -> Iterator[_Cover]:
    """Yield what the rule asks of each sum by itself, as far as there is something to hide."""
    for row in cells.equations:
        open_ = (row != 0) & ~cells.known
        values = np.where(open_, cells.values, 0)
        for cell in np.flatnonzero(open_):
            others = open_.astype(np.float64)
            others[cell] = 0
            if others.any():
                yield _Cover(others, 1.0, int(cell))
        together = np.minimum(values, LEAST_SHOWN).astype(np.float64)
        enough = min(float(LEAST_SHOWN), float(together.sum()))
        larger = (values > _TINY).astype(np.float64)
        for cell in np.flatnonzero(open_ & cells.small):
            yield _Cover(together, enough, int(cell))
            if larger.any():
                yield _Cover(larger, 1.0, int(cell))


def _cuts(reader: _Reader, blind: _Reader) -> Iterator[_Cover]:
    """Yield for each cell that a reader can bound too tightly what one must hide of.

    Parameters
    ----------
    reader : _Reader
        Who sees what is not hidden.
    blind : _Reader
        Who sees only zeros and what everybody knows, which is no fault of what is shown.
    """
    if np.array_equal(reader.hidden, blind.hidden):
        return
    reader.reach_together()
    for cell in np.flatnonzero(reader.hidden):
        rests = reader.rests(int(cell), blind)
        if rests is not None:
            yield _Cover(rests.astype(np.float64), 1.0, int(cell))


class _Reader:
    """Whoever sees the cells that are not hidden, and what that tells.

    Parameters
    ----------
    cells : Cells
        All cells that hang together.
    hidden : ndarray of bool, shape (cells,)
        Which of them are not seen.
    """

    def __init__(self, cells: Cells, hidden: NDArray[np.bool_]) -> None:
        self.cells = cells
        self.hidden = hidden
        # The extremes of all that was found possible.
        self.lows = cells.values.astype(np.float64)
        self.highs = self.lows.copy()

    def reach_together(self) -> None:
        """Move many small cells down, then up, at once."""
        for sign, tight in ((1, self._low_tight), (-1, self._high_tight)):
            left = np.flatnonzero(self.cells.small & self.hidden)
            before = len(left) + 1
            while 0 < len(left) < before:
                before = len(left)
                self._push(left, sign)
                left = left[tight()[left]]

    def rests(self, cell: int, blind: _Reader) -> NDArray[np.bool_] | None:
        """Return the cells on which too tight a bound of a hidden one rests; None if none is."""
        low, high = self.reach(cell)
        tight_low, tight_high = self._low_tight()[cell], self._high_tight()[cell]
        if not tight_high and not tight_low:
            return None
        enough = self._enough()[cell]
        blind.reach(cell)
        if tight_high and min(blind.highs[cell], enough) > self.highs[cell] + _CLOSE:
            return high if self.cells.small[cell] else low | high
        if tight_low and blind.lows[cell] < self.lows[cell] - _CLOSE:
            return low
        return None

    def reach(self, cell: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Find how far down and up a cell goes; return the shown cells that hold it there."""
        low = high = np.zeros(len(self.hidden), np.bool_)
        fixed = self.highs[cell] - self.lows[cell] < 1 - _CLOSE
        if self.lows[cell] > 1 + _CLOSE and (self.cells.small[cell] or fixed):
            low = self._push(np.array([cell]), 1)
        if self._high_tight()[cell]:
            high = self._push(np.array([cell]), -1)
        return low, high

    def _enough(self) -> NDArray[np.float64]:
        return np.where(self.cells.small, LEAST_SHOWN - 1.0, self.lows + 1)

    def _low_tight(self) -> NDArray[np.bool_]:
        return np.asarray(self.cells.small & (self.lows > 1 + _CLOSE), np.bool_)

    def _high_tight(self) -> NDArray[np.bool_]:
        return np.asarray(self.highs < self._enough() - _CLOSE, np.bool_)

    def _push(self, some: NDArray[np.int64], sign: int) -> NDArray[np.bool_]:
        """Move cells down (sign 1), or up as far as it matters (-1), as far as all go together."""
        from scipy.optimize import linprog

        seen = self.cells.values.astype(np.float64)
        low = np.where(self.hidden, 1.0, seen)
        high = np.where(self.hidden, np.inf, seen)
        if sign < 0:
            high[some] = self._enough()[some]
        goal = np.zeros(len(seen))
        goal[some] = sign
        answer = linprog(
            goal,
            A_eq=self.cells.equations,
            b_eq=np.zeros(len(self.cells.equations)),
            bounds=list(zip(low.tolist(), high.tolist(), strict=True)),
            method="highs",
        )
        if answer.x is None:
            raise ArithmeticError(f"no counts fit what is shown: {answer.message}")
        np.minimum(self.lows, answer.x, out=self.lows)
        np.maximum(self.highs, answer.x, out=self.highs)
        held = np.abs(answer.lower.marginals + answer.upper.marginals) > 1e-7
        return np.asarray(held & ~self.hidden & ~self.cells.known, np.bool_)
