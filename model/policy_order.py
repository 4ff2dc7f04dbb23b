"""Which policy relaxes which, and what its fields are: read from the marks in ``sections.py``.

A policy relaxes another if every plan allowed under the other is allowed under it and costs no
more there. Then its optimum is no dearer, and its bounds hold for the other too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import inf
from typing import TypeVar, cast

from .policy import Policy
from .rules import RULES, Assumed, Forbids, Priced, Relaxes, RuleId, Time, Unit
from .sections import Continuity, Section

Scalar = str | int | float | bool
"""A single value of a field, as it is written in a policy."""

_Mark = TypeVar("_Mark")

_STANDARD = ("continuity.", "skills.bundle_integrity")


@dataclass(frozen=True)
class PolicyField:
    """A field of the policy with its marks; None where a mark is not there.

    Parameters
    ----------
    name : str
        Section and field, e.g. ``caseload.cap``.
    rule : RuleId
        The section.
    is_whole : bool
        Whether it holds whole numbers.
    relaxes, assumed, time, forbids : mark or None
        See ``marks``.
    is_priced : bool
        Whether it says what something costs.
    unit : str
        What it is counted in; empty where it counts nothing.
    """

    name: str
    rule: RuleId
    is_whole: bool
    relaxes: Relaxes | None
    assumed: Assumed | None
    time: Time | None
    forbids: Forbids | None
    is_priced: bool
    unit: str

    def value(self, policy: Policy) -> object:
        """Return the field's value in a policy."""
        return getattr(policy.section(self.rule), self.name.partition(".")[2])

    def replaced(self, policy: Policy, value: object) -> Policy:
        """Return a policy with another value of the field, unchecked."""
        update = {self.name.partition(".")[2]: value}
        section = policy.section(self.rule).model_copy(update=update)
        return policy.model_copy(update={self.rule: section})


@cache
def policy_fields() -> Mapping[str, PolicyField]:
    """Return every field of the policy by its name, in the order of the policy file."""
    kinds: dict[RuleId, type[Section]] = {rule: type(Policy().section(rule)) for rule in RULES}
    found = (field for rule, kind in kinds.items() for field in _fields_of(rule, kind))
    return {field.name: field for field in found}


def _fields_of(rule: RuleId, kind: type[Section]) -> Iterator[PolicyField]:
    for name, info in kind.model_fields.items():
        marks = info.metadata
        unit = _mark(marks, Unit)
        yield PolicyField(
            name=f"{rule}.{name}",
            rule=rule,
            is_whole=info.annotation is int,
            relaxes=_mark(marks, Relaxes),
            assumed=_mark(marks, Assumed),
            time=_mark(marks, Time),
            forbids=_mark(marks, Forbids),
            is_priced=_mark(marks, Priced) is not None,
            unit="" if unit is None else unit.name,
        )


def _mark(marks: list[object], kind: type[_Mark]) -> _Mark | None:
    return next((mark for mark in marks if isinstance(mark, kind)), None)


def assumed_fields() -> tuple[PolicyField, ...]:
    """Return the fields whose values nobody has measured."""
    return tuple(field for field in policy_fields().values() if field.assumed is not None)


def currency_fields() -> tuple[PolicyField, ...]:
    """Return the fields that say what something costs or how long work takes."""
    fields = policy_fields().values()
    return tuple(field for field in fields if field.is_priced or field.time is not None)


def forbidding_fields(rule: RuleId) -> tuple[PolicyField, ...]:
    """Return the fields of a rule that rule plans out."""
    fields = policy_fields().values()
    return tuple(field for field in fields if field.rule == rule and field.forbids is not None)


def numbers_of_cost() -> tuple[PolicyField, ...]:
    """Return the fields with the numbers behind a cost: prices, minutes, and what is assumed."""
    fields = policy_fields().values()
    return tuple(
        field
        for field in fields
        if field.unit and (field.is_priced or field.time is not None or field.assumed is not None)
    )


def changes_currency(name: str) -> bool:
    """Whether two policies that differ in a field count in different prices or minutes."""
    rule, _, field = name.partition(".")
    if field == "enabled":
        return any(each.rule == rule for each in currency_fields())
    return any(each.name == name for each in currency_fields())


def field_values(policy: Policy) -> dict[str, object]:
    """Return the value of every field of a policy as JSON has it, by its name."""
    sections = cast("dict[str, dict[str, object]]", policy.model_dump(mode="json"))
    return {
        f"{rule}.{field}": value
        for rule, section in sections.items()
        for field, value in section.items()
    }


def rank(setting: str, value: Scalar, policy: Policy) -> float | None:
    """Return how relaxed a value of one field is, all other fields being those of a policy.

    Parameters
    ----------
    setting : str
        Section and field, and the entry of a table, e.g. ``service.levels.call``.
    value : str, int, float or bool
        A value of it; ``none`` and ``unlimited`` stand for no limit.
    policy : Policy
        The other fields: with a limit on the gap between groups of workers, what changes minutes
        follows no law, nor does the pool where what is above a fair share of it has a price.

    Returns
    -------
    float or None
        A larger number relaxes a smaller one; None where there is no such law.
    """
    field = policy_fields().get(".".join(setting.split(".")[:2]))
    if field is None or field.relaxes is None or not _follows_law(field, policy):
        return None
    way = field.relaxes.way
    if isinstance(way, tuple):
        return float(way.index(value)) if isinstance(value, str) and value in way else None
    number = inf if value in ("none", "unlimited") else value
    if way == "fewer" or isinstance(number, str):
        return None
    return float(number) if way == "up" else -float(number)


