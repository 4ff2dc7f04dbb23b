"""Prices that prove a bound on one question, tried on another: any prices prove some bound."""

from __future__ import annotations

from collections.abc import Iterator

from ..audit import verify_certificate
from ..model.certificate import Certificate, RowPrice
from ..model.errors import InternalError
from ..model.policy import Policy
from ..model.units import MILLI, milli
from ..planning import Result
from .monotonicity import Question


def with_lent_prices(question: Question, result: Result, lender: Result) -> Result:
    """Return a result with a better certified bound, where the prices of another prove one.

    The prices are tried as they are and with what a client without an owner costs on every cap.

    Parameters
    ----------
    question : tuple of Instance and Policy
        What was asked.
    result : Result
        What was found.
    lender : Result
        The result for another question; its certificate is tried, and so is the result's own.

    Returns
    -------
    Result
        The result, with the bound that the audit found to be the best.

    Raises
    ------
    InternalError
        If a certified bound lies above the cost of the plan: a bug.
    """
    best, proof = result.certified_bound, None
    for certificate in _tried(question[1], result, lender):
        found = verify_certificate(*question, certificate).bound
        if found is not None and (best is None or found / MILLI > best):
            best, proof = found / MILLI, certificate
    if best is None or proof is None:
        return result
    if result.objective is not None and best > result.objective:
        raise InternalError(f"certified bound {best}, but a plan costs {result.objective}")
    update: dict[str, object] = {"certified_bound": best, "certificate": proof}
    if result.bound is None or best >= result.bound:
        update |= {"bound": best, "bound_kind": "certified"}
        if best == result.objective:
            update |= {"status": "optimal", "limit": "none"}
    return result.model_copy(update=update)


def _tried(policy: Policy, result: Result, lender: Result) -> Iterator[Certificate]:
    for certificate in (lender.certificate, result.certificate):
        if certificate is None or certificate.shortage is not None:
            continue
        if certificate is not result.certificate:
            yield certificate
        if (more := _with_caps(policy, certificate, _workers(result, lender))) is not None:
            yield more


def _workers(*results: Result) -> list[str]:
    """Return the workers who own anybody in the plans that there are."""
    owners: set[str] = set()
    for result in results:
        if result.found is not None:
            owners.update(result.found.owners["owner"].drop_nulls().to_list())
    return sorted(owners)


def _with_caps(policy: Policy, certificate: Certificate, workers: list[str]) -> Certificate | None:
    """Return a certificate with prices on caps too; None where there are none to add."""
    section = policy.caseload
    if not section.enabled or policy.service.undone == "forbidden":
        return None
    if any(row.rule == "caseload" for row in certificate.rows):
        return None
    price = milli(policy.service.unowned) * certificate.scale
    units = {f"cap {program}": 1 for program in section.caps}
    units |= {} if section.cap is None else {"cap": MILLI}
    rows = [
        RowPrice(worker=worker, rule="caseload", name=name, price=price // unit)
        for name, unit in units.items()
        for worker in workers
    ]
    if not rows or not price:
        return None
    return certificate.model_copy(update={"rows": (*certificate.rows, *rows)})
