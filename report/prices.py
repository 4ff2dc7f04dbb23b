"""The prices of a policy in words, and which of them are assumed."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.policy import Policy

_PRICES = (
    "moves.change_price",
    "moves.transfer_minutes",
    "moves.months_served",
    "service.unowned",
    "service.undone_price",
    "deadlines.late_price",
    "overtime.price",
    "overtime.limit",
    "utilisation.breakpoints",
    "language.interpreter_factor",
    "handoffs.minutes",
)


def price_words(policy: Policy) -> str:
    """Return what counts how much, in one paragraph.

    Parameters
    ----------
    policy : Policy
        The policy; a rule that is off has no price.
    """
    words = "; ".join(_words(policy))
    return f"{words}. {_standing(policy)}" if words else "Nothing is priced."


def _words(policy: Policy) -> Iterator[str]:
    moves, service, late = policy.moves, policy.service, policy.deadlines
    if moves.enabled:
        change = moves.change_price / moves.months_served
        yield f"a change of owner {change:g} and {moves.transfer_minutes} minutes of work"
    if service.enabled and service.undone == "priced":
        until = f" + {late.late_price:g} a period from due to the end" if late.enabled else ""
        yield f"a client without an owner {service.unowned:g}"
        yield f"a minute undone {service.undone_price:g}{until}"
    if late.enabled and late.late == "priced":
        yield f"a minute late {late.late_price:g} a period"
    if policy.overtime.enabled:
        yield f"a minute of overtime {policy.overtime.price:g}"
    if policy.utilisation.enabled:
        for point in policy.utilisation.breakpoints:
            above = f"{point.above * 100:g} % of a worker's regular minutes"
            yield f"a minute above {above} {point.price:g}"
    if policy.language.enabled and policy.language.match == "interpreter":
        yield f"contacts by interpreter take {policy.language.interpreter_factor:g} times as long"
    if policy.handoffs.enabled:
        yield f"a hand-off takes {policy.handoffs.minutes} minutes"


def _standing(policy: Policy) -> str:
    standard = Policy()
    own = [name for name in _PRICES if _value(policy, name) != _value(standard, name)]
    if not own:
        return "All of these are assumed defaults of the policy."
    return f"Set in this policy: {', '.join(own)}; the others are assumed defaults."


def _value(policy: Policy, name: str) -> object:
    section, field = name.split(".")
    return getattr(getattr(policy, section), field)
