"""What counts how much, and what of it is assumed."""

from __future__ import annotations

from samehands.model import RULES, Policy
from samehands.report.prices import price_words


def test_defaults_are_said_to_be_assumed() -> None:
    words = price_words(Policy())
    assert "a change of owner 30 and 15 minutes of work" in words
    assert "a minute undone 10 + 4 a period from due to the end" in words
    assert words.endswith("All of these are assumed defaults of the policy.")


def test_own_prices_are_named() -> None:
    policy = Policy.model_validate(
        {"moves": {"change_price": 60, "months_served": 12}, "handoffs": {"minutes": 5}}
    )
    words = price_words(policy)
    assert "a change of owner 5 and 15" in words and "a hand-off takes 5 minutes" in words
    assert "Set in this policy: moves.change_price, moves.months_served, handoffs.minutes;" in words


def test_a_rule_that_is_off_or_forbids_has_no_price() -> None:
    policy = Policy.model_validate(
        {"service": {"undone": "forbidden"}, "deadlines": {"late": "forbidden"}}
    )
    words = price_words(policy.without("moves").without("overtime"))
    for absent in ("owner", "undone", "late", "overtime"):
        assert absent not in words.split(".", 1)[0]
    for rule in RULES:
        policy = policy.without(rule)
    assert price_words(policy) == "Nothing is priced."
