"""Numbers and states as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.policy import Policy
from ..model.policy_order import numbers_of_cost

UNKNOWN = "unknown"
"""What stands for a number that nobody knows; a bound that is not there is not 0."""

NOT_APPLICABLE = "n/a"
"""What stands for a metric that is not defined."""

_LIMITS = {
    "time": "stopped by the time limit",
    "gap": "stopped within the gap asked for",
    "work": "stopped by the work limit",
    "memory": "stopped by the memory",
    "interrupted": "interrupted",
    "none": "ended by itself",
}


def minutes(amount: float | None) -> str:
    """Return an amount of minutes with two decimals; ``unknown`` for None."""
    return UNKNOWN if amount is None else f"{amount:,.2f}"


def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share in per cent; ``unknown`` for None."""
    return UNKNOWN if share is None else f"{share * 100:,.{decimals}f} %"


def state(status: str, limit: str) -> str:
    """Return what is known about a plan and what ended the solve, e.g. ``feasible``."""
    return f"{status.replace('_', ' ')}, {_LIMITS[limit]}"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, e.g. ``1 task`` or ``1,200 tasks``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names and how many more there are."""
    rest = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def metric(value: float | None, unit: str) -> str:
    """Return the value of a metric as its unit asks; ``n/a`` where it is not defined."""
    if value is None:
        return NOT_APPLICABLE
    if unit == "share":
        return percent(value)
    if unit == "index":
        return f"{value:.3f}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


# The prices of a policy in words, and which of them are assumed.


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
    own = [
        field.name for field in numbers_of_cost() if field.value(policy) != field.value(standard)
    ]
    if not own:
        return "All of these are assumed defaults of the policy."
    return f"Set in this policy: {', '.join(own)}; the others are assumed defaults."