def _follows_law(field: PolicyField, policy: Policy) -> bool:
    if field.rule == "pool" and prices_fair_shares(policy):
        return False
    if field.name.endswith(".enabled"):
        return not _saves_time(policy, field.rule) and not (
            _takes_time(field.rule) and _limits_gaps(policy)
        )
    return field.time is None or not _limits_gaps(policy)


def relaxes(one: Policy, other: Policy) -> bool:
    """Whether a policy allows every plan of another, at no higher cost.

    True is proven, field by field; False only means that this comparison does not show it.

    Parameters
    ----------
    one, other : Policy
        The policies.

    Returns
    -------
    bool
        Whether the one is shown to relax the other.
    """
    apart: list[RuleId] = [rule for rule in RULES if one.section(rule) != other.section(rule)]
    if "pool" in apart and prices_fair_shares(one):
        return False
    if not all(_section_relaxes(one, other, rule) for rule in apart):
        return False
    return not (_limits_gaps(one) and any(_time_differs(one, other, rule) for rule in apart))


def differs_in_standard_alone(one: Policy, other: Policy) -> bool:
    """Whether two policies are alike but for the continuity section and bundle integrity."""
    mine, its = field_values(one), field_values(other)
    return all(mine[name] == its[name] for name in mine if not name.startswith(_STANDARD))


def prices_fair_shares(policy: Policy) -> bool:
    """Whether standing minutes above a fair share cost something: shares depend on the pool."""
    return policy.caseload.enabled and any(point.price for point in policy.caseload.breakpoints)


def _limits_gaps(policy: Policy) -> bool:
    # Fewer minutes in one group of workers can widen the gap to the others.
    return policy.utilisation.enabled and bool(policy.utilisation.gaps)


def _takes_time(rule: RuleId) -> bool:
    return any(field.rule == rule and field.time for field in policy_fields().values())


def _saves_time(policy: Policy, rule: RuleId) -> bool:
    fields = (field for field in policy_fields().values() if field.rule == rule)
    saving = [field for field in fields if field.time is not None and field.time.is_saved]
    return policy.section(rule).enabled and any(field.value(policy) for field in saving)


def _time_differs(one: Policy, other: Policy, rule: RuleId) -> bool:
    if rule == "continuity":
        # What is pooled, and so done faster by specialists, depends on the standard.
        return _saves_time(one, "skills") or _saves_time(other, "skills")
    if one.section(rule).enabled != other.section(rule).enabled:
        return _takes_time(rule)
    fields = (field for field in policy_fields().values() if field.rule == rule and field.time)
    return any(field.value(one) != field.value(other) for field in fields)


def _section_relaxes(one: Policy, other: Policy, rule: RuleId) -> bool:
    mine, its = one.section(rule), other.section(rule)
    if not mine.enabled:
        return not its.enabled or not _saves_time(other, rule)
    if rule == "continuity":
        return _continuity_relaxes(one.continuity, other.continuity)
    if not its.enabled:
        return False
    fields = (field for field in policy_fields().values() if field.rule == rule)
    return all(_field_relaxes(field, field.value(one), field.value(other)) for field in fields)


def _field_relaxes(field: PolicyField, one: object, other: object) -> bool:
    if one == other:
        return True
    mark = field.relaxes
    if mark is None:
        return False
    if isinstance(mark.way, tuple):
        return mark.way.index(str(one)) >= mark.way.index(str(other))
    if mark.way == "fewer":
        kept = _entries(other)
        return all(each in kept for each in _entries(one))
    if all(isinstance(value, dict) for value in (one, other)):
        return _table_relaxes(mark, cast("dict[str, float]", one), cast("dict[str, float]", other))
    return _number_relaxes(mark, _number(one), _number(other))


def _entries(value: object) -> tuple[object, ...]:
    if isinstance(value, dict):
        return tuple(cast("dict[str, object]", value).items())
    return cast("tuple[object, ...]", value)


def _table_relaxes(mark: Relaxes, one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    if mark.empty_is_apart and not (one and other):
        return False
    return all(
        _number_relaxes(
            mark, _number(one.get(name, mark.absent)), _number(other.get(name, mark.absent))
        )
        for name in {*one, *other}
    )


def _number_relaxes(mark: Relaxes, one: float, other: float) -> bool:
    return one >= other if mark.way == "up" else one <= other


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else inf


def _continuity_relaxes(one: Continuity, other: Continuity) -> bool:
    """Compare households, K, K by group and what is exempt: the smallest K of a client counts."""
    if one.household and not (other.enabled and other.household):
        return False
    if _least(one) == inf:
        return True
    if not other.enabled or not {*one.exempt_kinds} >= {*other.exempt_kinds}:
        return False
    groups = {*one.k_by_group, *other.k_by_group}
    if groups and one.k_by_group.keys() != other.k_by_group.keys():
        return _least(one) >= _most(other)
    return _number(one.k) >= _number(other.k) and all(
        _number(one.k_by_group[group]) >= _number(other.k_by_group[group]) for group in groups
    )


def _least(section: Continuity) -> float:
    return min(map(_number, (section.k, *section.k_by_group.values())))


def _most(section: Continuity) -> float:
    return max(map(_number, (section.k, *section.k_by_group.values())))
