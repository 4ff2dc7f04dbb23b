"""Which of two questions can never be the dearer one: that clips the interval between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ..model.instance import Instance
from ..model.policy import Policy
from ..planning import relaxes

Question = tuple[Instance, Policy]
"""What is asked."""

_LOWER_RELAXES = frozenset(
    {
        "language.interpreter_factor",
        "deadlines.late_price",
        "overtime.price",
        "service.undone_price",
        "service.unowned",
        "moves.change_price",
        "moves.transfer_minutes",
        "handoffs.minutes",
    }
)
_HIGHER_RELAXES = frozenset(
    {
        "caseload.cap",
        "utilisation.ceiling",
        "overtime.limit",
        "moves.limit",
        "moves.limit_share",
        "moves.months_served",
    }
)
_STRICTNESS: Mapping[str, Mapping[str, int]] = {
    "language.match": {"ignored": 0, "interpreter": 1, "required": 2},
    "pool.scope": {"county": 0, "region": 1, "office": 2},
    "service.undone": {"priced": 0, "forbidden": 1},
    "deadlines.late": {"priced": 0, "forbidden": 1},
}


def never_dearer(one: Question, other: Question) -> bool:
    """Whether every plan of the other question is allowed by the one, at no higher cost.

    Then the optimum of the one is at most that of the other. True is proven; False only means
    that this comparison, field by field and worker by worker, does not show it.

    Parameters
    ----------
    one, other : tuple of Instance and Policy
        The questions.

    Returns
    -------
    bool
        Whether the one is shown never to be the dearer.
    """
    if not _work_is_no_more(one[0], other[0]) or not _policy_relaxes(one[1], other[1]):
        return False
    if one[0].workers.equals(other[0].workers) and one[0].tasks.equals(other[0].tasks):
        return True
    # A gap between groups of workers can be broken by more staff or less work.
    return not one[1].utilisation.gaps and _staff_is_no_less(one[0], other[0])


def _work_is_no_more(one: Instance, other: Instance) -> bool:
    if one.calendar.periods != other.calendar.periods or not one.clients.equals(other.clients):
        return False
    if not one.tasks.drop("minutes").equals(other.tasks.drop("minutes")):
        return False
    return bool((one.tasks["minutes"] <= other.tasks["minutes"]).all())


def _staff_is_no_less(one: Instance, other: Instance) -> bool:
    """Whether every worker of the other is there, in the same office, able to no less."""
    mine = {str(row["id"]): row for row in one.workers.iter_rows(named=True)}
    for row in other.workers.iter_rows(named=True):
        own = mine.get(str(row["id"]))
        if own is None or own["office"] != row["office"]:
            return False
        if not {*row["languages"]} <= {*own["languages"]}:
            return False
        if not {*row["programs"]} <= {*own["programs"]}:
            return False
        if any(have < want for have, want in zip(own["minutes"], row["minutes"], strict=True)):
            return False
    return True


def _policy_relaxes(one: Policy, other: Policy) -> bool:
    """Compare continuity and bundle integrity by the law between standards, the rest by field."""
    integrity = other.skills.model_copy(update={"bundle_integrity": one.skills.bundle_integrity})
    standard = other.model_copy(update={"continuity": one.continuity, "skills": integrity})
    if not relaxes(standard, other):
        return False
    before, after = _flat(one), _flat(other)
    apart = ("continuity.", "skills.bundle_integrity")
    return all(
        _no_stricter(field, before[field], after[field])
        for field in before
        if not field.startswith(apart)
    )


def _flat(policy: Policy) -> dict[str, object]:
    sections = cast("dict[str, dict[str, object]]", policy.model_dump())
    return {
        f"{rule}.{field}": value
        for rule, section in sections.items()
        for field, value in section.items()
    }


def _no_stricter(field: str, one: object, other: object) -> bool:
    if one == other:
        return True
    if field in _LOWER_RELAXES:
        return cast("float", one) <= cast("float", other)
    if field in _HIGHER_RELAXES:
        return _limit(one) >= _limit(other)
    if field in _STRICTNESS:
        rank = _STRICTNESS[field]
        return rank[str(one)] <= rank[str(other)]
    return _tables(field, one, other)


def _tables(field: str, one: object, other: object) -> bool:
    if field == "moves.frozen":
        return {*cast("tuple[str, ...]", one)} <= {*cast("tuple[str, ...]", other)}
    if field in ("caseload.caps", "service.levels"):
        mine, its = cast("dict[str, float]", one), cast("dict[str, float]", other)
        # A cap holds from above and a service level from below.
        sign = 1 if field == "caseload.caps" else -1
        return all(name in its and sign * mine[name] >= sign * its[name] for name in mine)
    return field == "utilisation.gaps" and not one


def _limit(value: object) -> float:
    return float("inf") if value is None else cast("float", value)
