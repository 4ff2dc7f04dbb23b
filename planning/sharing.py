"""What one solve knows about another: plans, bounds, and the prices that prove them.

A question that allows every plan of another at no higher cost never costs more: the stricter one's
plan is one of its own, and its bound is one of the stricter one's. And any prices prove some bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import inf

from ..audit import verify_certificate
from ..model.certificate import Certificate, RowPrice
from ..model.errors import InternalError
from ..model.plan import Plan
from ..model.policy import MILLI, Policy, milli
from ..model.policy_order import differs_in_standard_alone, relaxes
from .interval import Question, dominates
from .moves import changes_by_client
from .result import BoundKind, Result, Seconds
from .revalue import revalue


def share(
    questions: Sequence[Question],
    results: Sequence[Result],
    is_over: Callable[[], bool] = lambda: False,
) -> list[Result]:
    """Let results of related questions take over what the others found and proved.

    Parameters
    ----------
    questions : sequence of Question
        What was asked.
    results : sequence of Result
        What was found, in the same order.
    is_over : callable
        Whether there is no time left: what has no plan is then left without one.

    Returns
    -------
    list of Result
        In the same order; where one question is shown to allow every plan of another at no higher
        cost, its cost is not above the other's, unless it has no plan and there was no time for
        one, and its bound not above the other's.
    """
    better = [
        (at, other)
        for at, mine in enumerate(questions)
        for other, theirs in enumerate(questions)
        if at != other and dominates(mine, theirs)
    ]
    found = list(results)
    # Cheapest first, so that a plan travels as far as it can with one valuation at each place.
    by_cost = sorted(range(len(found)), key=lambda at: _cost(results[at]))
    for other in by_cost:
        for at in (one for one, its in better if its == other):
            if found[at].plan is not None or not is_over():
                found[at] = take_plan(questions[at], found[at], found[other])
    return [
        _with_bounds_of(found[other], [found[at] for at, its in better if its == other])
        for other in range(len(found))
    ]


def take_plan(question: Question, result: Result, other: Result) -> Result:
    """Return a result with the plan of another question's, where that is cheaper and allowed.

    Parameters
    ----------
    question : Question
        What was asked.
    result, other : Result
        What was found, and the result whose plan is valued as it stands.
    """
    if other.plan is None or not _cost(other) < _cost(result):
        return result
    return value_plan(question, result, other.plan)


def value_plan(question: Question, result: Result, plan: Plan) -> Result:
    """Return a result with a plan valued as it stands, where that is cheaper and allowed.

    Parameters
    ----------
    question : Question
        What was asked.
    result : Result
        What was found.
    plan : Plan
        A plan for the same instance, made under any policy.
    """
    value = revalue(*question, plan, _cost(result))
    if value is None or value.plan is None or value.objective is None:
        return result
    if value.objective >= _cost(result):
        return result
    is_least = result.bound is not None and result.bound >= value.objective
    return result.model_copy(
        update={
            "status": "optimal" if is_least else "feasible",
            "limit": "none" if is_least else result.limit,
            "plan": value.plan,
            "objective": value.objective,
            "objective_parts": value.parts,
            "metrics": value.metrics,
            "second_stage": None,
            # Why clients change hands was found out for the plan that is replaced.
            "moves": tuple(changes_by_client(value.plan.owners, ()).values()),
        }
    )


def continue_result(result: Result, more: Result) -> Result:
    """Return the result of a solve that went on from another's plan and prices.

    Parameters
    ----------
    result, more : Result
        What was found first, and what the solve found that began there.

    Returns
    -------
    Result
        Neither dearer nor with a lower bound than the first; its seconds and trace are of both.
    """
    if more.plan is None:
        return result
    spent = {
        name: None if value is None and other is None else (value or 0.0) + (other or 0.0)
        for (name, value), (_, other) in zip(result.seconds, more.seconds, strict=True)
    }
    before = sum(value or 0.0 for _, value in result.seconds)
    later = (point.model_copy(update={"seconds": before + point.seconds}) for point in more.trace)
    update = {"seconds": Seconds(**spent), "trace": (*result.trace, *later)}
    found = more.model_copy(update=update)
    if _is_better(result.bound, found.bound):
        return _with_bound(found, result.bound, result.bound_kind)
    return found


def _with_bounds_of(result: Result, relaxed: Sequence[Result]) -> Result:
    for each in relaxed:
        if each.instance_sha256 == result.instance_sha256:
            result = inherit(result, each)
        elif _is_better(each.bound, result.bound):
            result = _with_bound(result, each.bound, "reported")
    return result


def inherit(stricter: Result, relaxed: Result) -> Result:
    """Return the stricter result with the relaxed one's bounds where they are better.

    The relaxed one's prices go with its certified bound: under the stricter standard they prove as
    much or more, for they leave fewer ways to serve each client, none of them cheaper.

    Parameters
    ----------
    stricter, relaxed : Result
        Results for the same instance.

    Returns
    -------
    Result
        The stricter result; unchanged where the other standard does not relax it.
    """
    if not relaxes(relaxed.policy, stricter.policy):
        return stricter
    update: dict[str, object] = {}
    # With other prices, or a speed-up of pooled work, the same prices of rows prove something else.
    same_minutes = stricter.policy.skills.specialist_speedup == 0 and differs_in_standard_alone(
        relaxed.policy, stricter.policy
    )
    if _is_better(relaxed.bound, stricter.bound):
        kind = relaxed.bound_kind if same_minutes else "reported"
        stricter = _with_bound(stricter, relaxed.bound, kind)
    if same_minutes and _is_better(relaxed.certified_bound, stricter.certified_bound):
        certified = relaxed.certified_bound
        update |= {"certified_bound": certified, "certificate": relaxed.certificate}
    return stricter.model_copy(update=update) if update else stricter


def _with_bound(result: Result, bound: float | None, kind: BoundKind) -> Result:
    update: dict[str, object] = {"bound": bound, "bound_kind": kind}
    if result.objective is not None and bound is not None and bound >= result.objective:
        update |= {"status": "optimal", "limit": "none"}
    return result.model_copy(update=update)


def _is_better(bound: float | None, than: float | None) -> bool:
    return bound is not None and (than is None or bound > than)


def _cost(result: Result) -> float:
    return inf if result.objective is None else result.objective


def lend_certificates(
    questions: Sequence[Question], first: Result, others: Sequence[Result]
) -> tuple[Result, list[Result]]:
    """Try the prices of a first result on all others, and theirs on the first.

    Parameters
    ----------
    questions : sequence of Question
        What was asked, the first's at the beginning.
    first, others : Result and sequence of Result
        What was found.
    """
    made = [
        lend_certificate(question, result, first)
        for question, result in zip(questions[1:], others, strict=True)
    ]
    for result in made:
        if first.certified_bound is None or first.certified_bound != first.objective:
            first = lend_certificate(questions[0], first, result)
    return first, made


def lend_certificate(question: Question, result: Result, lender: Result) -> Result:
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
        if result.plan is not None:
            owners.update(result.plan.owners["owner"].drop_nulls().to_list())
    return sorted(owners)


def _with_caps(policy: Policy, certificate: Certificate, workers: list[str]) -> Certificate | None:
    """Return a certificate with prices on caps too; None where there are none to add."""
    section = policy.caseload
    if not section.enabled or policy.service.undone == "forbidden":
        return None
    price = milli(policy.service.unowned) * certificate.scale
    units = {f"cap {program}": 1 for program in section.caps}
    units |= {} if section.cap is None else {"cap": MILLI}
    if any(row.rule == "caseload" and row.name in units for row in certificate.rows):
        return None
    rows = [
        RowPrice(worker=worker, rule="caseload", name=name, price=price // unit)
        for name, unit in units.items()
        for worker in workers
    ]
    if not rows or not price:
        return None
    return certificate.model_copy(update={"rows": (*certificate.rows, *rows)})
