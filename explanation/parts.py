"""The rules that can clash, and the fields of them that can be taken back one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..model.policy import Policy
from ..model.rules import RULES, RuleId


@dataclass(frozen=True)
class Part:
    """A field of a rule that forbids something.

    Parameters
    ----------
    name : str
        Section and field, e.g. ``caseload.cap``.
    rule : RuleId
        The rule.
    taken_back : callable
        Returns the policy without it; every plan that was allowed stays allowed.
    """

    name: str
    rule: RuleId
    taken_back: Callable[[Policy], Policy]


def active_rules(policy: Policy) -> tuple[RuleId, ...]:
    """Return the rules that forbid anything or take minutes, as the policy is set."""
    return tuple(
        rule for rule in RULES if policy.section(rule).enabled and not _says_nothing(policy, rule)
    )


def parts_of(policy: Policy, rule: RuleId) -> tuple[Part, ...]:
    """Return the fields of a rule that can be taken back apart from the rule.

    A rule with a single such field and nothing else has none: the rule is the field.
    """
    found = _fields(policy, rule)
    return () if len(found) < 2 and rule != "skills" else found


def name_of(policy: Policy, rule: RuleId) -> str:
    """Return the name of a rule's only field, or of the rule where it is more than its fields."""
    single = {
        "language": "language.match",
        "pool": "pool.scope",
        "deadlines": "deadlines.late",
        "overtime": "overtime.limit",
        "service": "service.undone",
        "handoffs": "handoffs.minutes",
    }
    fields = _fields(policy, rule)
    if rule in single:
        return single[rule]
    return fields[0].name if len(fields) == 1 and rule != "skills" else rule


def _says_nothing(policy: Policy, rule: RuleId) -> bool:
    language = policy.language
    plain = {
        "language": language.match == "ignored"
        or (language.match == "interpreter" and language.interpreter_factor == 1),
        "pool": policy.pool.scope == "county",
        "continuity": policy.formulation == "task-based",
        "handoffs": policy.handoffs.minutes == 0,
    }
    if rule in plain:
        return plain[rule]
    return rule in ("caseload", "utilisation", "moves") and not _fields(policy, rule)


def _fields(policy: Policy, rule: RuleId) -> tuple[Part, ...]:
    if rule == "skills":
        whole = policy.skills.bundle_integrity
        return (_set(rule, "bundle_integrity", False),) if whole else ()
    if rule == "continuity":
        return _continuity(policy)
    if rule == "caseload":
        caps = tuple(
            _entry(rule, "caps", program, None) for program in sorted(policy.caseload.caps)
        )
        return (*_empty(policy, rule, "cap", None), *caps)
    if rule == "utilisation":
        return (*_empty(policy, rule, "ceiling", None), *_empty(policy, rule, "gaps", ()))
    if rule == "moves":
        return (
            *_empty(policy, rule, "transfer_minutes", 0),
            *_empty(policy, rule, "limit", None),
            *_empty(policy, rule, "limit_share", None),
            *_empty(policy, rule, "frozen", ()),
        )
    return ()


def _continuity(policy: Policy) -> tuple[Part, ...]:
    section = policy.continuity
    general = (_set("continuity", "k", "unlimited"),) if section.k != "unlimited" else ()
    groups = (
        _entry("continuity", "k_by_group", group, "unlimited")
        for group, k in sorted(section.k_by_group.items())
        if k != "unlimited"
    )
    return (*general, *groups)


def _empty(policy: Policy, rule: RuleId, field: str, nothing: object) -> tuple[Part, ...]:
    if getattr(policy.section(rule), field) == nothing:
        return ()
    return (_set(rule, field, nothing),)


def _set(rule: RuleId, field: str, value: object) -> Part:
    def taken_back(policy: Policy) -> Policy:
        section = policy.section(rule).model_copy(update={field: value})
        return policy.model_copy(update={rule: section})

    return Part(f"{rule}.{field}", rule, taken_back)


def _entry(rule: RuleId, field: str, name: str, value: object) -> Part:
    """Return the part of one entry of a table: set to a value, or taken out where it is None."""

    def taken_back(policy: Policy) -> Policy:
        table = dict(getattr(policy.section(rule), field))
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
        section = policy.section(rule).model_copy(update={field: table})
        return policy.model_copy(update={rule: section})

    return Part(f"{rule}.{field}.{name}", rule, taken_back)
