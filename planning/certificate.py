"""From an engine's prices to a certificate, and what the audit makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..audit import Verification, verify_certificate
from ..formulations import Lowered, lower
from ..model.certificate import Certificate, LimitPrice, RowName, RowPrice
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.policy import MILLI, Policy
from ..model.policy_order import policy_fields
from ..problem import SCALE, SHORTAGE, Answer, Prices
from ..solver import Limits, find_prices
from .result import BoundKind, Result

_ROUNDING = 10**6
"""A certified bound weaker than a reported one by at most this part of it replaces it."""


@dataclass(frozen=True)
class Proof:
    """What is proven about a question, in thousandths of a minute.

    Parameters
    ----------
    certificate : Certificate or None
        Prices that the audit has turned into ``certified``, or into a proof that there is no plan.
    certified : int or None
        The bound that the audit found them to prove.
    bound : int or None
        The best bound known.
    kind : BoundKind
        Whether the audit vouches for ``bound`` or only the engine does.
    """

    certificate: Certificate | None
    certified: int | None
    bound: int | None
    kind: BoundKind


@dataclass(frozen=True)
class Known:
    """What prices are known to prove.

    Parameters
    ----------
    certificate : Certificate
        The prices.
    bound : int
        What the audit found them to prove, in thousandths of a minute.
    """

    certificate: Certificate
    bound: int


def audit_known(lowered: Lowered, certificate: Certificate) -> Known | None:
    """Return what prices of another solve prove about a question; None if nothing.

    Parameters
    ----------
    lowered : Lowered
        The question.
    certificate : Certificate
        Prices of any question.

    Returns
    -------
    Known or None
        None where they speak of what the question does not have, or of a shortage.
    """
    found = verify_certificate(lowered.instance, lowered.policy, certificate)
    return None if found.bound is None else Known(certificate, found.bound)


def audit_prices(lowered: Lowered, answer: Answer) -> Known | None:
    """Return what the audit finds an answer's prices to prove, None if nothing; no plan matters.

    Parameters
    ----------
    lowered : Lowered
        What was asked.
    answer : Answer
        What the solver answered, with prices where there are some.
    """
    return None if answer.status == "infeasible" else _known_by(lowered, answer.prices)


def _known_by(lowered: Lowered, prices: Prices | None) -> Known | None:
    if prices is None:
        return None
    certificate = certificate_of(lowered, prices)
    found = _audited(lowered, certificate)
    return None if found.bound is None else Known(certificate, found.bound)


def find_proof(
    lowered: Lowered, answer: Answer, own: Known | None, known: Known | None = None
) -> Proof:
    """Find out what the audit can vouch for of what an engine says.

    Parameters
    ----------
    lowered : Lowered
        What was asked.
    answer : Answer
        What the solver answered, with a plan as good as the engine's or better.
    own : Known or None
        What its prices prove, by ``audit_prices``.
    known : Known or None
        What was proven before; the better of both counts.

    Returns
    -------
    Proof
        Certificate and bounds.

    Raises
    ------
    InternalError
        If the certified bound lies above the cost of the plan: a bug.
    """
    found = _prove(lowered, answer, own)
    if known is None or answer.status == "infeasible":
        return found
    if found.certified is not None and found.certified >= known.bound:
        return found
    return _with_known(found, known)


def _prove(lowered: Lowered, answer: Answer, own: Known | None) -> Proof:
    said = Proof(None, None, answer.bound, "none" if answer.bound is None else "reported")
    if answer.status == "infeasible":
        certificate = _of_infeasibility(lowered, answer)
        return replace(said, certificate=certificate)
    if own is None:
        return said
    if answer.objective is not None and own.bound > answer.objective:
        raise InternalError(f"certified bound {own.bound}, but a plan costs {answer.objective}")
    if answer.bound is not None and not _is_as_good(own.bound, answer):
        return replace(said, certificate=own.certificate, certified=own.bound)
    return Proof(own.certificate, own.bound, own.bound, "certified")


def proof_by_rows(instance: Instance, policy: Policy, limits: Limits) -> Proof | None:
    """Return what prices of rows alone prove: those of the linear relaxation.

    Parameters
    ----------
    instance, policy
        The question.
    limits : Limits
        Those of the relaxation.

    Returns
    -------
    Proof or None
        None where the relaxation is too large, or cannot be solved here or in time.
    """
    lowered = lower(instance, policy)
    own = _known_by(lowered, find_prices(lowered.problem, limits))
    return None if own is None else Proof(own.certificate, own.bound, own.bound, "certified")


def _with_known(found: Proof, known: Known) -> Proof:
    """Return what is proven with a certificate known before, which proves more than the new one."""
    if found.bound is not None and found.bound > known.bound:
        return replace(found, certificate=known.certificate, certified=known.bound)
    return replace(
        found,
        certificate=known.certificate,
        certified=known.bound,
        bound=known.bound,
        kind="certified",
    )


def certificate_of(lowered: Lowered, prices: Prices, shortage: int | None = None) -> Certificate:
    """Write prices as a certificate: by worker, rule and window instead of by row.

    Parameters
    ----------
    lowered : Lowered
        What the rows stand for.
    prices : Prices
        Any prices.
    shortage : int or None
        Price of a shortage, in the parts of the prices, where they prove that there is no plan.

    Returns
    -------
    Certificate
        Prices of zero are left out.
    """
    workers: list[str] = lowered.instance.workers["id"].to_list()
    rows: list[RowPrice] = []
    for agent, row in np.argwhere(prices.rows).tolist():
        name, price = lowered.row_names[row], int(prices.rows[agent, row])
        rows.append(
            RowPrice(
                worker=workers[agent],
                rule=name.rule,
                window=name.window,
                name=name.name,
                price=price,
            )
        )
    limits = tuple(
        LimitPrice(rule=name.rule, name=name.name, price=price)
        for name, price in zip(lowered.limit_names, prices.global_rows.tolist(), strict=True)
        if price
    )
    found = Certificate(scale=SCALE, rows=tuple(rows), limits=limits, shortage=shortage)
    if prices.items is None or prices.kept is None:
        return found
    clients: list[str] = lowered.instance.clients["id"].to_list()
    tasks: list[str] = lowered.instance.tasks["id"].to_list()
    each: list[int] = prices.items.tolist()
    by_id = (
        {id: price for id, price in zip(ids, part, strict=True) if price}
        for ids, part in ((clients, each[: len(clients)]), (tasks, each[len(clients) :]))
    )
    update = dict(zip(("owners", "tasks"), by_id, strict=True))
    return found.model_copy(update={**update, "kept": lowered.row_names[prices.kept]})


def prices_of(lowered: Lowered, certificate: Certificate) -> Prices:
    """Return the prices of rows of a certificate, as prices of a question's rows.

    Parameters
    ----------
    lowered : Lowered
        The question.
    certificate : Certificate
        Prices of any question; those of workers, rows and limits that this one lacks are left out.
    """
    problem = lowered.problem
    agent = {id: at for at, id in enumerate(lowered.instance.workers["id"].to_list())}
    row = {name: at for at, name in enumerate(lowered.row_names)}
    rows, limits = np.zeros_like(problem.capacity), np.zeros_like(problem.global_limit)
    for each in certificate.rows:
        at = row.get(RowName(rule=each.rule, window=each.window, name=each.name))
        if at is not None and each.worker in agent:
            rows[agent[each.worker], at] = each.price * SCALE // certificate.scale
    named = {name: at for at, name in enumerate(lowered.limit_names)}
    for limit in certificate.limits:
        at = named.get(RowName(rule=limit.rule, name=limit.name))
        if at is not None:
            limits[at] = limit.price * SCALE // certificate.scale
    return Prices(rows, limits)


def _of_infeasibility(lowered: Lowered, answer: Answer) -> Certificate | None:
    if answer.prices is None:
        return None
    certificate = certificate_of(lowered, answer.prices, SHORTAGE * SCALE)
    return certificate if _audited(lowered, certificate).infeasible else None


def _audited(lowered: Lowered, certificate: Certificate) -> Verification:
    found = verify_certificate(lowered.instance, lowered.policy, certificate)
    if found.refused is not None:
        raise InternalError(f"the audit refuses the certificate: {found.refused}")
    return found


def _is_as_good(bound: int, answer: Answer) -> bool:
    """Whether a certified bound replaces the engine's: it is as good, or weaker by rounding only.

    A proof of optimality is not given up for that.
    """
    if answer.bound is None or bound >= answer.bound:
        return True
    is_closed = answer.objective is not None and answer.bound >= answer.objective
    return not is_closed and (answer.bound - bound) * _ROUNDING <= answer.bound


# What a looser limit would save, by the same prices.


STEPS = {"caseload.cap": 1, "overtime.limit": 1, "utilisation.ceiling": 0.01}
"""One step more of a limit, in the unit of its field."""


def bound_step_saving(instance: Instance, result: Result, field: str) -> float | None:
    """Return the minutes that a plan with one step more of a limit can cost less, at most.

    The prices that prove a bound under one limit prove one under any other too; it is what the
    audit makes of them there.

    Parameters
    ----------
    instance : Instance
        The instance.
    result : Result
        A result on it.
    field : str
        A limit of ``STEPS`` that its policy has.

    Returns
    -------
    float or None
        At most this much is saved; None without a plan or prices.
    """
    if result.objective is None or result.certificate is None:
        return None
    limit = policy_fields()[field]
    value = limit.value(result.policy)
    assert isinstance(value, int | float)
    looser = limit.replaced(result.policy, value + STEPS[field])
    found = verify_certificate(instance, looser, result.certificate)
    return None if found.bound is None else max(result.objective - found.bound / MILLI, 0.0)
