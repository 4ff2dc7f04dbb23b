"""Shadow prices: what one unit more of something scarce is worth, at the margin.

The prices that prove a bound also say how fast the bound can fall. With the same prices, d units
more of a row lower the bound by price x d at most. So no plan of the changed agency costs less than
bound - price x d, and d units save at most the gap + price x d, however large d is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Unpack

import numpy as np
import numpy.typing as npt

from ..model.certificate import Certificate, RowPrice
from ..model.errors import typed_arguments
from ..model.instance import Instance
from ..model.policy import MILLI, Policy
from ..planning import Result
from ..planning.certificate import proof_by_rows
from ..planning.many_solves import Job, ManySolves
from ..planning.options import ManyFields
from ..solver import Limits, SolveOptions
from .worth import HOUR, ShadowPrices, WorkerWorth

_SHARE = 0.8
"""Share of the time for the solve."""

Floats = npt.NDArray[np.float64]


@typed_arguments(instance=Instance, policy=Policy, options=SolveOptions)
def shadow_prices(
    instance: Instance,
    policy: Policy,
    options: SolveOptions | None = None,
    **how: Unpack[ManyFields],
) -> ShadowPrices:
    """Find what one unit more of each scarce thing is worth.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    options : SolveOptions or None
        Engine, limit of the whole call, gap and seed. The solve gets four fifths of the time; the
        rest is for prices of rows, where its engine has none.
    **how
        Fields of ``SolveOptions``, and of ``ManyFields``: who does the solves, and who listens.

    Returns
    -------
    ShadowPrices
        By worker, and for limits on the whole plan.
    """
    job = Job("shadow prices", instance, policy)
    with ManySolves.of(options, how) as many:
        (result,) = many.within(_SHARE).results([job])
        limits = Limits(many.budget.left(), cancel=many.budget.cancel)
        return read_worths(instance, policy, result, limits)


def read_worths(
    instance: Instance, policy: Policy, result: Result, limits: Limits | None = None
) -> ShadowPrices:
    """Return the shadow prices that the certificate of a result holds.

    Parameters
    ----------
    instance : Instance
        The instance.
    policy : Policy
        The policy.
    result : Result
        Its result.
    limits : Limits or None
        Those of the linear relaxation, where it is needed; None for none.

    Returns
    -------
    ShadowPrices
        Without prices where there are none. Where the certificate keeps a row in knapsacks,
        which leaves it without a price, those of the linear relaxation take their place.
    """
    if result.certificate is not None and result.certificate.kept is not None:
        result = _with_row_prices(instance, policy, result, limits or Limits())
    proof = result.certificate
    if proof is None or proof.shortage is not None:
        return ShadowPrices(result, (), {})
    rows: dict[str, list[RowPrice]] = defaultdict(list)
    for row in proof.rows:
        rows[row.worker].append(row)
    workers = instance.workers.select("id", "office", "languages", "programs").iter_rows()
    found = tuple(
        _worth(who, rows[who[0]], proof, policy, capacity)
        for who, capacity in zip(workers, instance.capacity, strict=True)
    )
    unit = proof.scale * MILLI
    of_all = {str(limit): limit.price / unit for limit in proof.limits}
    return ShadowPrices(result, found, of_all)


def _with_row_prices(instance: Instance, policy: Policy, result: Result, limits: Limits) -> Result:
    """Return a result with prices for every row, and the bound that these prove."""
    proof = proof_by_rows(instance, policy, limits)
    prices = None if proof is None else proof.certificate
    bound = None if proof is None or proof.certified is None else proof.certified / MILLI
    return result.model_copy(update={"certificate": prices, "certified_bound": bound})


def _worth(
    who: tuple[str, str, list[str], list[str]],
    rows: list[RowPrice],
    proof: Certificate,
    policy: Policy,
    capacity: npt.NDArray[np.int64],
) -> WorkerWorth:
    unit = proof.scale * MILLI
    inside = np.zeros(len(capacity))
    always, case = 0.0, 0.0
    for row in rows:
        if row.window is not None:
            inside[row.window[0] : row.window[1] + 1] += row.price / unit
        elif row.rule == "utilisation":
            always += _share(policy, row.name or "") * row.price / unit
        elif row.name == "cap":
            case += MILLI * row.price / unit
    there = capacity > 0
    minute: Floats = inside + always
    price = policy.overtime.price if policy.overtime.enabled else 0.0
    more = np.maximum(inside - price, 0.0)[there] if policy.overtime.enabled else np.zeros(0)
    worth = np.where(there, minute, 0.0)
    best = int(worth.argmax()) if worth.any() else None
    id, office, languages, programs = who
    return WorkerWorth(
        worker=id,
        office=office,
        languages=tuple(languages),
        programs=tuple(programs),
        hour=round(HOUR * float(minute[there].mean()), 6) if there.any() else 0.0,
        period=best,
        best=0.0 if best is None else round(HOUR * float(worth[best]), 6),
        overtime=round(float(more.sum()), 6),
        case=round(case, 6),
    )


def _share(policy: Policy, name: str) -> float:
    """Return how much of a regular minute counts in the row of a utilisation level."""
    section = policy.utilisation
    if name == "ceiling":
        return section.ceiling or 0.0
    place = name.removeprefix("breakpoint ")
    return section.breakpoints[int(place) - 1].above if place.isdecimal() else 0.0
