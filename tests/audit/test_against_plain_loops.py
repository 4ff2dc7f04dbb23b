"""The vectorised audit against the same rules in plain loops, on random plans."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from draws import examples
from plain_audit import plain, plain_cost
from plain_check import key, plain_check
from random_plans import plans
from samehands.audit import check, recompute_cost
from samehands.audit.restate import effective_minutes, windows, worker_limits
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.rules import RULES, RuleId


@settings(max_examples=examples(25))
@given(plans())
def test_cost(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    costs = recompute_cost(instance, plan)
    assert costs.as_dict() == plain_cost(instance, plan)
    assert costs.total == sum(plain_cost(instance, plan).values())


@settings(max_examples=examples(30))
@given(plans())
def test_check(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    found = check(instance, plan)
    counted = Counter(key(v.rule, v.who.values(), v.when, v.by) for v in found)
    assert counted == plain_check(instance, plan)
    assert all(violation.by > 0 and violation.unit and violation.sentence for violation in found)


@settings(max_examples=examples(30))
@given(plans())
def test_minutes_limits_and_windows(drawn: tuple[Instance, Plan]) -> None:
    instance, plan = drawn
    p = plain(instance, plan)
    pairs = instance.tasks.select(task="id").join(instance.workers.select(worker="id"), how="cross")
    for id, worker, minutes in effective_minutes(instance, plan.policy, pairs).iter_rows():
        assert minutes == p.minutes(p.tasks[id], p.workers[worker])
    for id, k in worker_limits(instance, plan.policy).iter_rows():
        assert (float("inf") if k is None else k) == p.k(id)
    for id, first, last in windows(instance, plan.policy).iter_rows():
        assert (first, last) == p.window(id)


@settings(max_examples=10)
@given(plans())
def test_switching_a_rule_off_removes_its_violations_and_adds_none(
    drawn: tuple[Instance, Plan],
) -> None:
    instance, plan = drawn
    found = check(instance, plan)
    broken: list[RuleId] = [rule for rule in RULES if any(v.rule == rule for v in found)]
    for rule in broken:
        before = Counter(str(v) for v in found if v.rule != "plan")
        after = check(instance, plan, plan.policy.without(rule))
        assert all(violation.rule != rule for violation in after)
        assert Counter(str(v) for v in after if v.rule != "plan") <= before
