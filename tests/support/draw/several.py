"""Problems that fall into independent parts: small drawn ones side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from drawn_problems import draw_problem
from samehands.problem import AssignmentProblem, Sparse, checked, sparse


def draw_several(rng: Random) -> AssignmentProblem:
    """Draw up to four small problems of the same rows and put them side by side."""
    base = draw_problem(rng)
    others = [_redrawn(rng, base) for _ in range(rng.randint(0, 3))]
    return beside([base, *others])


def _redrawn(rng: Random, base: AssignmentProblem) -> AssignmentProblem:
    """Return a problem with the same agents and items and other costs, pairs and prices."""
    kept = np.array([rng.random() < 0.7 for _ in range(base.pairs)], dtype=np.bool_)
    start = np.append(0, np.cumsum(kept))[base.pair_start]
    place = np.cumsum(kept) - 1
    inside = kept[base.global_pairs.column]
    rows = base.global_pairs
    return replace(
        base,
        unassigned_price=np.where(base.required, 0, rng.randint(0, 9)),
        pair_start=start,
        pair_agent=base.pair_agent[kept],
        pair_cost=base.pair_cost[kept] + rng.randint(0, 3),
        pair_profile=base.pair_profile[kept],
        global_pairs=sparse(
            rows.row_of[inside],
            place[rows.column[inside]],
            rows.value[inside],
            rows.rows,
            int(kept.sum()),
        ),
    )


def beside(problems: Sequence[AssignmentProblem]) -> AssignmentProblem:
    """Return problems of the same rows, slacks and profiles as one that falls into them."""
    base = problems[0]
    agents, items, pairs, groups = (
        _offsets([getattr(problem, name) for problem in problems])
        for name in ("agents", "items", "pairs", "groups")
    )

    def joined(name: str, offsets: Sequence[int] | None = None) -> np.ndarray:
        parts = [np.asarray(getattr(problem, name)) for problem in problems]
        if offsets is not None:
            parts = [
                np.where(part >= 0, part + at, -1) for part, at in zip(parts, offsets, strict=False)
            ]
        return np.concatenate(parts)

    starts = [problem.pair_start[1:] + at for problem, at in zip(problems, pairs, strict=False)]
    windows = base.windows
    capacity = [problem.windows.capacity for problem in problems if problem.windows is not None]
    return checked(
        replace(
            base,
            agents=agents[-1],
            pair_start=np.concatenate([[0], *starts]),
            pair_agent=joined("pair_agent", agents),
            group=joined("group", groups),
            group_lead=joined("group_lead", items),
            global_pairs=_diagonal([problem.global_pairs for problem in problems]),
            global_unassigned=_diagonal([problem.global_unassigned for problem in problems]),
            windows=None
            if windows is None
            else replace(windows, capacity=np.concatenate(capacity)),
            count=joined("count"),
            required=joined("required"),
            unassigned_price=joined("unassigned_price"),
            pair_cost=joined("pair_cost"),
            pair_profile=joined("pair_profile"),
            capacity=joined("capacity"),
            slack_limit=joined("slack_limit"),
            bound=joined("bound"),
            group_limit=joined("group_limit"),
            join_price=joined("join_price"),
            join_profile=joined("join_profile"),
            global_limit=joined("global_limit"),
            open_price=joined("open_price"),
        )
    )


def _offsets(sizes: Sequence[int]) -> list[int]:
    return [0, *np.cumsum(sizes).tolist()]


def _diagonal(matrices: Sequence[Sparse]) -> Sparse:
    rows = _offsets([matrix.rows for matrix in matrices])
    columns = _offsets([matrix.columns for matrix in matrices])
    return sparse(
        np.concatenate([m.row_of + at for m, at in zip(matrices, rows, strict=False)]),
        np.concatenate([m.column + at for m, at in zip(matrices, columns, strict=False)]),
        np.concatenate([matrix.value for matrix in matrices]),
        rows[-1],
        columns[-1],
    )
