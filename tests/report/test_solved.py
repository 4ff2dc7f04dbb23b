"""What an audit says, on a plan that is legal and on broken ones."""

from __future__ import annotations

from plans import legal_plan, office, with_owner
from samehands.model import Plan, Policy
from samehands.planning import Result, audit_result, solve
from samehands.report.document import Document
from samehands.report.files import format_markdown
from samehands.report.solved import audited_document


def _result(plan: Plan) -> Result:
    result = solve(office(), Policy(), engine="least-loaded")
    return result.model_copy(update={"plan": plan, "policy": plan.policy})


def _text(document: Document) -> str:
    return format_markdown(document).replace("\\_", "_")


def test_another_cost_than_was_stated_is_said_aloud() -> None:
    text = _text(audited_document(audit_result(office(), _result(legal_plan()))))
    assert "NOT what the file states" in text
    assert "| NO |" in text


def test_violations_are_counted_by_rule() -> None:
    broken = with_owner(with_owner(legal_plan(), "c5", "w1"), "c1", "w3")
    found = audit_result(office(), _result(broken))
    text = _text(audited_document(found))
    assert f"{len(found.violations)} violations: " in text
    for violation in found.violations:
        assert violation.rule in text


def test_another_policy_has_its_own_column() -> None:
    found = audit_result(office(), _result(legal_plan()), Policy())
    assert "| stated | recomputed | other policy |" in _text(audited_document(found))
