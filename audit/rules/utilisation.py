"""Utilisation: minutes worked stay under the ceiling, and groups of workers stay alike."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt
import polars as pl

from ...model.errors import InputError, InputFault
from ...model.instance import Instance
from ...model.policy import MILLI, floor_share
from ...model.sections import Gap
from ..context import Context
from ..violations import Violation


def find_violations(context: Context) -> list[Violation]:
    """Return workers above the ceiling, and groups of workers too far from the others.

    In minutes above the ceiling; a gap in thousandths of a minute per regular minute above its
    limit, rounded up.

    Raises ``InputError`` if a gap names its group otherwise than ``Gap.group`` allows.
    """
    return [*_ceiling(context), *_gaps(context)]


def _ceiling(context: Context) -> list[Violation]:
    ceiling = context.policy.utilisation.ceiling
    if ceiling is None:
        return []
    loads: list[int] = context.worked.sum(axis=1).tolist()
    regular: list[int] = context.capacity.sum(axis=1).tolist()
    return [
        Violation(
            "utilisation",
            {"worker": worker},
            None,
            load - most,
            "minutes",
            f"worker {worker} works {load} min, more than the ceiling of {most}",
        )
        for worker, load, cap in zip(context.instance.workers["id"], loads, regular, strict=True)
        if load > (most := floor_share(ceiling, cap))
    ]


def _gaps(context: Context) -> list[Violation]:
    gaps = context.policy.utilisation.gaps
    if not gaps:
        return []
    standard = context.done.group_by("worker").agg(pl.col("minutes").sum())
    tasks = (
        context.instance.workers.select(worker="id")
        .join(standard, on="worker", how="left", maintain_order="left")["minutes"]
        .fill_null(0)
        .to_numpy()
    )
    found = (_gap(context, gap, tasks) for gap in gaps)
    return [violation for violation in found if violation is not None]


def _gap(context: Context, gap: Gap, tasks: npt.NDArray[np.int64]) -> Violation | None:
    inside = find_members(context.instance, gap.group)
    regular = context.capacity.sum(axis=1)
    ours, theirs = int(regular[inside].sum()), int(regular[~inside].sum())
    if ours == 0 or theirs == 0:
        return None
    apart = abs(
        Fraction(int(tasks[inside].sum()), ours) - Fraction(int(tasks[~inside].sum()), theirs)
    )
    above = apart - Fraction(Decimal(repr(gap.limit)))
    if above <= 0:
        return None
    return Violation(
        "utilisation",
        {"group": gap.group},
        None,
        ceil(above * MILLI),
        "thousandths",
        f"task minutes per regular minute of {gap.group} and of all others are "
        f"{float(apart):.3f} apart, more than {gap.limit:g}",
    )


def find_members(instance: Instance, group: str) -> npt.NDArray[np.bool_]:
    """Return who is in a group of workers, as ``Gap.group`` names it: of shape (workers,).

    Raises ``InputError`` if the name begins otherwise.
    """
    workers = instance.workers
    kind, _, name = group.partition(":")
    match kind:
        case "language":
            inside = workers["languages"].list.contains(name)
        case "program":
            inside = workers["programs"].list.contains(name)
        case "office" | "unit":
            inside = workers[kind] == name
        case _:
            message = f"unknown group {group!r}; begin with language:, program:, office: or unit:"
            raise InputError([InputFault("policy", None, None, "utilisation.gaps", message)])
    return inside.fill_null(False).to_numpy()
