"""The vectorised audit against the same rules in plain loops, on random plans."""

from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import example, given, settings

from draws import examples
from plain_audit import plain, plain_cost
from plain_check import key, plain_check
from plans import Work, plan_of
from random_plans import plans
from samehands.audit import Violation, check, recompute_cost
from samehands.audit.restate import effective_minutes, windows, worker_limits
from samehands.model.instance import Instance
from samehands.model.plan import Plan
from samehands.model.policy import Policy
from samehands.model.rules import RULES, RuleId
from tables import client, instance_of, task, worker


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
    for id, who, minutes in effective_minutes(instance, plan.policy, pairs).iter_rows():
        assert minutes == p.minutes(p.tasks[id], p.workers[who])
    for id, k in worker_limits(instance, plan.policy).iter_rows():
        assert (float("inf") if k is None else k) == p.k(id)
    for id, first, last in windows(instance, plan.policy).iter_rows():
        assert (first, last) == p.window(id)


def _saved_and_longer() -> tuple[Instance, Plan]:
    """Return a pooled task at half its minutes that may take longer, at a worker without room."""
    instance = instance_of(
        [client("c1")], [worker("w1", programs=[], minutes=10)], [task("t1", "c1", minutes=20)], 1
    )
    policy = Policy.model_validate(
        {
            "skills": {"specialist_speedup": 0.5},
            "continuity": {"k": "unlimited"},
            "overtime": {"limit": 0},
            "robust": {"deviation": 1.0, "clients": 1},
        }
    )
    work: list[Work] = [("w1", "c1", "task", "t1", 0, 10)]
    return instance, plan_of(instance, policy, {"c1": "w1"}, {"t1": "w1"}, work)


@settings(max_examples=10)
@given(plans())
@example(_saved_and_longer())
def test_switching_a_rule_off_removes_its_violations_and_adds_none(
    drawn: tuple[Instance, Plan],
) -> None:
    instance, plan = drawn
    found = check(instance, plan)
    broken: list[RuleId] = [rule for rule in RULES if any(v.rule == rule for v in found)]
    for rule in broken:
        after = check(instance, plan, plan.policy.without(rule))
        assert all(violation.rule != rule for violation in after)
        before = found
        if rule == "skills":
            # Minutes that the speed-up saved come back with it: what is told in them takes longer.
            before = check(instance, plan, _without_speedup(plan.policy))
            assert _untimed(before) == _untimed(found)
        _assert_none_added(after, before)


def _without_speedup(policy: Policy) -> Policy:
    skills = policy.skills.model_copy(update={"specialist_speedup": 0.0})
    return policy.model_copy(update={"skills": skills})


def _untimed(found: list[Violation]) -> list[Violation]:
    """Return what is told without asking how long a task takes whom."""
    return [violation for violation in found if violation.rule not in ("plan", "robust")]


def _assert_none_added(after: list[Violation], before: list[Violation]) -> None:
    allowed = _amounts(before)
    for what, amounts in _amounts(after).items():
        assert len(amounts) <= len(allowed[what])
        assert all(new <= old for new, old in zip(amounts, allowed[what], strict=False))


def _amounts(found: list[Violation]) -> dict[tuple[object, ...], list[int]]:
    """Return by how much each rule is broken by whom and when, the largest first.

    Robust is told once a worker, at its worst period, which is another one without other rules.
    """
    amounts: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for each in found:
        if each.rule != "plan":
            when = None if each.rule == "robust" else each.when
            amounts[each.rule, tuple(sorted(each.who.items())), when, each.unit].append(each.by)
    return defaultdict(list, {key: sorted(by, reverse=True) for key, by in amounts.items()})
