"""From an assignment to patterns and back."""

from __future__ import annotations

import numpy as np

from ...problem import AssignmentProblem, Ints
from .patterns import PatternMaker, Patterns
from .tariff import Floats


def patterns_used(
    problem: AssignmentProblem, maker: PatternMaker, x: Ints
) -> tuple[Patterns, Floats]:
    """Return the patterns of an assignment, and how often each is used.

    One a group and one a pair of a single item; what is left has a pattern without pairs.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    maker : PatternMaker
        Makes the patterns.
    x : array of shape (pairs,)
        How often each pair is used.
    """
    pair = np.flatnonzero(x)
    block = maker.block_of(problem.pair_item[pair])
    grouped = block < problem.groups
    key = np.where(grouped, block, problem.groups + pair)
    order = np.argsort(key, kind="stable")
    pair, block, key = pair[order], block[order], key[order]
    first = np.flatnonzero(np.append(True, np.diff(key) > 0)) if len(key) else key
    start = np.append(first, len(key))
    there = np.zeros(maker.blocks, dtype=np.bool_)
    there[block] = True
    done = np.zeros(maker.blocks, dtype=np.int64)
    np.add.at(done, block, np.where(block < problem.groups, 0, x[pair]))
    weight = np.where(block < problem.groups, 1, x[pair])[first]
    rest = np.where(np.arange(maker.blocks) < problem.groups, ~there, maker.count - done)
    empty = np.flatnonzero(rest)
    nothing = np.zeros(0, dtype=np.int64)
    patterns = maker.of_pairs(block[first], start, pair) + maker.of_pairs(
        empty, np.zeros(len(empty) + 1, dtype=np.int64), nothing
    )
    return patterns, np.append(weight, rest[empty]).astype(np.float64)


def rounded(problem: AssignmentProblem, count: Ints, patterns: Patterns, weight: Floats) -> Ints:
    """Return an assignment near a fractional one: as much of each pattern as is whole, then most.

    Parameters
    ----------
    problem : AssignmentProblem
        The problem.
    count : array of shape (blocks,)
        How often each block is to be served.
    patterns : Patterns
        The patterns.
    weight : array of shape (patterns,)
        How often each is used.

    Returns
    -------
    array of shape (pairs,)
        Not necessarily legal.
    """
    whole = np.floor(weight + 1e-6).astype(np.int64)
    missing = count.copy()
    np.subtract.at(missing, patterns.block, whole)
    order = np.lexsort((whole - weight, patterns.block))
    block = patterns.block[order]
    first = np.searchsorted(block, block)
    rank = np.arange(len(order)) - first
    whole[order[rank < missing[block]]] += 1
    x = np.zeros(problem.pairs, dtype=np.int64)
    of = np.repeat(np.arange(len(patterns)), np.diff(patterns.pair_start))
    np.add.at(x, patterns.pair, whole[of])
    return x
