"""What an audit says, on a plan that is legal and on broken ones."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType

from plans import legal_plan, office, with_owner
from samehands.model import Plan, Policy
from samehands.planning import Result, solve
from samehands.report.audited import audit_report, audit_result


def _result(plan: Plan, objective: float | None = None) -> Result:
    result = solve(office(), Policy(), engine="least-loaded")
    update = {"found": plan, "policy": plan.policy}
    return result.model_copy(
        update=update if objective is None else update | {"objective": objective}
    )


def _text(parts: Iterable[RenderableType]) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return capture.get()


def test_a_result_as_it_was_found_is_clean() -> None:
    result = solve(office(), Policy(), engine="least-loaded")
    finding = audit_result(office(), result)
    assert finding.is_clean and finding.same_instance
    assert finding.recomputed is not None
    assert finding.recomputed["total"] == result.objective


def test_another_plan_than_was_priced_has_another_cost() -> None:
    finding = audit_result(office(), _result(legal_plan()))
    assert not finding.cost_agrees and not finding.violations
    assert "NOT what the file states" in _text(audit_report(finding))


def test_violations_are_counted_by_rule() -> None:
    broken = with_owner(with_owner(legal_plan(), "c5", "w1"), "c1", "w3")
    finding = audit_result(office(), _result(broken))
    assert finding.violations
    text = _text(audit_report(finding))
    assert f"{len(finding.violations)} violations: " in text
    for violation in finding.violations:
        assert violation.rule in text


def test_a_policy_may_be_given() -> None:
    finding = audit_result(office(), _result(legal_plan()), Policy())
    assert finding.other_policy and finding.under_other is not None
    assert "other policy" in _text(audit_report(finding))
