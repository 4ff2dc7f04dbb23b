"""Step two: a smallest set of rules that cannot all be kept.

Switching a rule off only ever allows more plans. So rules are switched off one by one for as long
as there is still no plan; what is left then clashes, and without any one of it there is a plan.
The fields of the rules that are left are taken back in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from typing import cast

from ..model.checks.cells import NEVER
from ..model.errors import InternalError
from ..model.instance import Instance
from ..model.plan import Plan
from ..model.policy import Policy
from ..model.policy_order import PolicyField, forbidding_fields
from ..model.rules import RULES, RuleId
from .answer import Conflict
from .oracle import Oracle, is_kept

# The rules that can clash, and the fields of them that can be taken back one by one.


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
    whole = [field.name for field in forbidding_fields(rule) if _is_rule(field)]
    if whole:
        return whole[0]
    fields = _fields(policy, rule)
    return fields[0].name if len(fields) == 1 and rule != "skills" else rule


def _is_rule(field: PolicyField) -> bool:
    return field.forbids is not None and field.forbids.is_rule


def _says_nothing(policy: Policy, rule: RuleId) -> bool:
    language = policy.language
    plain = {
        "language": language.match == "ignored"
        or (language.match == "interpreter" and language.interpreter_factor == 1),
        "pool": policy.pool.scope == "county",
        "continuity": policy.formulation == "task-based",
        "handoffs": policy.handoffs.minutes == 0,
        "robust": not policy.robust.absence
        and not (policy.robust.deviation and policy.robust.clients),
    }
    if rule in plain:
        return plain[rule]
    return rule in ("caseload", "utilisation", "moves") and not _fields(policy, rule)


def _fields(policy: Policy, rule: RuleId) -> tuple[Part, ...]:
    """Return what a rule rules out, entry by entry where the field is a table."""
    found: list[Part] = []
    for field in forbidding_fields(rule):
        if field.forbids is None or field.forbids.is_rule:
            continue
        value, unless = field.value(policy), field.forbids.unless
        if isinstance(value, dict):
            table = cast("dict[str, object]", value)
            names = sorted(name for name, entry in table.items() if entry != unless)
            found += (_entry(field, name, unless) for name in names)
        elif value != unless:
            found.append(_set(field, unless))
    return tuple(found)


def _set(field: PolicyField, value: object) -> Part:
    return Part(field.name, field.rule, lambda policy: field.replaced(policy, value))


def _entry(field: PolicyField, name: str, value: object) -> Part:
    """Return the part of one entry of a table: set to a value, or taken out where it is None."""

    def taken_back(policy: Policy) -> Policy:
        table = {**cast("dict[str, object]", field.value(policy))}
        if value is None:
            table.pop(name, None)
        else:
            table[name] = value
        return field.replaced(policy, table)

    return Part(f"{field.name}.{name}", field.rule, taken_back)


SWITCHED_OFF: tuple[RuleId, ...] = (
    *("robust", "handoffs", "utilisation", "caseload", "moves", "continuity", "overtime"),
    *("deadlines", "pool", "skills", "language", "pairs"),
)
"""The order in which rules are switched off: those that speak of people stay longest.

Without ``service`` nothing has to be done, so that rule is the question and stays on.
"""

Change = Callable[[Policy], Policy]


@dataclass
class _State:
    """What is still kept, and a plan for each thing that had to be kept."""

    policy: Policy
    kept: dict[str, Change] = made(default_factory=dict[str, Change])
    plans: dict[str, Plan] = made(default_factory=dict[str, Plan])
    undecided: set[str] = made(default_factory=set[str])

    def forget(self, name: str) -> None:
        """Drop a rule with its fields, or a field."""
        for each in list(self.kept):
            if each == name or each.startswith(f"{name}."):
                del self.kept[each]
                self.plans.pop(each, None)
                self.undecided.discard(each)


def find_conflict(oracle: Oracle, instance: Instance, policy: Policy) -> Conflict:
    """Return rules that clash under a policy that no plan keeps, as few as can be shown in time.

    Raises ``InternalError`` if an engine finds a plan where counting said there is none: a bug.
    """
    active = [rule for rule in active_rules(policy) if rule != "pairs" or _keeps_apart(instance)]
    for rule in RULES:
        if rule not in active:
            policy = policy.without(rule)
    state = _State(policy)
    rules: list[RuleId] = [rule for rule in SWITCHED_OFF if rule in active]
    rules = _drop_proven(oracle, instance, state, rules)
    _shrink(oracle, instance, state, ((rule, _off(rule)) for rule in rules))
    for rule in _left(state.policy):
        fields = parts_of(state.policy, rule)
        _shrink(oracle, instance, state, ((part.name, part.taken_back) for part in fields))
    while not _is_verified(oracle, instance, state):
        pass
    whole = oracle.decide_by_solving(instance, state.policy)
    if whole.there_is:
        raise InternalError("counting finds no plan possible, and there is one")
    return Conflict(
        rules=tuple(_left(state.policy)),
        parts=tuple(_names(state)),
        proof="solved" if whole.there_is is False else "counted",
        is_minimal=not state.undecided,
        undecided=tuple(sorted(state.undecided)),
    )


def _keeps_apart(instance: Instance) -> bool:
    return bool((instance.pairs["price"] == NEVER).any())


def _left(policy: Policy) -> list[RuleId]:
    return [rule for rule in RULES if policy.section(rule).enabled]


def _names(state: _State) -> Iterator[str]:
    """Yield the fields that are left, or the only field of a rule."""
    for rule in _left(state.policy):
        fields = [name for name in state.kept if name.startswith(f"{rule}.")]
        yield from fields or [name_of(state.policy, rule)]


def _off(rule: RuleId) -> Change:
    return lambda policy: policy.without(rule)


def _drop_proven(
    oracle: Oracle, instance: Instance, state: _State, rules: list[RuleId]
) -> list[RuleId]:
    """Switch off, by groups, what the prices at hand prove to be idle; return the other rules."""
    if not rules or not oracle.knows_prices or oracle.is_over:
        return rules
    tried = state.policy
    for rule in rules:
        tried = tried.without(rule)
    if oracle.is_proven(instance, tried):
        state.policy = tried
        return []
    half = len(rules) // 2
    if not half:
        return rules
    first = _drop_proven(oracle, instance, state, rules[:half])
    return [*first, *_drop_proven(oracle, instance, state, rules[half:])]


def _shrink(
    oracle: Oracle, instance: Instance, state: _State, changes: Iterable[tuple[str, Change]]
) -> None:
    """Make each change for good if there is still no plan after it."""
    for name, change in changes:
        tried = change(state.policy)
        said = oracle.decide(instance, tried, share=0.3)
        if said.there_is is False:
            state.policy = tried
            continue
        state.kept[name] = change
        if said.plan is None:
            state.undecided.add(name)
        else:
            state.plans[name] = said.plan


def _is_verified(oracle: Oracle, instance: Instance, state: _State) -> bool:
    """Whether without any one thing that is left there is a plan; what proves idle is dropped.

    A plan found while more was kept is legal with less, unless minutes differ; then it is sought
    anew. Without the rule skills tasks take longer where specialists are faster, so what was
    needed once may turn out not to be.
    """
    for name, change in list(state.kept.items()):
        plan, less = state.plans.get(name), change(state.policy)
        if plan is None or is_kept(instance, plan, less):
            continue
        again = oracle.decide_by_solving(instance, less, share=0.3)
        if again.there_is is False:
            state.policy = less
            state.forget(name)
            return False
        if again.plan is None:
            state.undecided.add(name)
        else:
            state.plans[name] = again.plan
    return True
